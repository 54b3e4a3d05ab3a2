"""What readers propose: kept until an officer answers, shown to officers alone, always text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from carto_ess._errors import PropositionError
from carto_ess.atelier.base import Base
from carto_ess.atelier.journal import note_acte
from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.tables import PROPOSITIONS
from carto_ess.francais import number
from carto_ess.referentiel.coordonnees import is_courriel
from carto_ess.referentiel.lecture import COLONNES_FICHES
from carto_ess.referentiel.saisie import LONGUEURS
from carto_ess.texte import remove_invisible

MOTS_MAX = 2_000
"""Characters of what an author says, and of a cell that has no limit of its own."""

FILE_MAX = 300
"""Proposals that wait for an answer at most: above, the next ones are told so."""

PAR_MINUTE = 20
"""Proposals taken in a minute, from all visits together."""

PAR_VISITE = 3
"""Proposals taken from one visit in ten minutes."""

_FENETRE = dt.timedelta(minutes=10)


class SortProposition(StrEnum):
    """What became of a proposal."""

    RECUE = "recue"
    REPRISE = "reprise"
    DECLINEE = "declinee"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a reader sends.

    ``fiche`` is the id of the one to correct, empty for a cooperation not recorded yet, whose name
    is ``structure``. ``mots`` are the author's own; ``changements`` cells already filled in, by
    column. ``courriel`` is empty unless an answer is wanted.
    """

    structure: str
    mots: str
    fiche: str = ""
    changements: Mapping[str, str] = field(default_factory=dict)
    courriel: str = ""


@dataclass(frozen=True, slots=True)
class PropositionLecteur:
    """A `Contribution` received, and what became of it; ``courriel`` is emptied with the answer."""

    numero: int
    date: dt.datetime
    etat: SortProposition
    fiche: str
    structure: str
    mots: str
    changements: Mapping[str, str]
    courriel: str
    reponse: str
    traitee_par: str


def clean_envoi(envoi: Contribution) -> Contribution:
    """Return what was sent as it will be kept.

    Raises
    ------
    PropositionError
        Something is missing, too long, or is no e-mail address.
    """
    changements = {
        nom: _clean(valeur, f"« {nom} »", LONGUEURS.get(nom, MOTS_MAX))
        for nom, valeur in envoi.changements.items()
        if nom in COLONNES_FICHES and nom != "id"
    }
    propre = Contribution(
        structure=_clean(envoi.structure, "Le nom de la structure", LONGUEURS["structure"]),
        mots=_clean(envoi.mots, "Votre message", MOTS_MAX),
        fiche=_clean(envoi.fiche, "L’identifiant de la fiche", LONGUEURS["id"]),
        changements=changements,
        courriel=_clean(envoi.courriel, "L’adresse électronique", 254),
    )
    if not propre.structure:
        raise PropositionError("Le nom de la structure manque : sans lui, rien ne se retrouve.")
    if not propre.mots and not any(changements.values()):
        raise PropositionError("Rien n’est proposé : dites en une phrase ce qui est à changer.")
    if propre.courriel and not is_courriel(propre.courriel):
        raise PropositionError(
            f"« {propre.courriel[:60]} » n’est pas une adresse électronique : corrigez-la, ou "
            "laissez vide si vous n’attendez pas de réponse."
        )
    return propre


