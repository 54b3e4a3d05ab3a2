"""The process in which a file from outside is read, and nothing else: see `isoloir`.

Its standard input holds the request (`write_requete`), its standard output gets one JSON object:
``{"tables": […]}``, ``{"refus": sentence}``, or ``{"panne": cause}`` for what nobody foresaw.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from carto_ess._errors import Faute, TableauError
from carto_ess.tableur.classeur import read_fichiers
from carto_ess.tableur.grille import Repere
from carto_ess.tableur.libre import TableLibre, read_libres
from carto_ess.tableur.schema import Colonne, Schema
from carto_ess.tableur.tableau import Ligne, Tableau

MEMOIRE_MAX = 512 * 1024**2
"""Bytes of address space of the process, its interpreter included."""

DUREE_MAX = 10
"""Seconds of processor that a reading may take."""

PATIENCE_MAX = 30
"""Seconds that it may last on the clock, where the machine is busy with other work."""

_PRIORITE = 5  # a reading gives way to the clicks of everybody else


def main() -> None:
    """Answer the request on standard input; whatever the file does stays in this process."""
    _bind()
    try:
        reponse = _answer(*parse_requete(sys.stdin.buffer.read()))
        octets = json.dumps(reponse, ensure_ascii=False).encode()
    except MemoryError:
        octets = b'{"panne": "memoire"}'
    except Exception:  # noqa: BLE001 - a defect of ours: one sentence for the sender, not a trace
        octets = b'{"panne": "defaut"}'
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()


def write_requete(fichiers: Mapping[str, bytes], schema: Schema | None) -> bytes:
    """Return what the process reads: a line of JSON, then the files end to end.

    Without `schema` the tables are read whatever their columns: see `libre`.
    """
    colonnes = None if schema is None else asdict(schema)
    entete = {"tailles": {n: len(o) for n, o in fichiers.items()}, "schema": colonnes}
    return b"".join([json.dumps(entete).encode(), b"\n", *fichiers.values()])


def parse_requete(requete: bytes) -> tuple[dict[str, bytes], Schema | None]:
    """Return what `write_requete` was given."""
    ligne, _, corps = requete.partition(b"\n")
    entete = json.loads(ligne)
    fichiers, debut = {}, 0
    for nom, taille in entete["tailles"].items():
        fichiers[nom] = corps[debut : debut + taille]
        debut += taille
    if entete["schema"] is None:
        return fichiers, None
    return fichiers, Schema(
        *(tuple(map(_build_colonne, entete["schema"][t])) for t in ("fiches", "couvertures"))
    )


def parse_tables(reponse: Any) -> tuple[Tableau, Tableau]:  # noqa: ANN401 - what JSON holds
    """Return the two tables of an answer of `main`.

    Raises
    ------
    KeyError, TypeError, ValueError
        It is not one.
    """
    fiches, couvertures = map(_parse_tableau, reponse["tables"])
    return fiches, couvertures


def parse_libres(reponse: Any) -> tuple[TableLibre, ...]:  # noqa: ANN401 - what JSON holds
    """Return the free tables of an answer of `main`; raises as `parse_tables` does."""
    return tuple(
        TableLibre(
            str(t["fichier"]),
            tuple(map(str, t["entete"])),
            {int(numero): dict(rang) for numero, rang in t["rangs"]},
        )
        for t in reponse["libres"]
    )


def _answer(fichiers: Mapping[str, bytes], schema: Schema | None) -> dict[str, Any]:
    try:
        if schema is None:
            libres = [t for nom, octets in fichiers.items() for t in read_libres(octets, nom)]
            return {"libres": [{**asdict(t), "rangs": list(t.rangs.items())} for t in libres]}
        return {"tables": [_write_tableau(t) for t in read_fichiers(fichiers, schema)]}
    except TableauError as erreur:
        return {"refus": str(erreur)}


def _build_colonne(champs: Mapping[str, Any]) -> Colonne:
    return Colonne(**{**champs, "valeurs": tuple(champs["valeurs"])})


def _write_tableau(tableau: Tableau) -> dict[str, Any]:
    repere = tableau.lignes[0].repere if tableau.lignes else Repere()
    return {
        "fichier": tableau.fichier,
        "repere": {"feuille": repere.feuille, "lettres": dict(repere.lettres)},
        "lignes": [
            [ligne.numero, dict(ligne.cellules), [asdict(f) for f in ligne.fautes]]
            for ligne in tableau.lignes
        ],
        "avis": tableau.avis,
    }


def _parse_tableau(brut: Mapping[str, Any]) -> Tableau:
    repere = Repere(**brut["repere"])
    lignes = tuple(
        Ligne(int(numero), dict(cellules), tuple(Faute(**f) for f in fautes), repere)
        for numero, cellules, fautes in brut["lignes"]
    )
    return Tableau(str(brut["fichier"]), lignes, tuple(map(str, brut["avis"])))


def _bind() -> None:
    """Limit what this process may take; Windows knows none of it: there, only time is bounded."""
    with contextlib.suppress(ImportError, AttributeError):
        import resource  # noqa: PLC0415 - POSIX alone has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))
        resource.setrlimit(resource.RLIMIT_CPU, (DUREE_MAX, DUREE_MAX + 1))  # SIGXCPU says why
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        signal.alarm(PATIENCE_MAX + 1)  # should whoever waits for us be gone
        os.nice(max(0, _PRIORITE - os.nice(0)))
