"""The reader’s view: what one link holds."""
