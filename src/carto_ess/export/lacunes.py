"""Gaps out: the territories of the page, in CSV, XLSX or GeoJSON, with the question they answer."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import mapping

from carto_ess.export.extraction import list_sources
from carto_ess.export.tables import Table
from carto_ess.export.xlsx import write_classeur
from carto_ess.francais import count, french_date
from carto_ess.geodata.contours import dissolve_contours, read_contours, to_web
from carto_ess.lacune.bilan import Bilan, Lacune, Regle
from carto_ess.lacune.lacune import COMPTES
from carto_ess.lacune.phrases import note_lectures, titre_bilan
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.tableur.formule import neutralise
from carto_ess.tableur.xlsx import Cellule
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import ECHELLES

_REGLES = {
    Regle.AUCUNE: "aucune fiche des types demandés",
    Regle.MANQUE: "il manque au moins un des types demandés",
    Regle.MOINS_DE: "moins de {n} des types demandés",
}


def describe_bilan(
    bilan: Bilan, fiches: Iterable[Fiche], decoupages: Decoupages, date: dt.date
) -> tuple[tuple[str, str], ...]:
    """Return what each file says of itself: question, populations, sources, day of the export."""
    question = bilan.question
    return (
        ("Constat", titre_bilan(bilan)),
        ("Périmètres (millésime)", str(question.millesime)),
        ("Échelle", ECHELLES[question.echelle]),
        ("Types", " ; ".join(TYPES[t] for t in question.types_demandes)),
        ("À découvert quand", _REGLES[question.regle].format(n=count(question.seuil, "fiche"))),
        ("Habitants", f"{decoupages.manifeste.population_libelle}, communes actuelles"),
        *((("Lectures", note),) if (note := note_lectures(bilan)) else ()),
        ("Date de l’export", french_date(date.isoformat())),
        *(("Source", source) for source in list_sources(fiches, decoupages, vide=bilan.vide)),
    )


def build_lacunes_csv(bilan: Bilan, metadonnees: Iterable[tuple[str, str]]) -> bytes:
    """Return the table of `bilan`: `;`, UTF-8 with BOM, what the file says in trailing columns."""
    table = _build_table(bilan)
    dits = [f"{nom} : {texte}" for nom, texte in metadonnees]
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow((*table.colonnes, "metadonnees"))
    for ligne in table.lignes:
        ecrivain.writerow([*map(_write, ligne), neutralise(" | ".join(dits))])
    return flux.getvalue().encode("utf-8-sig")


def build_lacunes_xlsx(
    bilan: Bilan, metadonnees: Iterable[tuple[str, str]], date: dt.date
) -> bytes:
    """Return a workbook: the table of `bilan`, and a sheet of what it says of itself."""
    dits = tuple(metadonnees)
    tables = (_build_table(bilan), Table("Sources", ("rubrique", "valeur"), dits))
    return write_classeur(tables, titre=titre_bilan(bilan), metadonnees=dits, date=date)


def build_lacunes_geojson(
    bilan: Bilan,
    metadonnees: Iterable[tuple[str, str]],
    decoupages: Decoupages,
    geodata: Path,
) -> bytes:
    """Return one feature per territory (RFC 7946, WGS 84), drawn with today's contours."""
    groupes = {
        x.code: decoupages.bring_forward(x.communes, depuis=bilan.question.millesime)
        for x in bilan.lacunes
    }
    formes = to_web(dissolve_contours(read_contours(geodata), groupes))
    collection = {
        "type": "FeatureCollection",
        "metadonnees": [{"rubrique": nom, "valeur": texte} for nom, texte in metadonnees],
        "features": [_build_feature(x, formes.loc[x.code]) for x in bilan.lacunes],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _build_feature(lacune: Lacune, forme: Any) -> dict[str, Any]:  # noqa: ANN401 -- untyped shape
    return {
        "type": "Feature",
        "id": lacune.code,
        "geometry": None if forme is None else mapping(forme),
        "properties": dict(_build_row(lacune)),
    }


def _build_table(bilan: Bilan) -> Table:
    lignes = [_build_row(x) for x in bilan.lacunes]
    colonnes = tuple(lignes[0]) if lignes else ("code",)
    return Table("Territoires", colonnes, tuple(tuple(ligne.values()) for ligne in lignes))


def _build_row(lacune: Lacune) -> Mapping[str, Cellule]:
    return {
        "code": lacune.code,
        "nom": lacune.nom,
        "etat": str(lacune.etat),
        "n_communes": lacune.n_communes,
        "n_communes_couvertes": lacune.n_communes_couvertes,
        "population": lacune.population,
        "population_non_couverte": lacune.population_non_couverte,
        "n_fiches": lacune.n_fiches,
        **_build_ranges(lacune),
        "ecart_mediane": lacune.ecart_mediane,
        **{str(t): n for t, n in lacune.par_type.items()},
        "communes_non_couvertes": " ".join(lacune.communes_non_couvertes),
    }


def _build_ranges(lacune: Lacune) -> Mapping[str, Cellule]:
    """Return each count from the least to the most that the readings of the fiches' words give."""
    cellules: dict[str, Cellule] = {}
    for nom, compte in COMPTES.items():
        plage = lacune.plage(compte)
        cellules |= {f"{nom}_min": plage and plage.mini, f"{nom}_max": plage and plage.maxi}
    return cellules


def _write(cellule: Cellule) -> str:
    if isinstance(cellule, str):
        return neutralise(cellule)
    return "" if cellule is None else str(cellule)
