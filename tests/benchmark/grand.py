"""A territory whose map shows EPCI first: its fiches, the weight of its files, a visit."""

import asyncio
import csv
import gzip
import json
import statistics

from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.territoire.niveau import Niveau
from tests.load.client import open_session


def write_referentiel(fiches, decoupage, dossier):
    """Write `fiches` as the two tables of a référentiel, each with a point in its own land."""
    dossier.mkdir(parents=True, exist_ok=True)
    tables = {
        "fiches.csv": (COLONNES_FICHES, [_write_fiche(f, decoupage) for f in fiches]),
        "couvertures.csv": (
            COLONNES_COUVERTURES,
            [
                {"fiche": f.id, "niveau": str(d.niveau), "code": d.code, "texte": "essai",
                 "millesime": d.millesime, "certitude": d.certitude}
                for f in fiches for d in f.declarations
            ],
        ),
    }  # fmt: skip
    for nom, (colonnes, lignes) in tables.items():
        with (dossier / nom).open("w", encoding="utf-8-sig", newline="") as flux:
            ecrivain = csv.DictWriter(flux, list(colonnes), delimiter=";", restval="")
            ecrivain.writeheader()
            ecrivain.writerows(lignes)


def _write_fiche(fiche, decoupage):
    premiere = fiche.declarations[0]
    communes = decoupage.epci[premiere.code].communes if premiere.niveau is Niveau.EPCI else ()
    return {
        "id": fiche.id, "type": str(fiche.type), "structure": f"Coopérative d’essai {fiche.id}",
        "secteur": "Services", "couverture": "Des communes et des EPCI", "origine": "Un essai.",
        "composition": "Une composition.", "enjeux": "Des enjeux.",
        "travailler_ensemble": "C’est essayer.", "annee": "2026",
        "courriels": "essai@example.org",
        **({"point_commune": communes[0], "point_nature": "siege", "point_fiabilite": "haute",
            "point_source": "essai"} if communes else {}),
    }  # fmt: skip


def weigh_map(geodata):
    """Return the bytes, once gzipped, of the map's first file and of each of the others."""
    manifeste = json.loads((geodata / "manifest.json").read_text(encoding="utf-8"))
    premier = len(gzip.compress((geodata / manifeste["topologie"]).read_bytes(), 6))
    dossier = geodata / manifeste["details"]["dossier"]
    details = sorted(len(gzip.compress(f.read_bytes(), 6)) for f in dossier.glob("*.json"))
    return manifeste["reparations"], premier, details


def describe_map(geodata):
    """Yield sentences: what was mended, and what the files weigh."""
    reparations, premier, details = weigh_map(geodata)
    yield (
        f"mended: {reparations['recouvrements']} overlaps "
        f"({reparations['surface_recouvrements_m2']:.0f} m2), {reparations['trous']} gaps "
        f"({reparations['surface_trous_m2']:.0f} m2)"
    )
    yield (
        f"map, gzipped: first file {premier} B; {len(details)} files of communes, "
        f"median {statistics.median(details):.0f} B, largest {details[-1]} B"
    )


async def visit(adresse, epci, autre, commune):
    """Open the map, choose an EPCI, a commune of it, another EPCI, go back; return the answers."""
    async with open_session(adresse) as session:
        reponses = {"first run": await session.load(), "rest of the page": await session.finish()}
        gestes = {
            "EPCI clicked": {"objet": "epci", "id": epci},
            "commune clicked": {"objet": "commune", "id": commune},
            "another EPCI": {"objet": "epci", "id": autre},
            "back to the country": {"objet": "ensemble", "id": None},
        }
        for rang, (nom, clic) in enumerate(gestes.items(), start=2):
            valeur = json.dumps({**clic, "n": rang})
            reponses[nom] = await session.set_component("component_instance", valeur)
        return reponses


def describe_visit(adresse, decoupage):
    """Yield a table of what one visitor receives, after another one has warmed the app."""
    sirens = list(decoupage.epci)
    epci, autre = sirens[len(sirens) // 2], sirens[len(sirens) // 3]
    arguments = (adresse, epci, autre, decoupage.epci[epci].communes[0])
    froide = asyncio.run(visit(*arguments))["first run"]
    yield "| | bytes on the wire | uncompressed | s |\n|---|---|---|---|"
    reponses = {"first run of the server": froide, **asyncio.run(visit(*arguments))}
    for nom, reponse in reponses.items():
        yield f"| {nom} | {reponse.fil} | {reponse.octets} | {reponse.duree:.2f} |"
