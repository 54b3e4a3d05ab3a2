"""The reader's view, in the session and in the address; no other module touches either.

The address and the session follow each other: an address that this session did not write itself (a
link, Back, a hand) is opened; a choice on screen is published. Widgets are slaves of the view: they
are set from it before they are drawn and only report through their callbacks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.recherche import TerritoireDate
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.streamlit_interne import (
    is_gesture,
    is_reprise,
    is_retour,
    require_app_script,
    whole,
)
from carto_ess.ui.titres import title_compares, title_vue
from carto_ess.vue.adresse import parse_compares, parse_vue, write_params
from carto_ess.vue.choix import choose
from carto_ess.vue.reparation import repair
from carto_ess.vue.vue import Vue

_TITRE = "titre_de_la_page"
_VUE = "vue"
_PUBLIEE = "adresse_publiee"
_AVIS = "avis"
_PAGE = "page_affichee"
_ETAPES = "etapes_de_la_page"
_PROPRES = "parametres_propres_aux_pages"
_COMPARES = "territoires_compares"
_REPRENABLE = "dernier_choix_sur_la_carte"


def open_vue(donnees: Donnees, *, page: str, propres: Collection[str] = ()) -> Vue:
    """Return the view to show, read from the address when it is not the one we wrote.

    Coming from another page of the app without parameters keeps the view as it was, and what this
    page had in its own parameters, `propres`, which are no part of the view (`read_propres`).
    """
    if require_app_script():
        st.rerun()
    params = _read_address()
    change_de_page = st.session_state.get(_PAGE) not in (None, page)
    st.session_state[_PAGE] = page
    if change_de_page:
        st.session_state.pop(_ETAPES, None)
    if _VUE in st.session_state and change_de_page and not params and not is_retour():
        _leave_search(page)
        publish_vue(donnees)
    elif _VUE not in st.session_state or _is_asked(params):
        _open_address(donnees, params, page, propres)
    elif is_reprise():
        publish_vue(donnees)
    _forget_fiche(donnees)
    _keep_title(_find_title(donnees))
    return current_vue()


@whole
def _open_address(
    donnees: Donnees, params: Mapping[str, list[str]], page: str, propres: Collection[str]
) -> None:
    """Take the view of an address and say that it is the one shown: both or neither.

    A run cut between the two by a second Back would leave one view under the address of another.
    """
    connus = repair(params)
    siens = {cle: connus.pop(cle) for cle in propres if cle in connus}
    st.session_state.setdefault(_PROPRES, {})[page] = siens
    vue, avis = parse_vue(connus, donnees.decoupages, _list_ids(donnees))
    st.session_state[_VUE] = vue
    st.session_state[_AVIS] = (*avis, *_leave_search(page))
    publish_vue(donnees)


def _is_asked(params: Mapping[str, list[str]]) -> bool:
    """Tell whether an address asks for another view than the one we wrote.

    That of a page taken up after a cut may be older than the last one, which never reached it; so
    is that of a gesture made before the address of the gesture before it arrived. What Back asks
    for is shown whatever was written last: a gesture that it overtook may have changed the view.
    """
    if is_reprise() or is_gesture():
        return False
    return is_retour() or params != st.session_state.get(_PUBLIEE)


def _leave_search(page: str) -> tuple[str, ...]:
    """Drop the words searched on a page that searches no fiche; return what to say of it."""
    recherche = current_vue().recherche
    if page == "fiches" or not recherche:
        return ()
    st.session_state[_VUE] = replace(current_vue(), recherche="")
    avis = (
        f"L’adresse cherche « {recherche} » : les textes des fiches se cherchent sur la page "
        "Fiches. Cette page montre tout."
    )
    return (avis,)


def _list_ids(donnees: Donnees) -> list[str]:
    return [fiche.id for fiche in donnees.referentiel.fiches]


def is_shown(page: str) -> bool:
    """Tell whether this page is the one on screen."""
    return st.session_state.get(_PAGE) == page


def is_first(etape: str) -> bool:
    """Tell whether this step of the page is asked for the first time since the visitor came to it.

    Ask once a run: asking is what makes the next time another one.
    """
    faites: set[str] = st.session_state.setdefault(_ETAPES, set())
    premiere = etape not in faites and not is_reprise()
    faites.add(etape)
    return premiere


def _forget_fiche(donnees: Donnees) -> None:
    """Close the fiche that a référentiel published or previewed meanwhile no longer holds."""
    vue = current_vue()
    if vue.fiche and all(fiche.id != vue.fiche for fiche in donnees.referentiel.fiches):
        st.session_state[_VUE] = replace(vue, fiche=None)
        publish_vue(donnees)


def current_vue() -> Vue:
    """Return the view of this session; `open_vue` must have been called once."""
    vue: Vue = st.session_state[_VUE]
    return vue


def take_avis() -> tuple[str, ...]:
    """Return the notices to show at this run: what the address or a switch had to change."""
    avis: tuple[str, ...] = st.session_state.get(_AVIS, ())
    return avis


@whole
def change_vue(donnees: Donnees, change: Callable[[Vue], Vue]) -> None:
    """Replace the view; a territory that its new millésime does not know moves with its land."""
    avant = current_vue()
    vue = change(avant)
    avis: tuple[str, ...] = ()
    if vue.millesime != avant.millesime:
        vue, avis = vue.switch(vue.millesime, donnees.decoupages)
    _keep(vue, avis)


@whole
def select(objet: str, identifiant: str, donnees: Donnees) -> None:
    """Apply a click on the map or on a link.

    What does not exist is ignored: a browser may send anything.
    """
    choisi = choose(current_vue(), objet, identifiant, donnees.decoupages, _list_ids(donnees))
    if choisi is not None:
        _keep(*choisi)


@contextmanager
def taking_back(numero: str) -> Iterator[None]:
    """Keep what a choice made meanwhile changes: `take_back` finds it by its number."""
    avant = current_vue(), take_avis()
    yield
    st.session_state[_REPRENABLE] = numero, avant, current_vue()


@whole
def take_back(numero: str) -> None:
    """Show again what was there before the choice of that number.

    The view is left as it is when that choice never came, or when another one has been made since.
    """
    dernier, avant, apres = st.session_state.get(_REPRENABLE, ("", None, None))
    if dernier == numero and current_vue() == apres:
        _keep(*avant)


def _keep(vue: Vue, avis: tuple[str, ...]) -> None:
    st.session_state[_VUE] = vue
    st.session_state[_AVIS] = avis


def publish_vue(donnees: Donnees) -> None:
    """Write the view in the address, in one step of the browser's history, when it changed."""
    if (titre := _find_title(donnees)) != st.session_state.get(_TITRE):
        _keep_title(titre)
    params = {**write_params(current_vue(), donnees.decoupages), **read_propres()}
    dite = st.session_state.get(_PUBLIEE)
    st.session_state[_PUBLIEE] = params
    # a gesture may have been made before the address of the one before it arrived
    if params != _read_address() or (is_gesture() and params != dite):
        st.query_params.from_dict(_keep_embed(params))


