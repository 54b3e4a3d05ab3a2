"""What covers a commune: declarations derived to a commune × fiche matrix, on codes alone."""
