"""Every error the project raises on purpose.

::

    CartoEssError(ValueError)
    ├── GeodataError              a file of geodata/ is missing, truncated, edited or inconsistent
    ├── TableauError              a table of a référentiel cannot be read at all
    ├── GuideError                the guide of a référentiel cannot be read or contradicts itself
    ├── PublicationError          a référentiel could not replace the one in place
    │   └── ConflitError          another version came meanwhile (``.actuelle``)
    ├── BaseAbsenteError          the database of the workshop cannot be reached or written
    ├── DroitError                this person may not do that
    ├── PropositionError          a proposal cannot be taken, as it is or at all
    ├── ReferentielError          a référentiel was read and holds faults (``.fautes``)
    └── TerritoireNotFoundError   no territory has that code or name (``.proches``)

Messages are French sentences: their reader is the officer who keeps the data, on screen or in a
terminal. They say what came, what was expected and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass


class CartoEssError(ValueError):
    """Root of the tree: the data given to the project cannot be used as they are."""


class GeodataError(CartoEssError):
    """A file of ``geodata/`` is missing, truncated, edited or does not fit the others."""


class TableauError(CartoEssError):
    """A table of a référentiel cannot be opened or has not the expected columns."""


class IllisibleError(TableauError):
    """No reader goes through the file: it takes more memory or time than a table, or is damaged."""


class GuideError(CartoEssError):
    """The guide beside a référentiel cannot be read, or says something twice or not at all."""


@dataclass(frozen=True, slots=True)
class Faute:
    """One fault of a référentiel: where it is, what came, what was expected, what to do.

    ``ligne`` is the row as a spreadsheet numbers it (the header is row 1); ``None`` when the fault
    is of the whole file. ``champ`` is the column's name, empty when the fault is of the whole row.
    ``cellule`` is its place as a spreadsheet says it (« Fiches!B23 »), when it is known.
    """

    fichier: str
    ligne: int | None
    champ: str
    recu: str
    attendu: str
    action: str
    cellule: str = ""

    def __str__(self) -> str:
        """One French line: file, row, field, what came, what was expected, what to do."""
        lieu = self.fichier if self.ligne is None else f"{self.fichier}, ligne {self.ligne}"
        if self.champ:
            lieu += f", {self.champ}"
        if self.cellule:
            lieu += f" ({self.cellule})"
        return f"{lieu} : reçu {self.recu} ; attendu : {self.attendu}. {self.action}"


class ReferentielError(CartoEssError):
    """A référentiel holds faults; ``fautes`` lists them all, in the order of the rows."""

    def __init__(self, fautes: tuple[Faute, ...]) -> None:
        self.fautes = fautes
        n = len(fautes)
        super().__init__(f"Le référentiel contient {n} faute{'s' if n > 1 else ''}.")


class PublicationError(CartoEssError):
    """A référentiel could not replace the one in place, which is untouched."""


class ConflitError(PublicationError):
    """Another version came since the one that was changed; ``actuelle`` is its number."""

    def __init__(self, message: str, actuelle: int) -> None:
        self.actuelle = actuelle
        super().__init__(message)


class BaseAbsenteError(CartoEssError):
    """The database of the workshop cannot be reached, read or written; nothing was."""


class DroitError(CartoEssError):
    """The person has not the role that this act wants; nothing was written."""


class PropositionError(CartoEssError):
    """A proposal is too long, comes too fast, finds the queue full, or was answered already."""


class TerritoireNotFoundError(CartoEssError):
    """No territory of that niveau has this code or name; ``proches`` names the nearest ones."""

    def __init__(self, message: str, proches: tuple[str, ...] = ()) -> None:
        self.proches = proches
        super().__init__(message)
