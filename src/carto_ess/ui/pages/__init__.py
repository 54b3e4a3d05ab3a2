"""One module per page, and one for each panel."""
