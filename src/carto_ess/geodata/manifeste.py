"""Reads the manifest of geodata, and verifies that every file is whole and as it was built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carto_ess._errors import GeodataError
from carto_ess.fichier import explain_oserror
from carto_ess.geodata.dossier import read_file
from carto_ess.territoire.manifeste import Manifeste, Source
from carto_ess.territoire.ressort import Departement, Ressort

NOM = "manifest.json"
_REMEDE = "Restaurez le dossier geodata/ ou relancez « carto-ess geodata build »."


def read_manifeste(dossier: Path) -> Manifeste:
    """Read the manifest of a geodata folder.

    Raises
    ------
    GeodataError
        It is missing, is not JSON, or lacks a field.
    """
    try:
        brut = json.loads(read_file(dossier, NOM, Path.read_bytes))
        population = brut["population"]
        return Manifeste(
            ressort=_read_ressort(brut),
            millesimes=tuple(sorted(brut["millesimes"])),
            population_annee=population["annee"],
            population_libelle=population["libelle"],
            population_totale=population["total"],
            surface_km2=brut["surface_km2"],
            comptes={int(m): comptes for m, comptes in brut["comptes"].items()},
            topologie=brut["topologie"],
            sources=tuple(
                Source(s["nom"], s["version"], s["producteur"], s["licence"], s["date"])
                for s in brut["sources"]
            ),
            fichiers={nom: (f["octets"], f["sha256"]) for nom, f in brut["fichiers"].items()},
            avertissements=tuple(brut.get("avertissements", ())),
            communes_sans_epci=tuple(brut.get("communes_sans_epci", ())),
            sans_contours=tuple(brut.get("sans_contours", ())),
            details=brut.get("details", {}).get("dossier", ""),
            reparations=brut.get("reparations", {}),
            versions={int(m): v for m, v in brut.get("versions", {}).items()},
            dessins={int(m): d for m, d in brut.get("dessins", {}).items()},
        )
    except OSError as erreur:
        raise GeodataError(
            f"Le manifeste des périmètres ({dossier / NOM}) ne peut pas être lu. {_REMEDE}"
        ) from erreur
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as erreur:
        raise GeodataError(
            f"Le manifeste des périmètres ({dossier / NOM}) est abîmé ou incomplet. {_REMEDE}"
        ) from erreur


def _read_ressort(brut: Mapping[str, Any]) -> Ressort:
    """One département is written alone, several in a list: the first form is the older one."""
    fiches = brut.get("departements") or [brut["departement"]]
    return Ressort(
        tuple(Departement(f["code"], f["nom"], f["type_liaison"]) for f in fiches),
        entier=bool(brut.get("entier")),
    )


def verify_files(dossier: Path) -> None:
    """Verify that every file of geodata is there, whole and as it was built.

    Raises
    ------
    GeodataError
        One sentence on the first file that is missing, truncated or edited.
    """
    for nom, (octets, empreinte) in read_manifeste(dossier).fichiers.items():
        if faute := find_fault(dossier, nom, octets, empreinte):
            raise GeodataError(faute)


def find_fault(dossier: Path, nom: str, octets: int, empreinte: str) -> str | None:
    """Return a French sentence on what is wrong with one file, ``None`` when it is as built."""
    try:
        contenu = read_file(dossier, nom, Path.read_bytes)
    except FileNotFoundError:
        return f"Le fichier {nom} manque dans {dossier}. {_REMEDE}"
    except OSError as erreur:
        motif = explain_oserror(erreur)
        return f"Le fichier {nom} de {dossier} ne peut pas être lu ({motif}). {_REMEDE}"
    if len(contenu) < octets:
        return (
            f"Le fichier {nom} de {dossier} est tronqué : {len(contenu)} octets au lieu de "
            f"{octets}. {_REMEDE}"
        )
    if hashlib.sha256(contenu).hexdigest() != empreinte:
        return f"Le fichier {nom} de {dossier} a été modifié depuis sa construction. {_REMEDE}"
    return None