def send_proposition(
    base: Base, envoi: Contribution, maintenant: dt.datetime, visite: Iterable[dt.datetime] = ()
) -> int:
    """Keep what a reader sends, and return its number.

    `visite` are the times of what the same visit sent already.

    Raises
    ------
    PropositionError
        It is not as it should be, comes too fast, or the queue is full; nothing was kept.
    """
    propre = clean_envoi(envoi)
    if sum(maintenant - envoye < _FENETRE for envoye in visite) >= PAR_VISITE:
        raise PropositionError(
            f"Vous avez déjà envoyé {PAR_VISITE} propositions en dix minutes : merci. "
            "Gardez celle-ci et renvoyez-la dans un moment."
        )
    p = PROPOSITIONS.c
    with base.ecrire() as connexion:
        if _count(connexion, p.etat == SortProposition.RECUE) >= FILE_MAX:
            raise PropositionError(
                f"Déjà {FILE_MAX} propositions attendent une réponse : la file est pleine. "
                "Gardez la vôtre et renvoyez-la dans quelques jours, ou écrivez au service."
            )
        if _count(connexion, p.date > maintenant - dt.timedelta(minutes=1)) >= PAR_MINUTE:
            raise PropositionError(
                "Beaucoup de propositions arrivent en ce moment. Gardez la vôtre et renvoyez-la "
                "dans une minute."
            )
        resultat = connexion.execute(
            insert(PROPOSITIONS).values(
                date=maintenant,
                etat=SortProposition.RECUE,
                fiche=propre.fiche,
                structure=propre.structure,
                mots=propre.mots,
                changements=json.dumps(propre.changements, ensure_ascii=False),
                courriel=propre.courriel or None,
                reponse="",
                traitee_par="",
            )
        )
        cle = resultat.inserted_primary_key
        return int(cle[0]) if cle else 0


def list_propositions(
    base: Base, lecteur: Personne, *, etat: SortProposition | None = SortProposition.RECUE
) -> tuple[PropositionLecteur, ...]:
    """Return the proposals of one state, the oldest first; all of them for ``None``.

    Raises
    ------
    DroitError
        The person is no officer.
    """
    lecteur.require(Role.RELECTEUR)
    demande = select(PROPOSITIONS).order_by(PROPOSITIONS.c.numero)
    if etat is not None:
        demande = demande.where(PROPOSITIONS.c.etat == etat)
    with base.lire() as connexion:
        return tuple(_read(ligne) for ligne in connexion.execute(demande).mappings())


def count_propositions(base: Base) -> int:
    """Return how many proposals wait for an answer; nothing of what they say."""
    with base.lire() as connexion:
        return _count(connexion, PROPOSITIONS.c.etat == SortProposition.RECUE)


def close_proposition(
    base: Base, numero: int, relecteur: Personne, etat: SortProposition, mot: str, date: dt.datetime
) -> None:
    """Answer a proposal: taken into a draft, or declined with a word; its e-mail is erased.

    Raises
    ------
    DroitError
        The person is no officer.
    PropositionError
        It was answered meanwhile, or it is declined without a word.
    """
    relecteur.require(Role.RELECTEUR)
    mot = _clean(mot, "La réponse", MOTS_MAX)
    if etat is SortProposition.DECLINEE and not mot:
        raise PropositionError("Dites en un mot pourquoi la proposition est déclinée.")
    p = PROPOSITIONS.c
    with base.ecrire() as connexion:
        faits = connexion.execute(
            update(PROPOSITIONS)
            .where(p.numero == numero, p.etat == SortProposition.RECUE)
            .values(
                etat=etat, reponse=mot, courriel=None, traitee_le=date, traitee_par=relecteur.nom
            )
        ).rowcount
        if not faits:
            raise PropositionError(
                f"La proposition {numero} a déjà reçu une réponse, ou n’existe pas : rien n’a été "
                "changé."
            )
        note_acte(connexion, relecteur, date, str(etat), f"proposition {numero}")


def _count(connexion: Connection, condition: object) -> int:
    demande = select(func.count()).select_from(PROPOSITIONS).where(condition)  # type: ignore[arg-type]
    return connexion.execute(demande).scalar() or 0


def _read(ligne: RowMapping) -> PropositionLecteur:
    return PropositionLecteur(
        numero=ligne["numero"],
        date=ligne["date"],
        etat=SortProposition(ligne["etat"]),
        fiche=ligne["fiche"],
        structure=ligne["structure"],
        mots=ligne["mots"],
        changements=json.loads(ligne["changements"]),
        courriel=ligne["courriel"] or "",
        reponse=ligne["reponse"],
        traitee_par=ligne["traitee_par"],
    )


def _clean(texte: str, quoi: str, maximum: int) -> str:
    propre = remove_invisible(texte.replace("\r\n", "\n")).strip()
    if len(propre) > maximum:
        raise PropositionError(
            f"{quoi} compte {number(len(propre))} caractères, attendu : {number(maximum)} au plus. "
            "Rien n’est perdu : raccourcissez, puis renvoyez."
        )
    return propre