def read_propres() -> Mapping[str, list[str]]:
    """Return the parameters of the address that are this page's own; see `open_vue`."""
    propres: dict[str, dict[str, list[str]]] = st.session_state.get(_PROPRES, {})
    return propres.get(st.session_state.get(_PAGE, ""), {})


@whole
def change_propres(params: Mapping[str, list[str]]) -> None:
    """Replace this page's own parameters by a choice of the reader; what was said of them is over.

    They are published with the view.
    """
    _keep_propres(params)
    st.session_state[_AVIS] = ()


def mend_propres(params: Mapping[str, list[str]], avis: Iterable[str]) -> None:
    """Replace this page's own parameters by what was understood of them, and say what was not."""
    _keep_propres(params)
    st.session_state[_AVIS] = tuple(dict.fromkeys((*take_avis(), *avis)))


def _keep_propres(params: Mapping[str, list[str]]) -> None:
    st.session_state.setdefault(_PROPRES, {})[st.session_state[_PAGE]] = dict(params)


def _find_title(donnees: Donnees) -> str:
    page = st.session_state[_PAGE]
    chemin = "" if page == "carte" else page.replace("_", "-")
    return title_vue(donnees, current_vue(), chemin)


def _keep_title(titre: str) -> None:
    """Give the page its title; a run of the whole app takes the site's again first."""
    st.session_state[_TITRE] = titre
    st.set_page_config(page_title=titre)


