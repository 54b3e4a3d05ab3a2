"""Reads `geodata/`: perimeters, neighbours, contours.

Nothing is re-exported: contours load geopandas, which the first page must not pay for.
"""
