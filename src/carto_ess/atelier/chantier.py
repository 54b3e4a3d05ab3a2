"""A référentiel being changed: its two tables as rows of text, faulty or not.

Nothing here is published: a `Chantier` is what an officer's draft holds. Its faults are those that
``carto-ess check`` would tell, because the same reader finds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from carto_ess._errors import Faute
from carto_ess.atelier.registre import Tables, parse_paire
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    Referentiel,
    build_referentiel,
)
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.texte import remove_invisible, slug

Rang = Mapping[str, str]

PREMIERE = 2
"""The row of the first fiche in its table, as faults number them."""


@dataclass(frozen=True)
class Chantier:
    """The rows of both tables, and the version of the référentiel that they were taken from.

    Rows are found by an index made once: a comparison looks at each fiche of a large référentiel.
    """

    fiches: tuple[Rang, ...]
    couvertures: tuple[Rang, ...]
    depuis: int

    def __getitem__(self, identifiant: str) -> Rang:
        """Return the row of a fiche; raises `KeyError` when there is none."""
        return self._par_id[identifiant]

    def __contains__(self, identifiant: object) -> bool:
        """Tell whether it holds a fiche of that id."""
        return identifiant in self._par_id

    @cached_property
    def _par_id(self) -> Mapping[str, Rang]:
        return {rang["id"]: rang for rang in reversed(self.fiches)}  # of two, the first one

    @cached_property
    def _par_fiche(self) -> Mapping[str, tuple[Rang, ...]]:
        rangs = defaultdict[str, list[Rang]](list)
        for rang in self.couvertures:
            rangs[rang["fiche"]].append(rang)
        return {fiche: tuple(siens) for fiche, siens in rangs.items()}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the fiches, in the order of the table."""
        return tuple(rang["id"] for rang in self.fiches)

    def list_couvertures(self, identifiant: str) -> tuple[Rang, ...]:
        """Return the rows of the territories that a fiche declares."""
        return self._par_fiche.get(identifiant, ())

    def change(self, identifiant: str, **cellules: str) -> Chantier:
        """Return it with cells of one fiche replaced."""
        propres = {nom: _clean(valeur) for nom, valeur in cellules.items()}
        return replace(
            self,
            fiches=tuple(
                {**rang, **propres} if rang["id"] == identifiant else rang for rang in self.fiches
            ),
        )

    def cover(self, identifiant: str, couvertures: Iterable[Rang]) -> Chantier:
        """Return it with the territories of one fiche replaced."""
        vide = dict.fromkeys(COLONNES_COUVERTURES, "")
        neuves = tuple({**vide, **rang, "fiche": identifiant} for rang in couvertures)
        autres = tuple(rang for rang in self.couvertures if rang["fiche"] != identifiant)
        return replace(self, couvertures=(*autres, *neuves))

    def add(self, modele: Rang, couvertures: Iterable[Rang] = ()) -> tuple[Chantier, str]:
        """Return it with one more fiche, made from the cells of `modele`, and the id it was given.

        The id comes from the name; it is not one that the référentiel has already.
        """
        vide = dict.fromkeys(COLONNES_FICHES, "")
        propres = {nom: _clean(modele.get(nom, "")) for nom in COLONNES_FICHES}
        identifiant = self._name(propres["structure"])
        ajoutee = replace(self, fiches=(*self.fiches, {**vide, **propres, "id": identifiant}))
        return ajoutee.cover(identifiant, couvertures), identifiant

    def duplicate(self, identifiant: str) -> tuple[Chantier, str]:
        """Return it with a copy of one fiche, and the id of the copy."""
        modele = self[identifiant]
        nom = f"{modele['structure']} (copie)"
        return self.add({**modele, "structure": nom}, self.list_couvertures(identifiant))

    def remove(self, identifiant: str) -> Chantier:
        """Return it without one fiche; the versions published before still hold it."""
        return replace(
            self,
            fiches=tuple(r for r in self.fiches if r["id"] != identifiant),
            couvertures=tuple(r for r in self.couvertures if r["fiche"] != identifiant),
        )

    def read(self, decoupages: Decoupages) -> Referentiel:
        """Return the fiches that follow the rules, and the faults of the others."""
        return build_referentiel(*self.tabulate(), decoupages)

    def tabulate(self) -> tuple[Tableau, Tableau]:
        """Return both tables as the reader of référentiels takes them."""
        return _tabulate("Fiches", self.fiches), _tabulate("Couvertures", self.couvertures)

    def list_fautes(self, identifiant: str, fautes: Iterable[Faute]) -> tuple[Faute, ...]:
        """Keep of `fautes` (of `read`) those of one fiche, its territories' too."""
        lignes = {
            (nom, rang)
            for nom, rangs, cle in (
                ("Fiches", self.fiches, "id"), ("Couvertures", self.couvertures, "fiche"),
            )
            for rang, ligne in enumerate(rangs, start=PREMIERE)
            if ligne[cle] == identifiant
        }  # fmt: skip
        return tuple(f for f in fautes if (f.fichier, f.ligne) in lignes)

    def write(self) -> Tables:
        """Return both tables as CSV files."""
        return {
            FICHIERS[0]: write_csv(self.fiches, COLONNES_FICHES),
            FICHIERS[1]: write_csv(self.couvertures, COLONNES_COUVERTURES),
        }

    def _name(self, structure: str) -> str:
        racine = slug(structure)[:70].strip("-") or "nouvelle-fiche"
        identifiant, rang = racine, 1
        while identifiant in self:
            rang += 1
            identifiant = f"{racine}-{rang}"
        return identifiant


def open_chantier(tables: Tables, depuis: int) -> Chantier:
    """Return what two CSV tables hold, row by row.

    Raises
    ------
    TableauError
        One of them is no table, or lacks a column.
    """
    fiches, couvertures = parse_paire(tables)
    return Chantier(
        _complete(fiches, COLONNES_FICHES), _complete(couvertures, COLONNES_COUVERTURES), depuis
    )


def build_chantier(fiches: Iterable[Fiche], depuis: int) -> Chantier:
    """Return the rows of fiches that follow the rules."""
    rangs, couvertures = build_rangs(fiches)
    return Chantier(tuple(rangs), tuple(couvertures), depuis)


def _complete(tableau: Tableau, colonnes: Iterable[str]) -> tuple[Rang, ...]:
    colonnes = tuple(colonnes)
    return tuple({nom: ligne[nom] for nom in colonnes} for ligne in tableau.lignes)


def _tabulate(nom: str, rangs: Iterable[Rang]) -> Tableau:
    lignes = (Ligne(numero, rang) for numero, rang in enumerate(rangs, start=PREMIERE))
    return Tableau(nom, tuple(lignes))


def _clean(valeur: str) -> str:
    """Return what a reader of files would have kept of a cell."""
    lignes = valeur.replace("\r\n", "\n").replace("\r", "\n")
    return remove_invisible(lignes).strip()
