"""Reads the découpages of every millésime from a geodata folder."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from carto_ess._errors import GeodataError
from carto_ess.fichier import explain_oserror
from carto_ess.geodata.dossier import read_file, read_still
from carto_ess.geodata.manifeste import read_manifeste, verify_files
from carto_ess.territoire.commune import CodeCommune, Commune, Deleguee
from carto_ess.territoire.decoupage import Alias, Decoupage, Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.fusion import Mouvement, NatureMouvement
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.paresse import Paresseux
from carto_ess.territoire.pays import Pays
from carto_ess.territoire.ressort import Region

T = TypeVar("T")


def read_verified(dossier: Path) -> Decoupages:
    """Read every découpage of a geodata folder whose files are all as they were built.

    Files that change under its eyes, because a build replaces them, are read again.

    Raises
    ------
    GeodataError
        A file is missing, truncated, edited, or has not the expected columns.
    """
    return read_still(dossier, _read_verified)


def _read_verified(dossier: Path) -> Decoupages:
    verify_files(dossier)
    return read_decoupages(dossier)


def read_decoupages(dossier: Path) -> Decoupages:
    """Read every découpage of a geodata folder.

    Raises
    ------
    GeodataError
        A file is missing or its columns are not the expected ones.
    """
    manifeste = read_manifeste(dossier)
    try:
        return Decoupages(
            manifeste,
            _read_all(dossier, manifeste),
            _read_mouvements(dossier),
            _read_codes_postaux(dossier),
            _read_deleguees(dossier),
        )
    except GeodataError:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error) as erreur:
        raise GeodataError(
            f"Une table de {dossier} n’a pas les colonnes ou les valeurs attendues ({erreur}). "
            "Relancez « carto-ess geodata build »."
        ) from erreur


def _read_all(dossier: Path, manifeste: Manifeste) -> Mapping[int, Decoupage]:
    """Read every table whole; each year is put together when somebody looks at it.

    A commune that does not change is one object in all its years.
    """
    tables = _Tables(
        manifeste,
        communes=_by_span(read_file(dossier, "communes.csv", _read_csv), _build_commune),
        epci=_by_span(read_file(dossier, "epci.csv", _read_csv), _build_epci),
        pays={p["code"]: p["nom"] for p in read_file(dossier, "pays.csv", _read_csv)},
        regions=_by_span(read_file(dossier, "regions.csv", _read_csv), _build_region),
        alias=read_file(dossier, "sources/alias.csv", _read_alias),
    )
    decoupages = Paresseux(manifeste.millesimes, tables.build)
    decoupages[manifeste.actuel]  # tables that do not hold together are said now, by the caller
    return decoupages


class _Tables(NamedTuple):
    """The tables of all years, each object with the years it holds for.

    A class, not a closure: perimeters are copied to the processes that make files.
    """

    manifeste: Manifeste
    communes: list[tuple[int, int, Commune]]
    epci: list[tuple[int, int, Epci]]
    pays: Mapping[str, str]
    regions: list[tuple[int, int, Region]]
    alias: tuple[Alias, ...]

    def build(self, millesime: int) -> Decoupage:
        """Put one year together."""
        communes = sorted(_of(self.communes, millesime), key=lambda c: c.code)
        ici = {c.code: c for c in communes}
        regions = sorted(_of(self.regions, millesime), key=lambda r: r.code)
        return Decoupage(
            millesime=millesime,
            ressort=self.manifeste.ressort,
            communes=ici,
            epci=_fill_epci(_of(self.epci, millesime), ici.values()),
            pays=_build_pays(self.pays, ici.values(), self.manifeste.millesimes[0]),
            regions={r.code: r for r in regions},
            alias=self.alias,
        )


def _read_mouvements(dossier: Path) -> tuple[Mouvement, ...]:
    return tuple(
        Mouvement(
            int(m["millesime_avant"]),
            CodeCommune(m["code_avant"]),
            m["nom_avant"],
            int(m["millesime_apres"]),
            CodeCommune(m["code_apres"]),
            m["nom_apres"],
            NatureMouvement(m["nature"]),
            m["date"],
        )
        for m in read_file(dossier, "communes_mouvements.csv", _read_csv)
    )


def _read_codes_postaux(dossier: Path) -> dict[str, tuple[CodeCommune, ...]]:
    communes: dict[str, list[CodeCommune]] = {}
    for ligne in read_file(dossier, "codes_postaux.csv", _read_csv):
        communes.setdefault(ligne["code_postal"], []).append(CodeCommune(ligne["code_commune"]))
    return {postal: tuple(sorted(codes)) for postal, codes in sorted(communes.items())}


def _read_deleguees(dossier: Path) -> tuple[Deleguee, ...]:
    return tuple(
        Deleguee(CodeCommune(d["code"]), d["nom"], CodeCommune(d["code_commune"]))
        for d in read_file(dossier, "communes_deleguees.csv", _read_csv)
    )


def _read_csv(chemin: Path) -> list[dict[str, str]]:
    try:
        with chemin.open(encoding="utf-8-sig", newline="") as flux:
            return list(csv.DictReader(flux))
    except OSError as erreur:
        raise GeodataError(
            f"Le fichier {chemin.name} ne peut pas être lu ({explain_oserror(erreur)}). "
            "Relancez « carto-ess geodata build » ou restaurez le dossier geodata/."
        ) from erreur


def _by_span(
    lignes: Iterable[Mapping[str, str]], make: Callable[[Mapping[str, str]], T]
) -> list[tuple[int, int, T]]:
    """Return what `make` makes of each row, after the first and last millésime it holds for."""
    return [(int(x["premier"]), int(x["dernier"]), make(x)) for x in lignes]


def _of(objets: Iterable[tuple[int, int, T]], millesime: int) -> list[T]:
    return [objet for premier, dernier, objet in objets if premier <= millesime <= dernier]


def _build_commune(ligne: Mapping[str, str]) -> Commune:
    return Commune(
        code=CodeCommune(ligne["code_commune"]),
        nom=ligne["nom"],
        siren_epci=ligne["siren_epci"],
        pays=ligne["pays"] or None,
        population=int(ligne["population"]) if ligne["population"] else None,
        longitude=float(ligne["longitude"]),
        latitude=float(ligne["latitude"]),
    )


def _build_epci(ligne: Mapping[str, str]) -> Epci:
    return Epci(
        siren=Siren(ligne["siren"]),
        nature=ligne["nature"],
        nom=ligne["nom"],
        nom_court=ligne["nom_court"],
        communes=(),
        n_communes=int(ligne["n_communes"]),
        population=int(ligne["population"]) if ligne["population"] else None,
    )


def _fill_epci(epci: Iterable[Epci], communes: Iterable[Commune]) -> dict[Siren, Epci]:
    membres: dict[str, list[CodeCommune]] = {}
    for commune in communes:
        membres.setdefault(commune.siren_epci, []).append(commune.code)
    return {
        e.siren: replace(e, communes=tuple(membres.get(e.siren, ())))
        for e in sorted(epci, key=lambda e: e.siren)
    }


def _build_pays(
    noms: Mapping[str, str], communes: Iterable[Commune], annee: int
) -> dict[str, Pays]:
    membres: dict[str, list[CodeCommune]] = {code: [] for code in sorted(noms)}
    for commune in communes:
        if commune.pays is not None:
            membres[commune.pays].append(commune.code)
    return {code: Pays(code, noms[code], tuple(codes), annee) for code, codes in membres.items()}


def _build_region(ligne: Mapping[str, str]) -> Region:
    return Region(ligne["code"], ligne["nom"], tuple(ligne["departements"].split()))


def _read_alias(chemin: Path) -> tuple[Alias, ...]:
    if not chemin.exists():  # usage names are a help, not a source: a département may have none
        return ()
    lignes = _read_csv(chemin)
    return tuple(Alias(Niveau(a["niveau"]), a["code"], a["alias"]) for a in lignes)
