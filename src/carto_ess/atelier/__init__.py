"""The référentiel lives: where its versions are kept, who may change it, what the field proposes.

Nothing here draws a screen. What loads SQLAlchemy (`base`, `registre_base`, `propositions`,
`brouillons`, `journal`) is imported only where a base is used: readers of a folder pay nothing.
"""
