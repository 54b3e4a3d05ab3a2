"""Builds `geodata/` from its public sources and proves that it is whole.

Nothing of the app imports this package: running the map needs neither the archives nor shapely's
coverage functions, only the files made here. ``build`` makes them, ``check`` proves them.
"""
