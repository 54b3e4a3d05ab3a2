"""« Référentiel »: the report on a file, by cause; corrections applied when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from carto_ess.francais import count
from carto_ess.referentiel.controle import (
    CAUSES,
    LIGNES,
    CompteRendu,
    Controle,
    Reference,
    ReferentielRecu,
    correct_controle,
)
from carto_ess.referentiel.correction import Cause, Correction, annotate
from carto_ess.style import FONDS_CLASSEUR
from carto_ess.travail.atelier import Paquet, TravailError
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.travaux import compute, prepare

_OUVERTES = 3  # causes whose faults are listed at once
_LIGNE_ENTIERE = "Ligne entière"


CONSEIL = "Gardez les seules lignes utiles, ou envoyez-le en deux fois."
"""What to do about a file that is checked for too long."""


@dataclass(frozen=True)
class Depot:
    """What a visitor sent, as the session keeps it: packed, with the corrections applied.

    ``avant`` counts the faults of the file sent before, ``None`` when there was none;
    ``empechement`` says why the corrections asked last were not made.
    """

    recu: ReferentielRecu
    corrections: tuple[Correction, ...] = ()
    avant: int | None = None
    empechement: str = ""

    def correct(self, corrections: tuple[Correction, ...], reference: Reference) -> Depot:
        """Return the same file with these cells changed, examined again."""
        try:
            recu = compute(
                correct_controle, self.recu.controle, corrections, reference, conseil=CONSEIL
            ).open()
        except TravailError as erreur:
            return replace(self, empechement=str(erreur))
        return replace(
            self,
            recu=recu,
            corrections=(*self.corrections, *corrections),
            empechement="",
        )


def render_rapport(
    depot: Depot, rapport: CompteRendu, cle: str, reference: Reference, titres: dict[str, str]
) -> None:
    """Draw the report; `cle` is where the session keeps `depot`, `titres` names the columns."""
    if depot.empechement:
        render_gabarit("referentiel/refus.html", message=depot.empechement)
    render_gabarit("referentiel/examen.html", rapport=rapport, depot=depot)
    if rapport.n_fautes:
        proposees = rapport.proposees
        if len(proposees) > 1:
            st.button(
                f"Faire les {len(proposees)} corrections proposées",
                icon=":material/done_all:",
                on_click=partial(_apply, cle, proposees, reference),
            )
        for rang, cause in enumerate(rapport.causes):
            _render_cause(cause, titres, ouverte=rang < _OUVERTES)
            if cause.corrections:
                n = count(len(cause.corrections), "cellule")
                st.button(
                    f"Corriger {n} de « {_name(cause, titres)} »",
                    icon=":material/done:",
                    key=f"corriger_{rang}_{len(depot.corrections)}",
                    on_click=partial(_apply, cle, cause.corrections, reference),
                )
        if rapport.n_causes > CAUSES:
            toutes = rapport.n_causes
            st.caption(f"Les {CAUSES} causes les plus fréquentes sur {toutes} sont montrées.")
    if rapport.n_fautes or depot.corrections:
        st.download_button(
            "Reprendre le classeur, cellules en couleur (.xlsx)",
            prepare(annotate_classeur, depot.recu.controle, depot.corrections),
            file_name="referentiel-a-corriger.xlsx",
            icon=":material/download:",
            on_click="ignore",
            key="annote",
        )


def annotate_classeur(paquet: Paquet[Controle], corrections: tuple[Correction, ...]) -> bytes:
    """Return the workbook that the visitor takes back; see `correction.annotate`."""
    controle = paquet.open()
    fautes = controle.referentiel.fautes
    return annotate(controle.tables, fautes, corrections, fonds=FONDS_CLASSEUR)


def _render_cause(cause: Cause, titres: dict[str, str], *, ouverte: bool) -> None:
    titre = _name(cause, titres)
    render_gabarit(
        "referentiel/cause.html", cause=cause, titre=titre, ouverte=ouverte, lignes=LIGNES
    )


def _name(cause: Cause, titres: dict[str, str]) -> str:
    return titres.get(cause.champ, cause.champ) if cause.champ else _LIGNE_ENTIERE


def _apply(cle: str, corrections: tuple[Correction, ...], reference: Reference) -> None:
    """Apply corrections to what the session holds, before the run that shows it."""
    garde = st.session_state.get(cle)
    if garde is not None and isinstance(garde[1], Depot):
        st.session_state[cle] = (garde[0], garde[1].correct(corrections, reference))
