"""What a page is called, in a tab, a history, a shared link: what it shows, then where.

The same words in the first page that the server answers and once the page runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from carto_ess.francais import count, join_french
from carto_ess.lacune.bilan import Question
from carto_ess.lacune.constat import Constat
from carto_ess.lacune.phrases_constat import say_constat, say_identity, say_shown
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.territoire.epci import Siren
from carto_ess.territoire.niveau import Niveau
from carto_ess.ui.bilans import answer, find_constat
from carto_ess.ui.donnees import Donnees
from carto_ess.vue.adresse import parse_compares, parse_vue
from carto_ess.vue.vue import Vue, name_territoire

SITE = "Coopérations ESS"

DESCRIPTION_MAX = 300
"""Characters of a description: messengers and search engines cut it near there."""

_NOMS_MAX = 4


class Titre(NamedTuple):
    """A page's title, and one or two sentences on what it shows."""

    titre: str
    description: str


_PAGES = {
    "": Titre("", "Quelles coopérations de l’économie sociale et solidaire agissent dans votre "
              "commune, lesquelles manquent, et qui appeler."),
    "territoires": Titre("Territoires à couvrir", "Quelles intercommunalités et communes n’ont "
                         "aucune coopération de l’ESS recensée, et qui pourrait s’y étendre."),
    "territoire": Titre("Page pour le conseil", "Une intercommunalité en une page : "
                        "ce qui est là, ce qui manque, qui appeler."),
    "comparer": Titre("Comparer", "Deux à quatre territoires côte à côte : "
                      "quelles coopérations de l’ESS chacun a."),
    "fiches": Titre("Fiches", "Les coopérations de l’ESS recensées : secteur, territoire, "
                    "gouvernance, enjeux, contact."),
    "cooperer": Titre("Coopérer", "Quelle forme de coopération pour votre projet, "
                      "pourquoi, et qui appeler près de chez vous."),
    "referentiel": Titre("Référentiel", "Compléter et contrôler le référentiel dans un tableur."),
    "atelier": Titre("Atelier", "L’atelier des agents qui tiennent le référentiel."),
    "proposer": Titre("Proposer", "Corriger une fiche, ou faire connaître une coopération."),
    "a-propos": Titre("À propos", "Sources, approximations, accessibilité, données personnelles."),
}  # fmt: skip
"""Each page by its address, when nothing is chosen on it."""


def title_page(page: str, objets: Sequence[str] = ()) -> str:
    """Return a title: what is shown, the page, the site; most telling first.

    `page` is the page's address, without what leads to it; the map's is empty.
    """
    if len(objets) > _NOMS_MAX:
        objets = (*objets[:_NOMS_MAX], f"{len(objets) - _NOMS_MAX} de plus")
    return " – ".join(filter(None, (join_french(objets), _PAGES[page].titre, SITE)))


def title_vue(donnees: Donnees, vue: Vue, page: str) -> str:
    """Return the title of a page that shows `vue`."""
    return title_page(page, _name_shown(donnees, vue, page))


def _name_shown(donnees: Donnees, vue: Vue, page: str) -> Sequence[str]:
    if page in _SANS_OBJET:
        return ()
    if vue.fiche and page in _A_FICHE:  # a référentiel published meanwhile may not hold it
        return [f.structure for f in donnees.referentiel.fiches if f.id == vue.fiche]
    if vue.territoire:
        return (name_territoire(vue, donnees.decoupages),)
    return tuple(TYPES[t] for t in vue.types)


_SANS_OBJET = frozenset({"referentiel", "atelier", "a-propos"})
_A_FICHE = frozenset({"", "fiches", "proposer"})


def describe_address(donnees: Donnees, page: str, params: Mapping[str, Sequence[str]]) -> Titre:
    """Return what a page is called at an address: anything may be in it."""
    if page not in _PAGES:
        return Titre(SITE, _PAGES[""].description)
    if page == "comparer":
        titre = title_compares(donnees, *parse_compares(params, donnees.decoupages))
        return Titre(titre, _PAGES[page].description)
    ids = [fiche.id for fiche in donnees.referentiel.fiches]
    vue, _ = parse_vue(params, donnees.decoupages, ids)
    return Titre(title_vue(donnees, vue, page), _clip(_describe(donnees, vue, page)))


def describe_bare(page: str) -> Titre:
    """Return what a page is called when its address chooses nothing: no data are needed."""
    page = page if page in _PAGES else ""
    return Titre(title_page(page), _PAGES[page].description)


def title_compares(
    donnees: Donnees, millesime: int, territoires: Iterable[tuple[Niveau, str]]
) -> str:
    """Return the title of the page that compares these territories; unknown ones are left out."""
    decoupage = donnees.decoupages[millesime]
    noms = []
    for niveau, code in territoires:
        if niveau is Niveau.EPCI and code in decoupage.epci:
            noms.append(decoupage.epci[Siren(code)].nom_court)
        elif niveau is Niveau.PAYS and code in decoupage.pays:
            noms.append(decoupage.pays[code].nom)
    return title_page("comparer", noms)


def _describe(donnees: Donnees, vue: Vue, page: str) -> str:
    if vue.fiche and page in _A_FICHE:
        fiche = donnees.referentiel[vue.fiche]
        return f"{TYPES[fiche.type]}. {fiche.secteur}. {fiche.couverture}. {fiche.enjeux}"
    if vue.territoire and page in {"", "territoires", "territoire"}:
        return _describe_constat(find_constat(donnees, vue), donnees)
    if vue.types and page in {"", "territoires"} and donnees.referentiel.fiches:
        return _describe_types(donnees, vue)
    return _PAGES[page].description


def _describe_constat(constat: Constat, donnees: Donnees) -> str:
    identite = say_identity(constat.lacune, donnees.decoupages[constat.millesime])
    return f"{identite}. {say_constat(constat)}"


def _describe_types(donnees: Donnees, vue: Vue) -> str:
    bilan = answer(donnees, Question(vue.millesime, vue.echelle, Niveau.EPCI, vue.types))
    _, matrice = donnees.of(vue)
    fiches = [f for f in donnees.referentiel.fiches if f.type in vue.types]
    couvertes = [matrice.merge([f for f in fiches if f.type is t]) for t in vue.types]
    phrase = say_shown(vue.types, bilan, len(frozenset.intersection(*couvertes)))
    return f"{count(len(fiches), 'coopération recensée', 'coopérations recensées')}. {phrase}"


def _clip(texte: str) -> str:
    """Return a description in one line, cut between two words when it is long."""
    ligne = " ".join(texte.split())
    if len(ligne) <= DESCRIPTION_MAX:
        return ligne
    return ligne[:DESCRIPTION_MAX].rpartition(" ")[0].rstrip(" ,;:.") + "…"
