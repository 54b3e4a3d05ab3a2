"""What a received file is, told from its bytes before any of it is parsed.

The name's extension is only what somebody typed: a PDF called « .xlsx » is a PDF. Sizes are judged
on what a zip *announces*, then on what it really inflates to, so that neither a bomb nor a lying
directory reaches the spreadsheet reader.
"""

from __future__ import annotations

import codecs
import io
import re
import stat
import zipfile
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from carto_ess._errors import TableauError
from carto_ess.fichier import explain_oserror
from carto_ess.francais import number
from carto_ess.tableur.parties import DEGATS, normalise

OCTETS_MAX = 20 * 1024 * 1024
"""Bytes of a received file; the app's upload limit (``server.maxUploadSize``) is the same."""

GONFLE_MAX = 200 * 1024 * 1024
"""Bytes that a zip may inflate to, all members together."""

_ENTREES_MAX = 5_000
_RATIO_MAX = 200  # sheets of XML inflate 10 to 60 times; a bomb, 1000 times
_RATIO_DES = 20 * 1024 * 1024  # below this size inflated, a high ratio harms nobody
_TETE = 1 << 16
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
_COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LIVRE = re.compile(r"xl/workbook\d*\.xml")
_ATTENDU = "Attendu : un classeur .xlsx ou .ods, ou les deux tableaux .csv."


class Nature(Enum):
    """What the project can read."""

    XLSX = "xlsx"
    ODS = "ods"
    ZIP = "zip"
    CSV = "csv"


def identify(octets: bytes, nom: str) -> Nature:
    """Return what the bytes are, once their size and their zip, if any, were found sound.

    Raises
    ------
    TableauError
        One sentence: what came, what was expected, what to do.
    """
    if not octets:
        raise TableauError(
            f"{nom} est vide (0 octet). {_ATTENDU} Enregistrez-le de nouveau, puis renvoyez-le."
        )
    check_taille(len(octets), nom)
    if octets.startswith(_OLE2):
        raise _refuse_ole2(octets, nom)
    if octets.startswith(b"PK"):
        return _identify_zip(octets, nom)
    return _identify_texte(octets, nom)


def check_taille(taille: int, nom: str, taille_max: int = OCTETS_MAX) -> None:
    """Raise `TableauError` when a file of `taille` bytes is too large to be read."""
    if taille > taille_max:
        raise TableauError(
            f"{nom} pèse {number(taille / 1024**2)} Mo ; attendu : {taille_max // 1024**2} Mo au "
            "plus. Un référentiel pèse moins d’un mégaoctet : retirez images et feuilles annexes."
        )


def read_octets(chemin: Path, taille_max: int = OCTETS_MAX) -> bytes:
    """Return the bytes of an ordinary file: a pipe or a device may never end.

    Raises
    ------
    TableauError
        It is none, it cannot be read, or it holds more than `taille_max` bytes.
    """
    try:
        etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode):
            raise TableauError(
                f"{chemin.name} n’est pas un fichier ordinaire (un tube, un périphérique). "
                "Attendu : un classeur .xlsx ou .ods, ou les deux tableaux .csv. "
                "Enregistrez le tableau dans un fichier, puis recommencez."
            )
        check_taille(etat.st_size, chemin.name, taille_max)
        with chemin.open("rb") as flux:
            octets = flux.read(taille_max + 1)
    except OSError as erreur:
        raise TableauError(
            f"Le fichier {chemin.name} ne peut pas être lu ({explain_oserror(erreur)}). "
            "Vérifiez le chemin et les droits de lecture."
        ) from erreur
    check_taille(len(octets), chemin.name, taille_max)
    return octets


def read_head(chemin: Path) -> bytes:
    """Return the first whole lines of an ordinary file; nothing of one that cannot be read."""
    try:
        with chemin.open("rb") as flux:
            octets = flux.read(_TETE)
    except OSError:
        return b""
    if len(octets) < _TETE or octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return octets
    return octets[: 1 + max(octets.rfind(b"\n"), octets.rfind(b"\r"))]


def _refuse_ole2(octets: bytes, nom: str) -> TableauError:
    if "EncryptedPackage".encode("utf-16-le") in octets:
        return _refuse_chiffre(nom)
    return TableauError(
        f"{nom} est dans l’ancien format d’Office (.xls, .doc). {_ATTENDU} "
        "Ouvrez-le et enregistrez-le au format « Classeur Excel (.xlsx) »."
    )


def _refuse_chiffre(nom: str) -> TableauError:
    return TableauError(
        f"{nom} est protégé par un mot de passe et ne peut pas être lu. {_ATTENDU} "
        "Enregistrez-le sans mot de passe, puis renvoyez-le."
    )


