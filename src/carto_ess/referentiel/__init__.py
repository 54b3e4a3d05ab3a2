"""The référentiel: fiches and what they declare, read, checked, written, published."""
