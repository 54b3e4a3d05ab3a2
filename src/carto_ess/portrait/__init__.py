"""The portrait of a territory, on screen and on one A4 page.

Nothing is re-exported: print loads typst, which the first page must not pay for.
"""
