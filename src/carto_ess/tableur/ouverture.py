"""A workbook opened, whatever its format; one that breaks on the way is one sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from carto_ess._errors import TableauError
from carto_ess.tableur.nature import Nature
from carto_ess.tableur.ooxml import ClasseurXlsx
from carto_ess.tableur.opendocument import ClasseurOds
from carto_ess.tableur.parties import DEGATS, Parties


@contextmanager
def open_classeur(octets: bytes, nature: Nature, nom: str) -> Iterator[ClasseurOds | ClasseurXlsx]:
    """Yield the workbook of the file called `nom`; all that is read of it is read inside.

    Raises
    ------
    TableauError
        It is damaged, or holds more than any référentiel.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            parties = Parties(archive)
            yield ClasseurOds(parties) if nature is Nature.ODS else ClasseurXlsx(parties)
    except TableauError:
        raise
    except DEGATS as erreur:
        raise TableauError(
            f"{nom} est abîmé : le classeur ne peut pas être lu. "
            "Ouvrez-le dans le tableur et enregistrez-le de nouveau."
        ) from erreur