@whole
def on_widget(cle: str, donnees: Donnees, change: Callable[[Vue, object], Vue]) -> None:
    """Change the view with the value that a widget has just taken."""
    valeur = st.session_state[cle]
    change_vue(donnees, lambda vue: change(vue, valeur))


def sync_widget(cle: str, valeur: object) -> None:
    """Set a widget from the view, before it is drawn."""
    if st.session_state.get(cle) != valeur:
        st.session_state[cle] = valeur


def _read_address() -> dict[str, list[str]]:
    return {
        cle: st.query_params.get_all(cle) for cle in st.query_params if not cle.startswith("embed")
    }


def _keep_embed(params: Mapping[str, list[str]]) -> dict[str, list[str]]:
    embed = {c: st.query_params.get_all(c) for c in st.query_params if c.startswith("embed")}
    return {**embed, **params}


def open_compares(donnees: Donnees, *, page: str) -> tuple[TerritoireDate, ...]:
    """Return the territories to compare: those of the address, when it is not the one we wrote.

    The address names each of them (``epci=A&epci=B&pays=C``). Coming without any, the territory in
    focus elsewhere is the first one. What the perimeters of the view do not know is left out and
    said.
    """
    if require_app_script():
        st.rerun()
    params = _read_address()
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state.pop(_ETAPES, None)
    if _VUE not in st.session_state:
        st.session_state[_VUE] = Vue(donnees.decoupages.actuel.millesime)
    if _COMPARES not in st.session_state or (params and _is_asked(params)):
        _read_compares(donnees, params)
    vue = current_vue()
    connus = donnees.decoupages[vue.millesime].territoires
    demandes: tuple[tuple[Niveau, str], ...] = st.session_state[_COMPARES]
    gardes = [d for d in demandes if d in connus]
    st.session_state[_AVIS] = tuple(
        f"Les périmètres {vue.millesime} ne connaissent pas « {code} » : laissé de côté."
        for niveau, code in demandes
        if (niveau, code) not in connus
    )
    _publish_compares(donnees, gardes)
    return tuple(TerritoireDate(vue.millesime, niveau, code) for niveau, code in gardes)


def keep_compares(territoires: Iterable[tuple[Niveau, str]]) -> None:
    """Choose the territories to compare, each once."""
    st.session_state[_COMPARES] = tuple(dict.fromkeys(territoires))


@whole
def _read_compares(donnees: Donnees, params: Mapping[str, list[str]]) -> None:
    """Take the year and the territories of an address, or the territory in focus elsewhere."""
    millesime, demandes = parse_compares(params, donnees.decoupages)
    vue = current_vue()
    if params:
        vue = replace(vue, millesime=millesime)
        st.session_state[_VUE] = vue
    if not demandes and (vue.epci or vue.pays):
        demandes = [(Niveau.EPCI, vue.epci) if vue.epci else (Niveau.PAYS, vue.pays or "")]
    keep_compares(demandes)
    st.session_state[_PUBLIEE] = params


def _publish_compares(donnees: Donnees, gardes: Iterable[tuple[Niveau, str]]) -> None:
    vue, params = current_vue(), dict[str, list[str]]()
    gardes = tuple(gardes)
    st.set_page_config(page_title=title_compares(donnees, vue.millesime, gardes))
    for niveau, code in gardes:
        params.setdefault(str(niveau), []).append(code)
    if vue.millesime != donnees.decoupages.actuel.millesime:
        params["millesime"] = [str(vue.millesime)]
    st.session_state[_PUBLIEE] = params
    if params != _read_address():
        st.query_params.from_dict(_keep_embed(params))
