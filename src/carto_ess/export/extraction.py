"""What is exported: the fiches on screen and nothing else, with what a file must say of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from carto_ess.couverture.matrice import Matrice
from carto_ess.francais import count, french_date
from carto_ess.referentiel.contacts import strip_contacts
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE, Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.referentiel.type_cooperation import TYPES
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupage, Decoupages, Territoire
from carto_ess.territoire.niveau import ECHELLES, Niveau
from carto_ess.territoire.ressort import in_ressort, name_ressort, of_ressort
from carto_ess.texte import slug
from carto_ess.vue.liste import list_fiches
from carto_ess.vue.vue import Vue

LONGUEUR_NOM = 120
"""Longest file name, in characters, extension left out."""

_NOMS_NIVEAUX = {Niveau.COMMUNE: "Commune", Niveau.EPCI: "EPCI", Niveau.PAYS: "Pays"}


@dataclass(frozen=True)
class Extraction:
    """The fiches that `vue` keeps, with their coverage at its millésime and échelle.

    ``fiches`` have no contact any more when ``avec_contacts`` is false, so that no format can let
    one through. ``n_total`` counts the référentiel's fiches; ``date`` is the day of the export, as
    the caller gives it.
    """

    vue: Vue
    decoupages: Decoupages
    fiches: tuple[Fiche, ...]
    matrice: Matrice
    n_total: int
    date: dt.date
    avec_contacts: bool

    @property
    def decoupage(self) -> Decoupage:
        """The perimeters of the view's millésime."""
        return self.decoupages[self.vue.millesime]

    @property
    def recent(self) -> Decoupage:
        """The perimeters that the contours draw: the most recent ones."""
        return self.decoupages.actuel

    @property
    def titre(self) -> str:
        """The title of the export."""
        departement = in_ressort(self.decoupages.ressort)
        return f"Les coopérations de l’économie sociale et solidaire {departement}"

    @property
    def filtres(self) -> tuple[str, ...]:
        """The filters in French, one sentence part each; empty when there is none."""
        filtre = self.vue.filtre
        mots = []
        if filtre.types:
            noms = " ou ".join(TYPES[t] for t in filtre.types)
            mots.append(f"{'types' if len(filtre.types) > 1 else 'type'} : {noms}")
        if self.vue.territoire:
            niveau, code = self.vue.territoire
            mots.append(f"{_NOMS_NIVEAUX[niveau]} : {self._territoire.nom} ({code})")
        if filtre.recherche:
            mots.append(f"recherche : « {filtre.recherche} »")
        return tuple(mots)

    @property
    def _territoire(self) -> Territoire:
        """The territory in focus; there must be one. A commune is one of today's."""
        niveau, code = self.vue.territoire or (None, "")
        assert niveau  # noqa: S101 -- for the type checker
        decoupage = self.recent if niveau is Niveau.COMMUNE else self.decoupage
        return decoupage.territoires[niveau, code]

    @property
    def sources(self) -> tuple[str, ...]:
        """Each source with its producer, licence and date, the référentiel first."""
        return list_sources(self.fiches, self.decoupages, vide=self.vide)

    @property
    def vide(self) -> bool:
        """Whether the référentiel has no fiche: another thing than filters that none passes."""
        return not self.n_total

    @property
    def metadonnees(self) -> tuple[tuple[str, str], ...]:
        """What every file says of itself, as (heading, text) pairs in French."""
        contacts = (
            "inclus : coordonnées professionnelles de l’année de la fiche, à vérifier avant usage"
            if self.avec_contacts
            else "retirés"
        )
        annee = self.recent.millesime
        return (
            ("Titre", self.titre),
            ("Périmètres (millésime)", str(self.vue.millesime)),
            ("Échelle", ECHELLES[self.vue.echelle]),
            ("Filtres", " ; ".join(self.filtres) or "aucun"),
            *(
                (("Fiches", SANS_AUCUNE_FICHE),)
                if self.vide
                else (
                    ("Fiches", f"{count(len(self.fiches), 'fiche')} sur {self.n_total}"),
                    ("Contacts", contacts),
                )
            ),
            ("Date de l’export", french_date(self.date.isoformat())),
            ("Contours", f"communes de {annee}, EPSG:2154, généralisés (100 à 200 m)"),
            ("Lecture", "« recensée » veut dire « présente dans le référentiel »"),
            *(("Source", source) for source in self.sources),
        )

    def communes_recentes(self, fiche: Fiche) -> frozenset[CodeCommune]:
        """Return what `fiche` covers in communes of the most recent millésime, as drawn."""
        return self.matrice.actuelles(fiche)

    def nom_fichier(self, extension: str) -> str:
        """Return a name of ASCII letters, digits, ``-`` and ``_`` with filters, millésime, date."""
        filtre, epci = self.vue.filtre, self.vue.epci
        lieu = self.decoupage.epci[epci].nom_court if epci else ""
        if not epci and self.vue.territoire:
            lieu = self._territoire.nom
        parts = (
            f"cooperations-ess-{name_ressort(self.decoupages.ressort)}",
            str(self.vue.millesime),
            self.vue.echelle,
            *filtre.types,
            lieu,
            filtre.recherche[:30],
            "" if self.avec_contacts else "sans-contacts",
        )
        debut = "_".join(filter(None, map(slug, parts)))[:LONGUEUR_NOM].rstrip("-_")
        return f"{debut}_{self.date.isoformat()}.{extension}"


def build_extraction(
    vue: Vue,
    decoupages: Decoupages,
    referentiel: Referentiel,
    matrice: Matrice,
    *,
    date: dt.date,
    avec_contacts: bool = True,
) -> Extraction:
    """Gather what `vue` shows; `matrice` must be of its millésime and échelle.

    Fiches are chosen before contacts are taken out: a search that found one by its e-mail keeps
    the same rows.
    """
    communes = vue.find_communes(decoupages)
    fiches = list_fiches(referentiel.fiches, vue.filtre, communes, matrice)
    avec_contacts = avec_contacts and not referentiel.contacts_masques
    if not avec_contacts:
        fiches = tuple(map(strip_contacts, fiches))
    return Extraction(
        vue, decoupages, fiches, matrice, len(referentiel.fiches), date, avec_contacts
    )


def list_sources(fiches: Iterable[Fiche], decoupages: Decoupages, *, vide: bool) -> tuple[str, ...]:
    """Return each source with its producer, licence and date, the référentiel first.

    Of a référentiel that is `vide`, where no fiche comes from anybody, perimeters alone.
    """
    annees = sorted({fiche.annee for fiche in fiches})
    epoque = "" if not annees else f", fiches de {' à '.join(str(a) for a in _ends(annees))}"
    departement = of_ressort(decoupages.ressort)
    referentiel = f"Référentiel : CDESS {departement}{epoque}, textes reformulés, non exhaustif"
    dates = {s: f"au {french_date(s.date)}" if s.date else "" for s in decoupages.manifeste.sources}
    return (
        *(() if vide else (referentiel,)),
        *(
            ", ".join(filter(None, (f"{s.nom} : {s.producteur}", s.licence, date)))
            for s, date in dates.items()
        ),
    )


def _ends(annees: list[int]) -> list[int]:
    return annees if len(annees) < 2 else [annees[0], annees[-1]]
