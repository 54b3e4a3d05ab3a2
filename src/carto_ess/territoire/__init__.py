"""Territories on codes alone: who belongs to what, and from one year to another."""
