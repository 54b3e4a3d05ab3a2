"""« Votre commune ou territoire »: one box that finds every territory and fiche, on any page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from carto_ess.territoire.index import GENRES, Genre, Index, Proposition
from carto_ess.ui import session
from carto_ess.ui.donnees import Donnees, load_donnees
from carto_ess.ui.streamlit_interne import whole
from carto_ess.vue.recherche import build_index, search
from carto_ess.vue.vue import Vue, name_territoire

PROPOSITIONS = 8
"""Things listed at once."""

_INVITES = {
    True: "Nom, code postal, fiche…",
    False: "Nom ou code postal…",
}
_DEMANDE = "demande_de_la_recherche"
_FAIT = "dernier_choix_de_la_recherche"


# All that is given here is sent at each run of the box: its markup, its script and its styles are
# long, and in the files common to all pages, which may come after it.
_APPEL = """export default (boite) => {
  const ouvrir = () => window.cartoEssRecherche(boite);
  if (window.cartoEssRecherche) ouvrir();
  else addEventListener("carto-ess-recherche", ouvrir, { once: true });
}"""
_BOITE = st.components.v2.component(
    "carto_ess_recherche",
    js=_APPEL,
    isolate_styles=False,
)


def _select(objet: str, identifiant: str) -> None:
    session.select(objet, identifiant, load_donnees())


@st.fragment
def render_recherche(
    cle: str = "recherche",
    *,
    nom: str = "",
    genres: Sequence[Genre] = tuple(Genre),
    select: Callable[[str, str], None] = _select,
    page: str,
) -> None:
    """Draw the box; what is chosen in it takes the focus of the view, and `page` runs again.

    A fragment of its own: what is typed runs nothing else.

    Parameters
    ----------
    cle
        Tells two boxes of one page.
    nom
        What is in focus, which the box shows until one types; its cross leaves it (``ensemble``).
    genres
        What can be found on this page.
    select
        Is given the kind and the code chosen, where a choice means something else than a focus.
    page
        Key of the fragment that shows the choice: it alone runs, once.
    """
    donnees = load_donnees()
    _BOITE(
        key=cle,
        data={
            "reponse": _answer(donnees, st.session_state.pop(_DEMANDE, None), genres),
            "fait": st.session_state.get(_FAIT, ""),
            "invite": _INVITES[Genre.FICHE in genres],
            "nom": nom,
        },
        on_demande_change=partial(_on_demande, cle),
        on_choix_change=partial(_on_choix, cle, select, page),
    )


def name_focus(donnees: Donnees, vue: Vue) -> str:
    """Return what the box shows: « Saint-Omer (62500) », an EPCI, a Pays, else the fiche open."""
    if vue.commune:
        postaux = [p for p, ou in donnees.decoupages.codes_postaux.items() if vue.commune in ou]
        return f"{name_territoire(vue, donnees.decoupages)}{f' ({postaux[0]})' if postaux else ''}"
    if vue.territoire:
        return name_territoire(vue, donnees.decoupages)
    return donnees.referentiel[vue.fiche].structure if vue.fiche else ""


def _find_event(cle: str, nom: str) -> Any:  # noqa: ANN401 -- whatever a browser sent
    """Return what the box has just said; ``None`` when another run has already taken it."""
    etat = st.session_state.get(cle)
    return etat.get(nom) if etat is not None else None


@whole
def _on_demande(cle: str) -> None:
    st.session_state[_DEMANDE] = _find_event(cle, "demande")


@whole
def _on_choix(cle: str, select: Callable[[str, str], None], page: str) -> None:
    choix = _find_event(cle, "choix")
    if isinstance(choix, dict) and choix.get("n") != st.session_state.get(_FAIT):
        st.session_state[_FAIT] = choix.get("n")
        select(str(choix.get("genre")), str(choix.get("code")))
        # a page taken up from another process has not run here yet: all of it is about to
        with suppress(StreamlitAPIException):
            st.rerun(page)


def _answer(
    donnees: Donnees,
    demande: Any,  # noqa: ANN401 -- whatever a browser sent
    genres: Sequence[Genre],
) -> dict[str, Any] | None:
    """Return what the box shows for a demand, ``None`` when there is none to answer."""
    if not isinstance(demande, dict):
        return None
    texte = str(demande.get("texte", ""))
    index = donnees.remember(
        "recherche", lambda: build_index(donnees.decoupages, donnees.referentiel.fiches)
    )
    trouvees = search(index, texte, limite=PROPOSITIONS, genres=genres)
    return {
        "n": demande.get("n"),
        "texte": texte,
        "propositions": [_write(p) for p in trouvees],
        "suite": len(trouvees) == PROPOSITIONS,
        "rien": "" if trouvees else _say_nothing(index, texte, genres),
    }


def _say_nothing(index: Index, texte: str, genres: Sequence[Genre]) -> str:
    """Return that nothing of what this box finds is called so, with the names nearest to it."""
    sorte = "Aucun territoire ni fiche" if Genre.FICHE in genres else "Aucun territoire"
    proches = index.list_near(texte, genres=genres)
    suite = f" Noms proches\u00a0: {', '.join(proches)}." if proches else ""
    return f"{sorte} ne s’appelle «\u00a0{texte.strip()}\u00a0».{suite}"


def _write(proposition: Proposition) -> dict[str, Any]:
    lieu = proposition.lieu
    return {
        "genre": str(lieu.genre),
        "mot": GENRES[lieu.genre],
        "code": lieu.code,
        "nom": lieu.nom,
        "detail": lieu.detail,
        "marques": [list(marque) for marque in proposition.marques],
    }
