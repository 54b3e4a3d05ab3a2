"""Everything out: the fiches on screen, with their coverage, in five formats.

Each format is a module with one function from an `Extraction` (and, where it draws, the geodata
folder) to bytes. They are loaded when asked for: geopandas has no place in the app's first page.
"""

from __future__ import annotations

from carto_ess.export.extraction import Extraction, build_extraction
from carto_ess.export.formats import FORMATS, Format, build_export, build_lacunes, find_refusal

__all__ = [
    "FORMATS", "Extraction", "Format", "build_export", "build_extraction", "build_lacunes",
    "find_refusal",
]  # fmt: skip
