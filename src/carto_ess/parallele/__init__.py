"""Territories side by side: what each has that the others lack, and which ones are alike."""
