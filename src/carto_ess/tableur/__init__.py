"""Spreadsheets as people keep them, read with caution and written back."""
