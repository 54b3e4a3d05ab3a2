"""The officers' workshop: one module per section, `page` puts them together."""
