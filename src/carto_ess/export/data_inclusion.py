"""data.inclusion: structures and services in its schema, for the platforms that share them."""

from __future__ import annotations

from pathlib import Path

from carto_ess.echange.data_inclusion import write_services
from carto_ess.export.extraction import Extraction
from carto_ess.referentiel.contacts import strip_contacts


def build_data_inclusion(extraction: Extraction, _geodata: Path) -> bytes:
    """Return the JSON file; what its schema cannot say is listed in it under ``pertes``."""
    fiches = extraction.fiches
    if not extraction.avec_contacts:
        fiches = tuple(map(strip_contacts, fiches))
    envoi = write_services(fiches, extraction.decoupages, date=extraction.date)
    dits = [{"rubrique": nom, "valeur": texte} for nom, texte in extraction.metadonnees]
    return envoi.write(metadonnees=dits)
