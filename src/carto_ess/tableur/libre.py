"""Tables that were never ours: whatever headings they have, as they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from carto_ess._errors import TableauError
from carto_ess.tableur.delimite import read_rangs
from carto_ess.tableur.grille import Jauge, Valeur, name_column
from carto_ess.tableur.nature import Nature, identify
from carto_ess.tableur.ouverture import open_classeur
from carto_ess.tableur.tableau import LIGNES_MAX, clean

COLONNES_MAX = 200
"""Columns of a table; more is no list kept by a person."""

_LIGNES_CITEES = 6
_ENTETE_MAX = 20  # rows among which the heading is looked for


@dataclass(frozen=True)
class TableLibre:
    """A sheet or a CSV: where it comes from, its headings, its filled rows by number.

    ``rangs`` maps the row's number, as a spreadsheet shows it, to its cells by heading. Headings
    are unique: an empty one is « colonne C », a second « Nom » is « Nom (2) ».
    """

    fichier: str
    entete: tuple[str, ...]
    rangs: Mapping[int, Mapping[str, str]]

    def column(self, titre: str) -> tuple[str, ...]:
        """Return the cells of a column, in the order of the rows."""
        return tuple(rang.get(titre, "") for rang in self.rangs.values())


def read_libres(octets: bytes, nom: str) -> tuple[TableLibre, ...]:
    """Return the tables of a file: its visible sheets that hold one, or the CSV itself.

    Raises
    ------
    TableauError
        The file is no table, or too much for one.
    """
    nature = identify(octets, nom)
    if nature is Nature.CSV:
        bruts = dict(read_rangs(octets, nom))
        rangs = {n: _clean(rang.items()) for n, rang in bruts.items()}
        _check_counts(nom, rangs, {n: len(rang) for n, rang in bruts.items()})
        tables: tuple[TableLibre | None, ...] = (_build_table(nom, rangs),)
    elif nature is Nature.ZIP:
        raise TableauError(
            f"{nom} est une archive. Attendu : un classeur .xlsx ou .ods, ou un tableau .csv. "
            "Sortez-en le fichier, puis envoyez-le seul."
        )
    else:
        tables = _read_feuilles(octets, nature, nom)
    trouvees = tuple(table for table in tables if table is not None)
    if not trouvees:
        raise TableauError(
            f"{nom} ne contient pas de tableau. Attendu : une ligne de titres, puis une ligne par "
            "structure. Vérifiez que c’est le bon fichier."
        )
    return trouvees


def _check_counts(
    nom: str, rangs: Mapping[int, Mapping[int, str]], comptes: Mapping[int, int]
) -> None:
    """Refuse a CSV whose rows have not as many cells as its heading: they would be shifted.

    Raises
    ------
    TableauError
        The rows are named.
    """
    remplis = {n: rang for n, rang in rangs.items() if rang}
    debut = _find_entete(remplis)
    if debut is None:
        return
    largeur = 1 + max(remplis[debut])
    mauvais = [
        n
        for n, rang in remplis.items()
        if n > debut and (comptes[n] < largeur or max(rang) >= largeur)
    ]
    if mauvais:
        cites = ", ".join(map(str, mauvais[:_LIGNES_CITEES]))
        suite = "…" if len(mauvais) > _LIGNES_CITEES else ""
        raise TableauError(
            f"{nom}, ligne{'s' if len(mauvais) > 1 else ''} {cites}{suite} : pas autant de "
            f"cellules que de titres ({largeur}). Un séparateur ou un retour à la ligne se trouve "
            "sans doute dans un texte : enregistrez le tableau en .xlsx ou .ods, puis renvoyez-le."
        )


def _read_feuilles(octets: bytes, nature: Nature, nom: str) -> tuple[TableLibre | None, ...]:
    with open_classeur(octets, nature, nom) as classeur:
        titres = [o.titre for o in classeur.onglets if not o.cachee]
        grilles = list(classeur.read(titres, Jauge(nom)))
    for grille in grilles:
        grille.fill_merged()
    return tuple(
        _build_table(
            f"{nom}, feuille {grille.titre}",
            {i + 1: _clean(rang.items()) for i, rang in sorted(grille.rangs.items())},
        )
        for grille in grilles
    )


def _clean(cellules: Iterable[tuple[int, Valeur]]) -> dict[int, str]:
    return {j: texte for j, cellule in cellules if (texte := clean(cellule, ""))}


def _build_table(fichier: str, rangs: Mapping[int, Mapping[int, str]]) -> TableLibre | None:
    """Name the cells of each row after the heading; ``None`` when there is no table."""
    remplis = {n: rang for n, rang in rangs.items() if rang}
    debut = _find_entete(remplis)
    if debut is None:
        return None
    suite = {n: rang for n, rang in remplis.items() if n > debut}
    colonnes = sorted({*remplis[debut], *(j for rang in suite.values() for j in rang)})
    if len(suite) > LIGNES_MAX or len(colonnes) > COLONNES_MAX:
        raise TableauError(
            f"{fichier} : {len(suite)} lignes et {len(colonnes)} colonnes ; attendu : {LIGNES_MAX} "
            f"lignes et {COLONNES_MAX} colonnes au plus. Gardez les seules lignes utiles."
        )
    titres = _name_columns(remplis[debut], colonnes)
    return TableLibre(
        fichier,
        tuple(titres.values()),
        {n: {titres[j]: texte for j, texte in rang.items()} for n, rang in suite.items()},
    )


def _find_entete(rangs: Mapping[int, Mapping[int, str]]) -> int | None:
    """Return the first row that is filled about as widely as those below: titles are narrower."""
    premiers = list(rangs.items())[:_ENTETE_MAX]
    large = max((len(rang) for _, rang in premiers), default=0)
    if large < 2 or len(rangs) < 2:
        return None
    return next(n for n, rang in premiers if len(rang) * 2 >= large and len(rang) >= 2)


def _name_columns(entete: Mapping[int, str], colonnes: list[int]) -> dict[int, str]:
    noms: dict[int, str] = {}
    for j in colonnes:
        base = " ".join(entete.get(j, "").split())[:120] or f"colonne {name_column(j)}"
        nom, rang = base, 1
        while nom in noms.values():
            rang += 1
            nom = f"{base} ({rang})"
        noms[j] = nom
    return noms
