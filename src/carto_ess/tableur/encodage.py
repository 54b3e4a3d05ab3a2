"""Bytes into text: which encoding a table is in, never guessed in silence.

UTF-8 proves itself. What is not UTF-8 was written by an older program: the candidates are those of
French Windows, Mac and DOS, told apart by the signs that each would make the text hold. What was
chosen is said; what cannot be told apart is refused with its line. A text that was decoded wrongly
before it came (« Ã© ») shows it in its letters.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections import Counter
from dataclasses import dataclass

from carto_ess._errors import TableauError
from carto_ess.francais import join_french

_LETTRES = "àâæçéèêëîïôœùûüÿñ"
_FRANCAIS = frozenset(
    f"{_LETTRES}{_LETTRES.upper()}«»’‘“”…–—€°·•²³§½¼¾×ªº´¨©®™£±¹µ÷\u00a0\u202f\u00ad"
)
_ETRANGERES = frozenset("áãäåìíòóõöøúýßÁÃÄÅÌÍÒÓÕÖØÚÝ")  # of names: Muñoz, Björn
_DEPLACES = re.compile(  # signs inside a word, capitals after a small letter
    r"(?<=[^\W\d_])[”“„…–—€°•·´¨](?=[^\W\d_])|(?<=[a-zà-öø-ÿ])[À-ÖØ-Þ]"
)

_NOMS = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "page de code 850 (DOS)"}
_CONSEIL = "Enregistrez le tableau en « CSV UTF-8 (délimité par des points-virgules) »."
_LIGNES_CITEES = 5
_IMPOSSIBLE_SUR = 20  # one sign in twenty may be no French: a name, a symbol
_MULTIPLE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")  # of UTF-8
_FIN = re.compile(rb"\r\n|\r|\n")

_TETES = bytes.fromhex("c2c3c5").decode("latin-1")  # begin French letters in UTF-8
_SUSPECTS = re.compile(f"[{_TETES}â√‚├\ufffd\u0081\u008d\u008f\u0090\u009d]")
_SUITE = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + "".join(map(chr, range(0x80, 0xA0)))
_ABIME = re.compile(
    rf"[{_TETES}][{re.escape(_SUITE)}]|â[€\u0080].?|√[©®†™¥ß¢´]|‚Ä.|├."
    "|\ufffd|[\u0081\u008d\u008f\u0090\u009d]"
)
_CODAGES = ("cp1252", "latin-1", "mac_roman", "cp850")


@dataclass(frozen=True, slots=True)
class Texte:
    """A text, and what is to be said on how it was read."""

    texte: str
    avis: tuple[str, ...] = ()


def decode(octets: bytes, fichier: str) -> Texte:
    """Return the text of a file of text, byte order marks left out.

    Raises
    ------
    TableauError
        It is no text, or nothing says which encoding it is in.
    """
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # « texte Unicode » of Excel
        return Texte(_decode_strict(octets, "utf-16", fichier))
    if b"\0" in octets:
        raise _refuse_binaire(fichier)
    try:
        return Texte(octets.decode("utf-8").lstrip("\ufeff"))
    except UnicodeDecodeError:
        return _decode_old(octets, fichier)


def find_broken(texte: str) -> tuple[str, str] | None:
    """Return the first trace of a wrong decoding, and the text as it was meant, if that is sure.

    ``None`` when the text shows none. « LÃ©a » gives (« Ã© », « Léa »).
    """
    if _SUSPECTS.search(texte) is None:
        return None
    trouve = _ABIME.search(texte)
    return (trouve[0], _repair(texte)) if trouve else None


def _repair(texte: str) -> str:
    """Return the text that was UTF-8 before somebody read it as something else; empty if none."""
    for codage in _CODAGES:
        try:
            repare = texte.encode(codage).decode("utf-8")
        except UnicodeError:
            continue
        if not _ABIME.search(repare):
            return repare
    return ""


def _decode_strict(octets: bytes, encodage: str, fichier: str) -> str:
    try:
        texte = octets.decode(encodage)
    except UnicodeDecodeError as erreur:
        raise _refuse_binaire(fichier) from erreur
    if "\0" in texte:
        raise _refuse_binaire(fichier)
    return texte.lstrip("\ufeff")


def _refuse_binaire(fichier: str) -> TableauError:
    return TableauError(f"{fichier} n’est pas un fichier texte. {_CONSEIL}")


def _decode_old(octets: bytes, fichier: str) -> Texte:
    """Decode what is not UTF-8: all of it, or the lines, or the signs in a line that are not."""
    octets = octets.removeprefix(codecs.BOM_UTF8)
    lignes = _FIN.split(octets)
    autres = [(n, ligne) for n, ligne in enumerate(lignes, 1) if not _is_utf8(ligne)]
    meles = [n for n, ligne in autres if _MULTIPLE.search(ligne)]
    if not meles and len(autres) == sum(1 for ligne in lignes if not ligne.isascii()):
        encodage = _choose(octets, autres, fichier)
        return Texte(octets.decode(encodage), (f"{fichier} : lu en {_NOMS[encodage]}.",))
    seules = [(n, ligne) for n, ligne in autres if n not in meles]
    encodage = "cp1252"
    if seules:
        encodage = _choose(b"\n".join(ligne for _, ligne in seules), seules, fichier)
    lues = [
        _decode_mixed(n, ligne, fichier) if n in meles
        else ligne.decode("utf-8" if _is_utf8(ligne) else encodage)
        for n, ligne in enumerate(lignes, 1)
    ]  # fmt: skip
    fins = [fin[0].decode() for fin in _FIN.finditer(octets)]
    texte = "".join(ligne + fin for ligne, fin in itertools.zip_longest(lues, fins, fillvalue=""))
    cites = join_french([str(n) for n, _ in autres[:_LIGNES_CITEES]])
    suite = "…" if len(autres) > _LIGNES_CITEES else ""
    avis = (
        f"{fichier} : deux codages mêlés, UTF-8 et {_NOMS[encodage]} "
        f"({'lignes' if len(autres) > 1 else 'ligne'} {cites}{suite}). Relisez-en les accents."
    )
    return Texte(texte, (avis,))


def _decode_mixed(numero: int, ligne: bytes, fichier: str) -> str:
    """Decode a line of UTF-8 where some signs are of Windows-1252: a cell was pasted there.

    Raises
    ------
    TableauError
        They are no signs of French.
    """
    texte = ligne.decode("utf-8", "surrogateescape")
    seuls = {
        c: bytes([ord(c) - 0xDC00]).decode("cp1252", "replace")
        for c in set(texte)
        if "\udc80" <= c <= "\udcff"
    }
    if not _FRANCAIS.issuperset(seuls.values()):
        raise _refuse_codage(numero, texte.encode("utf-8", "replace").decode(), fichier)
    return texte.translate({ord(c): signe for c, signe in seuls.items()})


def _is_utf8(ligne: bytes) -> bool:
    try:
        ligne.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _choose(octets: bytes, lignes: list[tuple[int, bytes]], fichier: str) -> str:
    """Return the encoding that makes the most French of bytes.

    Raises
    ------
    TableauError
        None does, or two do: the first doubtful line is named.
    """
    notes = {encodage: _grade(octets, encodage) for encodage in _NOMS}
    meilleure = min(notes.values())
    choisis = [e for e, note in notes.items() if note == meilleure]
    signes = sum(1 for octet in octets if octet > 0x7F)
    if meilleure[0] * _IMPOSSIBLE_SUR <= signes and (len(choisis) == 1 or choisis[0] == "cp1252"):
        return choisis[0]
    numero, ligne = lignes[0]
    raise _refuse_codage(numero, ligne.decode("cp1252", "replace"), fichier)


def _refuse_codage(numero: int, ligne: str, fichier: str) -> TableauError:
    return TableauError(
        f"{fichier}, ligne {numero} : « {ligne.strip()[:80]} » n’est pas lisible : le codage du "
        f"fichier n’est ni UTF-8 ni un autre qui se reconnaisse. {_CONSEIL}"
    )


def _grade(octets: bytes, encodage: str) -> tuple[int, int]:
    """Count the signs that no French text holds, and the letters that only foreign names do."""
    try:
        texte = octets.decode(encodage)
    except UnicodeDecodeError:
        return len(octets), 0
    signes = Counter(c for c in texte if not c.isascii())
    impossibles = sum(n for c, n in signes.items() if c not in _FRANCAIS and c not in _ETRANGERES)
    impossibles += len(_DEPLACES.findall(texte))
    return impossibles, sum(n for c, n in signes.items() if c in _ETRANGERES)
