"""« Référentiel »: the report on a file, by cause; corrections applied when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate

import streamlit as st

from carto_ess.francais import count
from carto_ess.referentiel.controle import Controle, Reference, correct_controle
from carto_ess.referentiel.correction import Cause, Correction, annotate
from carto_ess.style import FONDS_CLASSEUR
from carto_ess.travail.atelier import Paquet, TravailError
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.travaux import compute, prepare

LIGNES = 200
"""Faults of one cause listed on the page."""

_CAUSES = 30  # shown, each with its button
_OUVERTES = 3  # causes whose faults are listed at once
_LIGNE_ENTIERE = "Ligne entière"


CONSEIL = "Gardez les seules lignes utiles, ou envoyez-le en deux fois."
"""What to do about a file that is checked for too long."""


@dataclass(frozen=True)
class Depot:
    """What a visitor sent, as the session keeps it: packed, with the corrections applied.

    ``n_fautes`` counts the faults that are left, ``avant`` those of the file sent before, ``None``
    when there was none; ``empechement`` says why the corrections asked last were not made.
    """

    nom: str
    paquet: Paquet[Controle]
    n_fautes: int
    corrections: tuple[Correction, ...] = ()
    avant: int | None = None
    empechement: str = ""

    def correct(self, corrections: tuple[Correction, ...], reference: Reference) -> Depot:
        """Return the same file with these cells changed, examined again."""
        try:
            paquet = compute(correct_controle, self.paquet, corrections, reference, conseil=CONSEIL)
        except TravailError as erreur:
            return replace(self, empechement=str(erreur))
        return replace(
            self,
            paquet=paquet,
            n_fautes=len(paquet.open().referentiel.fautes),
            corrections=(*self.corrections, *corrections),
            empechement="",
        )


def render_rapport(
    depot: Depot, controle: Controle, cle: str, reference: Reference, titres: dict[str, str]
) -> None:
    """Draw the report; `cle` is where the session keeps `depot`, `titres` names the columns."""
    if depot.empechement:
        render_gabarit("referentiel/refus.html", message=depot.empechement)
    render_gabarit("referentiel/examen.html", examen=controle.examen, depot=depot)
    if depot.n_fautes:
        proposees = controle.proposees
        if len(proposees) > 1:
            st.button(
                f"Faire les {len(proposees)} corrections proposées",
                icon=":material/done_all:",
                on_click=partial(_apply, cle, proposees, reference),
            )
        causes = controle.causes
        for rang, cause in enumerate(causes[:_CAUSES]):
            _render_cause(cause, titres, ouverte=rang < _OUVERTES)
            if cause.corrections:
                n = count(len(cause.corrections), "cellule")
                st.button(
                    f"Corriger {n} de « {_name(cause, titres)} »",
                    icon=":material/done:",
                    key=f"corriger_{rang}_{len(depot.corrections)}",
                    on_click=partial(_apply, cle, cause.corrections, reference),
                )
        if len(causes) > _CAUSES:
            st.caption(f"Les {_CAUSES} causes les plus fréquentes sur {len(causes)} sont montrées.")
    if depot.n_fautes or depot.corrections:
        st.download_button(
            "Reprendre le classeur, cellules en couleur (.xlsx)",
            prepare(annotate_classeur, depot.paquet, depot.corrections),
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
    comptes = accumulate((len(f) for f in cause.par_fiche.values()), initial=0)
    render_gabarit(
        "referentiel/cause.html",
        cause=cause,
        titre=_name(cause, titres),
        ouverte=ouverte,
        lignes=LIGNES,
        decalages=dict(zip(cause.par_fiche, comptes, strict=False)),
    )


def _name(cause: Cause, titres: dict[str, str]) -> str:
    return titres.get(cause.champ, cause.champ) if cause.champ else _LIGNE_ENTIERE


def _apply(cle: str, corrections: tuple[Correction, ...], reference: Reference) -> None:
    """Apply corrections to what the session holds, before the run that shows it."""
    garde = st.session_state.get(cle)
    if garde is not None and isinstance(garde[1], Depot):
        st.session_state[cle] = (garde[0], garde[1].correct(corrections, reference))
