"""What in a row may not be what was written: each doubt is a fault, with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from carto_ess._errors import Faute
from carto_ess.francais import count
from carto_ess.tableur.encodage import find_broken
from carto_ess.tableur.grille import Repere, name_column

_CITATION = 160  # characters of a cell that is quoted


@dataclass(frozen=True, slots=True)
class Relecture:
    """The table whose rows are looked at again.

    ``connues`` are the columns, from 0, whose cells have a sense; ``largeur`` how many cells a row
    of a CSV must have, and ``separateur`` what stands between them: nothing in a workbook.
    """

    fichier: str
    repere: Repere
    colonnes: Mapping[int, str]
    connues: AbstractSet[int]
    separateur: str = ""
    largeur: int = 0

    def doubt(self, numero: int, rang: Mapping[int, str], compte: int) -> tuple[Faute, ...]:
        """Return the faults of a row of `compte` cells, from the texts of its filled ones."""
        fautes = [
            faute
            for j, texte in rang.items()
            if j in self.colonnes
            for faute in (
                *self._doubt_letters(numero, j, texte), *self._doubt_rows(numero, j, texte),
            )
        ]  # fmt: skip
        deborde = any(j >= self.largeur for j in rang)
        if self.separateur and (compte < self.largeur or deborde):
            return (*fautes, self._refuse_count(numero, compte))
        return (*fautes, *self._doubt_orphans(numero, rang))

    def _doubt_letters(self, numero: int, j: int, texte: str) -> tuple[Faute, ...]:
        trace = find_broken(texte)
        if trace is None:
            return ()
        sens = f"sans doute « {quote(trace[1], 60)} » : " if trace[1] else ""
        return (
            Faute(
                self.fichier, numero, self.colonnes[j], f"« {quote(texte)} »",
                f"un texte lisible (« {trace[0]} » n’en est pas)",
                f"Les accents ont été perdus ou changés avant l’envoi ; {sens}"
                "corrigez la cellule, ou repartez du fichier d’origine, en UTF-8.",
                self.repere.locate(numero, self.colonnes[j]),
            ),
        )  # fmt: skip

    def _doubt_rows(self, numero: int, j: int, texte: str) -> tuple[Faute, ...]:
        """Doubt a cell of a CSV that holds what looks like whole rows: quotes paired by chance."""
        if not self.separateur or "\n" not in texte:
            return ()
        if all(ligne.count(self.separateur) < self.largeur - 1 for ligne in texte.split("\n")):
            return ()
        return (
            Faute(
                self.fichier, numero, self.colonnes[j], f"« {quote(texte)} »",
                "le texte d’une seule cellule",
                "Un guillemet s’ouvre sans se fermer et avale les lignes suivantes : "
                "fermez-le ou ôtez-le.",
                self.repere.locate(numero, self.colonnes[j]),
            ),
        )  # fmt: skip

    def _refuse_count(self, numero: int, compte: int) -> Faute:
        cause = (
            "un séparateur se trouve dans un texte"
            if compte > self.largeur
            else "un retour à la ligne se trouve dans un texte, ou des séparateurs manquent"
        )
        return Faute(
            self.fichier, numero, "", count(compte, "cellule"),
            f"{count(self.largeur, 'cellule')}, autant que de titres",
            f"Sans doute {cause} : entourez ce texte de guillemets, ou enregistrez le tableau "
            "en .xlsx ou .ods.",
        )  # fmt: skip

    def _doubt_orphans(self, numero: int, rang: Mapping[int, str]) -> tuple[Faute, ...]:
        seules = [j for j in sorted(rang) if j not in self.connues]
        if not seules:
            return ()
        autres = f" et {count(len(seules) - 1, 'autre')}" if len(seules) > 1 else ""
        return (
            Faute(
                self.fichier, numero, "", f"« {quote(rang[seules[0]])} »{autres}",
                "des cellules sous un titre de colonne",
                "Donnez un titre à la colonne, ou effacez la cellule.",
                self.repere.name(numero, name_column(seules[0])),
            ),
        )  # fmt: skip


def quote(texte: str, longueur: int = _CITATION) -> str:
    """Return the beginning of a text on one line, to be cited in a fault."""
    ligne = " ↵ ".join(texte.split("\n"))
    return f"{ligne[:longueur]}…" if len(ligne) > longueur else ligne
