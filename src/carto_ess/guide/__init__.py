"""The guide of a référentiel, and the choice of a form of cooperation."""
