"""Files from outside, each read in a process of its own, from the outside of that process.

Whatever a file does to its reader (an abort, gigabytes, minutes, a defect of ours) happens to a
fresh interpreter that knows nothing of the server: it becomes one sentence for the sender. The
process holds `isole.MEMOIRE_MAX` bytes at most, lasts `isole.DUREE_MAX` seconds, and ends with the
visit that waits for it. The answer comes back as JSON, never as objects.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

from carto_ess._errors import IllisibleError, TableauError
from carto_ess.tableur.isole import (
    DUREE_MAX,
    PATIENCE_MAX,
    parse_libres,
    parse_tables,
    write_requete,
)
from carto_ess.tableur.libre import TableLibre
from carto_ess.tableur.nature import check_taille
from carto_ess.tableur.schema import Schema
from carto_ess.tableur.tableau import Tableau
from carto_ess.travail.places import hold_place

T = TypeVar("T")

FICHIERS_MAX = 2
"""Files of one reading: a workbook, or the two tables."""

ATTENTE_MAX = 30
"""Seconds that a reading waits for its turn."""

_PAS = 0.1  # seconds between two looks at whoever waits
_PAQUET = Path(__file__).resolve().parents[2]
_AMORCE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from carto_ess.tableur.isole import main; main()"
)
_CONSEIL = (
    "Un référentiel se lit en moins d’une seconde : recopiez les deux feuilles dans le modèle, "
    "puis renvoyez-le."
)
_PANNES = {
    "memoire": "demande plus de mémoire qu’un référentiel",
    "duree": f"n’est pas lu au bout de {DUREE_MAX} secondes",
    "defaut": "ne peut pas être lu jusqu’au bout : il est abîmé, ou d’une forme inconnue",
}
_FIN_DE_DUREE = {getattr(signal, nom, 0) for nom in ("SIGXCPU", "SIGALRM")}


def read_isole(
    fichiers: Mapping[str, bytes], schema: Schema, *, veille: Callable[[], None] = lambda: None
) -> tuple[Tableau, Tableau]:
    """Read the two tables in a process of their own; see `classeur.read_fichiers`.

    `veille` is called ten times a second while the reading lasts: what it raises ends the process.

    Raises
    ------
    TableauError
        One sentence, whatever happened: what came, what was expected, what to do.
    """
    if not 1 <= len(fichiers) <= FICHIERS_MAX:
        raise TableauError(
            f"{len(fichiers)} fichiers reçus ; attendu : un classeur, ou les deux tableaux .csv. "
            "Retirez les fichiers en trop."
        )
    return _read(fichiers, schema, parse_tables, veille)


def read_libres_isole(
    octets: bytes, nom: str, *, veille: Callable[[], None] = lambda: None
) -> tuple[TableLibre, ...]:
    """Read the tables of a file that was never ours, as `read_isole` does; see `libre`."""
    return _read({nom: octets}, None, parse_libres, veille)


def _read(
    fichiers: Mapping[str, bytes],
    schema: Schema | None,
    parse: Callable[[Any], T],
    veille: Callable[[], None],
) -> T:
    for nom, octets in fichiers.items():
        check_taille(len(octets), nom)
    noms = " + ".join(fichiers)
    with hold_place(veille, ATTENTE_MAX) as obtenue:
        if not obtenue:
            raise TableauError(
                f"{noms} attend son tour : d’autres fichiers sont en cours de lecture. "
                "Renvoyez-le dans un instant."
            )
        sortie, code = _run(write_requete(fichiers, schema), noms, veille)
    return _understand(sortie, code, noms, parse)


def _run(requete: bytes, noms: str, veille: Callable[[], None]) -> tuple[bytes, int]:
    """Return what the process answered and its exit code; it never outlives this call."""
    fin = time.monotonic() + PATIENCE_MAX
    processus = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-I", "-c", _AMORCE, str(_PAQUET)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={n: v for n, v in os.environ.items() if n in {"PATH", "SYSTEMROOT"}},
    )
    entree, processus.stdin = processus.stdin, None
    facteur = threading.Thread(target=_send, args=(entree, requete), daemon=True)
    facteur.start()
    with processus:
        try:
            while processus.returncode is None:
                try:
                    sortie, _ = processus.communicate(timeout=_PAS)
                except subprocess.TimeoutExpired:
                    veille()
                    if time.monotonic() > fin:
                        raise _explain("duree", noms) from None
        finally:
            processus.kill()
            facteur.join()
    return sortie, processus.returncode


def _send(entree: IO[bytes] | None, requete: bytes) -> None:
    """Hand the request over: `communicate` would lose the rest of it at its first time-out."""
    if entree is not None:
        with contextlib.suppress(OSError), entree:
            entree.write(requete)


def _understand(sortie: bytes, code: int, noms: str, parse: Callable[[Any], T]) -> T:
    """Turn the answer into tables; a process that died without one lacked memory or time."""
    if code != 0:
        raise _explain("duree" if -code in _FIN_DE_DUREE else "memoire", noms)
    try:
        reponse = json.loads(sortie)
        if "refus" in reponse:
            raise TableauError(str(reponse["refus"]))
        if "panne" in reponse:
            raise _explain(str(reponse["panne"]), noms)
        return parse(reponse)
    except (KeyError, TypeError, UnicodeError, json.JSONDecodeError) as erreur:
        raise _explain("defaut", noms) from erreur


def _explain(panne: str, noms: str) -> IllisibleError:
    return IllisibleError(f"{noms} {_PANNES.get(panne, _PANNES['defaut'])}. {_CONSEIL}")
