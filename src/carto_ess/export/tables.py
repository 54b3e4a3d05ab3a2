"""The exported tables, the same rows for every format.

Columns that the référentiel has keep its names (``geodata/referentiel/datapackage.json``), so that
the sheets of an export are also a référentiel that `check` can read. Several values in one cell are
separated by ``|``. Codes are text.
"""

from __future__ import annotations

from typing import NamedTuple

from carto_ess.couverture.matrice import resolve_declaration
from carto_ess.export.extraction import Extraction
from carto_ess.referentiel.ecriture import write_couvertures, write_fiche
from carto_ess.referentiel.fiche import Fiche, Lecture
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.referentiel.saisie import SEPARATEUR
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.tableur.xlsx import Cellule
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import NIVEAUX

CONTACTS = ("telephones", "courriels", "sites")
NOM_FICHES, NOM_COUVERTURES, NOM_COMMUNES, NOM_SOURCES = (
    "Fiches",
    "Couvertures",
    "Communes",
    "Sources",
)


class Table(NamedTuple):
    """A table: its name, its columns, and rows of as many cells."""

    nom: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[Cellule, ...], ...]


def build_fiches(extraction: Extraction) -> Table:
    """One row per fiche: its fields, then what it covers at this millésime and échelle.

    ``longitude`` and ``latitude`` are degrees (EPSG:4326) of the commune of its point; ``communes``
    are codes of the view's millésime.
    """
    rangs = [build_fiche(fiche, extraction) for fiche in extraction.fiches]
    colonnes = tuple(rangs[0]) if rangs else _columns(extraction)
    return Table(NOM_FICHES, colonnes, tuple(tuple(rang.values()) for rang in rangs))


_AJOUTS = (
    "type_libelle",
    "point_nom",
    "longitude",
    "latitude",
    "niveaux",
    "n_communes",
    "communes",
)


def _columns(extraction: Extraction) -> tuple[str, ...]:
    gardees = COLONNES_FICHES if extraction.avec_contacts else _SANS_CONTACTS
    return (*gardees, *_AJOUTS)


_SANS_CONTACTS = tuple(c for c in COLONNES_FICHES if c not in CONTACTS)


def build_fiche(fiche: Fiche, extraction: Extraction) -> dict[str, Cellule]:
    """Return the cells of one fiche by column."""
    point = fiche.point
    lieu = point and extraction.decoupages.find_commune(point.code_commune)
    communes = sorted(extraction.matrice.communes_of(fiche.id))
    cellules: dict[str, Cellule] = {
        **write_fiche(fiche),
        "type_libelle": TYPES[fiche.type],
        "point_commune": point.code_commune if point else "",
        "point_nom": lieu.nom if lieu else "",
        "longitude": lieu.longitude if lieu else None,
        "latitude": lieu.latitude if lieu else None,
        "niveaux": SEPARATEUR.join(extraction.matrice.par_fiche[fiche.id]),
        "n_communes": len(communes),
        "communes": SEPARATEUR.join(communes),
    }
    return {colonne: cellules[colonne] for colonne in _columns(extraction)}


def build_couvertures(extraction: Extraction) -> Table:
    """One row per fiche and territory that it declares, kept by the échelle or not.

    ``n_communes`` counts what the territory covers in the view's millésime; ``dans_echelle`` says
    whether it counts in this export: what the same words could also mean (``lecture``) never does.
    """
    niveaux = extraction.vue.echelle.niveaux
    lignes = tuple(
        (
            *rang.values(),
            fiche.structure,
            NIVEAUX[d.niveau],
            len(resolve_declaration(d, extraction.decoupages, millesime=extraction.vue.millesime)),
            "oui" if d.niveau in niveaux and d.lecture is Lecture.RETENUE else "non",
        )
        for fiche in extraction.fiches
        for d, rang in zip(
            (*fiche.declarations, *fiche.variantes), write_couvertures(fiche), strict=True
        )
    )
    ajouts = ("structure", "niveau_libelle", "n_communes", "dans_echelle")
    return Table(NOM_COUVERTURES, (*COLONNES_COUVERTURES, *ajouts), lignes)


def build_communes(extraction: Extraction) -> Table:
    """One row per fiche and commune of the view's millésime, with the niveaux that reach it."""
    decoupage = extraction.decoupage
    lignes: list[tuple[Cellule, ...]] = []
    for fiche in extraction.fiches:
        par_niveau = extraction.matrice.par_fiche[fiche.id]
        for code in sorted(extraction.matrice.communes_of(fiche.id)):
            commune = decoupage.communes[code]
            epci = decoupage.epci.get(Siren(commune.siren_epci))
            pays = decoupage.pays[commune.pays].nom_date if commune.pays else ""
            niveaux = SEPARATEUR.join(n for n in par_niveau if code in par_niveau[n])
            lignes.append(
                (
                    fiche.id,
                    fiche.structure,
                    str(fiche.type),
                    code,
                    commune.nom,
                    commune.siren_epci,
                    epci.nom if epci else "",
                    pays,
                    niveaux,
                    str(decoupage.millesime),
                )
            )
    colonnes = (
        "fiche",
        "structure",
        "type",
        "code_commune",
        "commune",
        "siren_epci",
        "epci",
        "pays",
        "niveaux",
        "millesime",
    )
    return Table(NOM_COMMUNES, colonnes, tuple(lignes))


def build_sources(extraction: Extraction) -> Table:
    """Return what the export says of itself: filters, millésime, sources with licences, date."""
    return Table(NOM_SOURCES, ("rubrique", "valeur"), extraction.metadonnees)
