"""Builds `geodata/` from its public sources and proves that it is whole."""
