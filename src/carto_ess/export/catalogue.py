"""``catalogue.jsonld``: the open data, described for portals in DCAT (W3C), as JSON-LD.

The context is written in the file: nothing has to be fetched to read it.
"""

from __future__ import annotations

import json
from typing import Any

from carto_ess.export.ouvertes import OUVERTES, Publication, locate
from carto_ess.territoire.ressort import name_ressort

_CONTEXTE = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES = "https://www.iana.org/assignments/media-types/"
_IRREGULIER = "http://publications.europa.eu/resource/authority/frequency/IRREG"
_FRANCAIS = "http://publications.europa.eu/resource/authority/language/FRA"
_DES_FICHES = "Les fiches reformulent le référentiel du CDESS : citez-le. "
_JEUX = {
    "referentiel": ("Coopérations recensées", ("fiches", "couvertures")),
    "lacunes": ("Territoires à couvrir", ("lacunes-epci", "lacunes-communes")),
}


def build_catalogue(publication: Publication, adresse: str) -> bytes:
    """Return the catalogue: two data sets, and where each of their files is."""
    ici = locate(adresse, "catalogue.jsonld")
    titre = publication.extraction.titre
    catalogue = {
        "@context": _CONTEXTE,
        "@id": ici,
        "@type": "dcat:Catalog",
        "dct:title": _say(titre),
        "dct:description": _say("Les données de la carte, en accès libre."),
        "dct:language": {"@id": _FRANCAIS},
        "dct:modified": _day(publication),
        "dcat:dataset": [_describe(publication, nom, adresse) for nom in _JEUX],
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1).encode()


def _describe(publication: Publication, nom: str, adresse: str) -> dict[str, Any]:
    titre, debuts = _JEUX[nom]
    fichiers = [f for f in OUVERTES if f.partition(".")[0] in debuts]
    contact = (
        {
            "dcat:contactPoint": {
                "@type": "vcard:Kind",
                "vcard:hasEmail": {"@id": f"mailto:{publication.contact}"},
            }
        }
        if publication.contact
        else {}
    )
    return {
        "@id": f"{locate(adresse, 'catalogue.jsonld')}#{nom}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"cooperations-ess-{name_ressort(publication.decoupages.ressort)}-{nom}",
        "dct:title": _say(titre),
        "dct:description": _say(" ".join(OUVERTES[f].description for f in fichiers)),
        "dct:modified": _day(publication),
        "dct:language": {"@id": _FRANCAIS},
        "dct:accrualPeriodicity": {"@id": _IRREGULIER},
        "dct:rights": _say(
            ("" if publication.extraction.vide else _DES_FICHES)
            + "Périmètres, populations et contours : Licence Ouverte 2.0."
        ),
        "dcat:keyword": [_say(mot) for mot in ("économie sociale et solidaire", "coopération")],
        "dcat:landingPage": {"@id": adresse},
        "dcat:distribution": [_locate(adresse, f) for f in fichiers],
        **contact,
    }


def _locate(adresse: str, fichier: str) -> dict[str, Any]:
    ouverte, lieu = OUVERTES[fichier], locate(adresse, fichier)
    return {
        "@id": lieu,
        "@type": "dcat:Distribution",
        "dct:title": _say(ouverte.titre),
        "dct:description": _say(ouverte.description),
        "dcat:downloadURL": {"@id": lieu},
        "dcat:accessURL": {"@id": lieu},
        "dcat:mediaType": {"@id": f"{_TYPES}{ouverte.mime.partition(';')[0]}"},
    }


def _say(texte: str) -> dict[str, str]:
    return {"@value": texte, "@language": "fr"}


def _day(publication: Publication) -> dict[str, str]:
    return {"@value": publication.date.isoformat(), "@type": "xsd:date"}
