"""Reads the découpages of every millésime from a geodata folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from carto_ess._errors import GeodataError
from carto_ess.fichier import explain_oserror
from carto_ess.geodata.dossier import read_file, read_still
from carto_ess.geodata.manifeste import read_manifeste, verify_files
from carto_ess.territoire.commune import CodeCommune, Commune, Deleguee
from carto_ess.territoire.decoupage import Alias, Decoupage, Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.fusion import Fusion
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.pays import Pays
from carto_ess.territoire.ressort import Region


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
            _read_fusions(dossier),
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


def _read_all(dossier: Path, manifeste: Manifeste) -> dict[int, Decoupage]:
    communes = read_file(dossier, "communes.csv", _read_csv)
    epci = read_file(dossier, "epci.csv", _read_csv)
    pays = {p["code"]: p["nom"] for p in read_file(dossier, "pays.csv", _read_csv)}
    regions = read_file(dossier, "regions.csv", _read_csv)
    alias = read_file(dossier, "sources/alias.csv", _read_alias)
    return {
        millesime: Decoupage(
            millesime=millesime,
            ressort=manifeste.ressort,
            communes=(a := _build_communes(_of(communes, millesime))),
            epci=_build_epci(_of(epci, millesime), a.values()),
            pays=_build_pays(pays, a.values(), manifeste.millesimes[0]),
            regions=_build_regions(_of(regions, millesime)),
            alias=alias,
        )
        for millesime in manifeste.millesimes
    }


def _read_fusions(dossier: Path) -> tuple[Fusion, ...]:
    return tuple(
        Fusion(
            CodeCommune(f["code_avant"]), f["nom_avant"],
            CodeCommune(f["code_apres"]), f["nom_apres"], f["date"],
        )
        for f in read_file(dossier, "communes_fusionnees.csv", _read_csv)
    )  # fmt: skip


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


def _of(lignes: list[dict[str, str]], millesime: int) -> list[dict[str, str]]:
    return [ligne for ligne in lignes if ligne["millesime"] == str(millesime)]


def _build_communes(lignes: list[dict[str, str]]) -> dict[CodeCommune, Commune]:
    communes = (
        Commune(
            code=CodeCommune(ligne["code_commune"]),
            nom=ligne["nom"],
            siren_epci=ligne["siren_epci"],
            pays=ligne["pays"] or None,
            population=int(ligne["population"]) if ligne["population"] else None,
            longitude=float(ligne["longitude"]),
            latitude=float(ligne["latitude"]),
        )
        for ligne in lignes
    )
    return {c.code: c for c in sorted(communes, key=lambda c: c.code)}


def _build_epci(lignes: list[dict[str, str]], communes: Iterable[Commune]) -> dict[Siren, Epci]:
    membres: dict[str, list[CodeCommune]] = {}
    for commune in communes:
        membres.setdefault(commune.siren_epci, []).append(commune.code)
    return {
        Siren(ligne["siren"]): Epci(
            siren=Siren(ligne["siren"]),
            nature=ligne["nature"],
            nom=ligne["nom"],
            nom_court=ligne["nom_court"],
            communes=tuple(membres[ligne["siren"]]),
            n_communes=int(ligne["n_communes"]),
            population=int(ligne["population"]) if ligne["population"] else None,
        )
        for ligne in sorted(lignes, key=lambda ligne: ligne["siren"])
    }


def _build_pays(
    noms: Mapping[str, str], communes: Iterable[Commune], annee: int
) -> dict[str, Pays]:
    membres: dict[str, list[CodeCommune]] = {code: [] for code in sorted(noms)}
    for commune in communes:
        if commune.pays is not None:
            membres[commune.pays].append(commune.code)
    return {code: Pays(code, noms[code], tuple(codes), annee) for code, codes in membres.items()}


def _build_regions(lignes: list[dict[str, str]]) -> dict[str, Region]:
    return {
        ligne["code"]: Region(ligne["code"], ligne["nom"], tuple(ligne["departements"].split()))
        for ligne in sorted(lignes, key=lambda ligne: ligne["code"])
    }


def _read_alias(chemin: Path) -> tuple[Alias, ...]:
    if not chemin.exists():  # usage names are a help, not a source: a département may have none
        return ()
    lignes = _read_csv(chemin)
    return tuple(Alias(Niveau(a["niveau"]), a["code"], a["alias"]) for a in lignes)
