"""Who acts, and what they may do: asked by every function that writes, whatever the screen showed.

::

    LECTEUR       reads, and proposes
    RELECTEUR     reads the proposals and drafts, answers them
    AGENT         publishes too
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import IntEnum

from carto_ess._errors import DroitError


class Role(IntEnum):
    """What a person may do; each role may do what the ones before it may."""

    LECTEUR = 0
    RELECTEUR = 1
    AGENT = 2


ROLES: dict[Role, str] = {
    Role.LECTEUR: "lecteur",
    Role.RELECTEUR: "relecteur",
    Role.AGENT: "agent",
}

_ACTES: dict[Role, str] = {
    Role.LECTEUR: "lire",
    Role.RELECTEUR: "relire les propositions",
    Role.AGENT: "publier",
}


@dataclass(frozen=True, slots=True)
class Personne:
    """Someone who acts: the name that the history keeps, and the role; nothing else is kept."""

    nom: str
    role: Role

    def require(self, role: Role) -> None:
        """Let pass whoever has `role`.

        Raises
        ------
        DroitError
            This person may not: nothing was written.
        """
        if self.role < role:
            raise DroitError(
                f"{self.nom or 'Cette personne'} a le rôle « {ROLES[self.role]} » ; il faut celui "
                f"de « {ROLES[role]} » pour {_ACTES[role]}. Rien n’a été enregistré : demandez à "
                "l’administrateur d’ajouter votre adresse à la liste."
            )


def find_role(
    adresse: str, *, verifiee: bool, agents: Container[str], relecteurs: Container[str]
) -> Role:
    """Return the role of an e-mail address (lists in lower case).

    An address that its provider says not to have verified (`verifiee`) is nobody's: anyone may
    write another's address in an account of theirs.
    """
    if not verifiee:
        return Role.LECTEUR
    cherchee = adresse.strip().casefold()
    if cherchee and cherchee in agents:
        return Role.AGENT
    return Role.RELECTEUR if cherchee and cherchee in relecteurs else Role.LECTEUR