def _identify_texte(octets: bytes, nom: str) -> Nature:
    debut = octets[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signe, quoi in (
        (b"%pdf", "un PDF"),
        (b"<!doctype html", "une page web (HTML)"),
        (b"<html", "une page web (HTML)"),
        (b"<table", "une page web (HTML)"),
        (b"<?xml", "un fichier XML"),
        (b"{\\rtf", "un texte RTF"),
        (b"\x89png", "une image"),
        (b"\xff\xd8\xff", "une image"),
        (b"\x1f\x8b", "une archive gzip"),
        (b"7z\xbc\xaf", "une archive 7z"),
        (b"rar!", "une archive RAR"),
    ):
        if debut.startswith(signe):
            raise TableauError(
                f"{nom} est en réalité {quoi}. {_ATTENDU} "
                "Depuis le tableur, utilisez « Enregistrer sous » et choisissez le format."
            )
    if nom.lower().endswith((".csv", ".txt", ".tsv")):
        return Nature.CSV
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in octets[:4096]:
        raise TableauError(
            f"{nom} est en réalité un texte, sans doute un CSV. {_ATTENDU} "
            "Renommez-le en .csv, ou enregistrez-le depuis le tableur au format .xlsx."
        )
    raise TableauError(
        f"{nom} n’est pas un classeur : son contenu n’est pas reconnu. {_ATTENDU} "
        "Ouvrez-le dans le tableur et enregistrez-le de nouveau."
    )


def _identify_zip(octets: bytes, nom: str) -> Nature:
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            _check_gonfle(archive, nom)
            entrees = {normalise(e.filename): e for e in archive.infolist()}
            nature = _identify_entrees(archive, entrees, nom)
            if any(e.flag_bits & 0x1 for e in archive.infolist()):
                raise _refuse_chiffre(nom)
            _check_entrees(archive, nom)
            manifeste = entrees.get("meta-inf/manifest.xml") if nature is Nature.ODS else None
            if manifeste and b"encryption-data" in archive.read(manifeste):
                raise _refuse_chiffre(nom)
            return nature
    except TableauError:
        raise
    except DEGATS as erreur:
        raise TableauError(
            f"{nom} est tronqué ou abîmé : son contenu ne peut pas être décompressé. "
            f"{_ATTENDU} Renvoyez-le depuis le tableur, ou téléchargez-le de nouveau."
        ) from erreur


def _check_gonfle(archive: zipfile.ZipFile, nom: str) -> None:
    """Refuse what announces too much, before a byte of it is inflated."""
    entrees = archive.infolist()
    total = sum(e.file_size for e in entrees)
    serre = any(
        e.file_size > _RATIO_DES and e.file_size > _RATIO_MAX * max(e.compress_size, 1)
        for e in entrees
    )
    if total > GONFLE_MAX:
        trop = f"se décompresse en {number(total / 1024**2)} Mo", f"{GONFLE_MAX // 1024**2} Mo"
    elif len(entrees) > _ENTREES_MAX:
        trop = f"contient {number(len(entrees))} parties", number(_ENTREES_MAX)
    elif serre:
        trop = "se décompresse en des centaines de fois sa taille", f"{_RATIO_MAX} fois"
    else:
        return
    raise TableauError(
        f"{nom} {trop[0]} : bien plus qu’un référentiel, peut-être un piège. "
        f"Attendu : {trop[1]} au plus. Recopiez les deux feuilles dans le modèle."
    )


def _check_entrees(archive: zipfile.ZipFile, nom: str) -> None:
    """Inflate everything once, piece by piece: `zipfile` stops at the size it announced."""
    noms = [normalise(e) for e in archive.namelist()]
    if len(set(noms)) < len(noms):
        raise zipfile.BadZipFile(f"{nom}: two parts of one name")
    if any(e.compress_type not in _COMPRESSIONS for e in archive.infolist()):
        raise zipfile.BadZipFile(f"{nom}: no office program compresses so")
    if mauvaise := archive.testzip():
        raise zipfile.BadZipFile(f"{nom}: {mauvaise}")


def _identify_entrees(
    archive: zipfile.ZipFile, entrees: Mapping[str, zipfile.ZipInfo], nom: str
) -> Nature:
    mime = b""
    if partie := entrees.get("mimetype"):
        with archive.open(partie) as flux:
            mime = flux.read(100)
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if "content.xml" not in entrees:  # LibreOffice 24 and later put all in one encrypted part
            raise _refuse_chiffre(nom)
        return Nature.ODS
    if any(_LIVRE.fullmatch(e) for e in entrees):
        return Nature.XLSX
    if any(e.endswith((".csv", ".tsv")) for e in entrees):
        return Nature.ZIP
    if sum(e.endswith(".txt") for e in entrees) > 1:  # « texte Unicode » of Excel
        return Nature.ZIP
    quoi = "une archive sans tableau"
    if "xl/workbook.bin" in entrees:
        quoi = "un classeur binaire (.xlsb)"
    elif mime.startswith(b"application/vnd.oasis") or "word/document.xml" in entrees:
        quoi = "un document qui n’est pas un classeur"
    elif any(e.endswith((".xlsx", ".ods", ".zip")) for e in entrees):
        quoi = "une archive qui contient un autre fichier compressé"
    raise TableauError(
        f"{nom} est {quoi}. {_ATTENDU} "
        "Envoyez le classeur lui-même, enregistré en .xlsx ou .ods par le tableur."
    )
