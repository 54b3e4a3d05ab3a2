"""``nouvelles.atom``: what each version of the référentiel changed, for the whole or for one EPCI.

Who published is not said: the history of the workshop keeps it, the public has no use for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from carto_ess._errors import CartoEssError, TerritoireNotFoundError
from carto_ess.atelier.registre import Registre, Version, parse_tables
from carto_ess.couverture.matrice import derive_communes
from carto_ess.export.ouvertes import Publication, locate
from carto_ess.francais import count, join_french
from carto_ess.referentiel.comparaison import COUVERTURES, Comparaison, compare
from carto_ess.referentiel.contacts import strip_contacts
from carto_ess.referentiel.fiche import Fiche
from carto_ess.tableur.schema import Schema
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.niveau import Echelle
from carto_ess.texte import remove_invisible

_ATOM = "http://www.w3.org/2005/Atom"
NOUVELLES_MAX = 30
"""Versions that the feed tells, the newest first."""


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """One version, and what it changed to the one before."""

    version: Version
    comparaison: Comparaison

    @property
    def fiches(self) -> tuple[Fiche, ...]:
        """The fiches it touched, as they were and as they are."""
        c = self.comparaison
        return (*c.ajoutees, *c.retirees, *(f for m in c.modifiees for f in (m.avant, m.apres)))


def list_nouvelles(
    registre: Registre, decoupages: Decoupages, *, sans_contacts: bool
) -> tuple[Nouvelle, ...]:
    """Return what the last versions changed, the newest first.

    `sans_contacts` leaves contacts, and changes of contacts, out.
    """
    versions = registre.list_versions()[: NOUVELLES_MAX + 1]
    lues = [_read(registre, v, decoupages, sans_contacts=sans_contacts) for v in versions]
    avant = [*lues[1:], ()] if len(versions) <= NOUVELLES_MAX else lues[1:]
    return tuple(
        Nouvelle(version, compare(ancien, neuf))
        for version, neuf, ancien in zip(versions, lues, avant, strict=False)
    )


def select_nouvelles(
    nouvelles: Iterable[Nouvelle], epci: Epci, decoupages: Decoupages
) -> tuple[Nouvelle, ...]:
    """Keep of each version what touched fiches that cover a commune of `epci` (of today)."""
    communes = frozenset(epci.communes)
    gardees = []
    for nouvelle in nouvelles:
        la = {f.id for f in nouvelle.fiches if _find_communes(f, decoupages) & communes}
        c = nouvelle.comparaison
        reste = Comparaison(
            tuple(f for f in c.ajoutees if f.id in la),
            tuple(m for m in c.modifiees if m.apres.id in la),
            tuple(f for f in c.retirees if f.id in la),
            (),
        )
        if la:
            gardees.append(replace(nouvelle, comparaison=reste))
    return tuple(gardees)


def find_epci(code: str, decoupages: Decoupages) -> Epci:
    """Return an EPCI of today by its SIREN.

    Raises
    ------
    TerritoireNotFoundError
        There is none.
    """
    epci = decoupages.actuel.epci.get(Siren(code))
    if epci is None:
        raise TerritoireNotFoundError(
            f"Aucune intercommunalité de {decoupages.actuel.millesime} n’a ce code, attendu : le "
            "SIREN de neuf chiffres qu’on lit dans l’adresse de la carte (epci=…)."
        )
    return epci


def build_nouvelles(
    nouvelles: Iterable[Nouvelle],
    publication: Publication,
    schema: Schema,
    adresse: str,
    epci: Epci | None = None,
) -> bytes:
    """Return the feed, in Atom (RFC 4287); `epci` is the one that `select_nouvelles` kept to."""
    nouvelles = tuple(nouvelles)
    suite = f"?epci={epci.siren}" if epci else ""
    ici = locate(adresse, "nouvelles.atom") + suite
    titre = publication.extraction.titre + (f" : {epci.nom_court}" if epci else "")
    maj = (
        nouvelles[0].version.date
        if nouvelles
        else dt.datetime.combine(publication.date, dt.time(), dt.UTC)
    )
    ET.register_namespace("", _ATOM)
    fil = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    _add(fil, "id", ici)
    _add(fil, "title", titre)
    _add(fil, "updated", _write_instant(maj))
    _add(_add(fil, "author"), "name", "Référentiel de l’économie sociale et solidaire")
    _add(fil, "link", rel="self", type="application/atom+xml", href=ici)
    _add(fil, "link", rel="alternate", type="text/html", href=adresse)
    titres = {c.nom: c.titre for c in schema.fiches} | {COUVERTURES: "territoires couverts"}
    presentes = {f.id for f in publication.referentiel.fiches}
    for nouvelle in nouvelles:
        entree = _add_entry(fil, nouvelle, ici, titres)
        _add(
            entree,
            "link",
            rel="alternate",
            type="text/html",
            href=f"{adresse}fiches{_find_only(nouvelle, presentes)}",
        )
    texte: str = ET.tostring(fil, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{texte}'.encode()


def _add_entry(fil: ET.Element, nouvelle: Nouvelle, ici: str, titres: dict[str, str]) -> ET.Element:
    version = nouvelle.version
    entree = _add(fil, "entry")
    _add(entree, "id", f"{ici}#version-{version.numero}")
    _add(entree, "title", version.raison or f"Version {version.numero}")
    _add(entree, "updated", _write_instant(version.date))
    _add(entree, "content", "\n".join(describe_changes(nouvelle.comparaison, titres)), type="text")
    return entree


def _find_only(nouvelle: Nouvelle, presentes: set[str]) -> str:
    """Return the address of the one fiche that a version touched; empty for several."""
    c = nouvelle.comparaison
    touchees = [f for f in (*c.ajoutees, *(m.apres for m in c.modifiees)) if f.id in presentes]
    return f"?fiche={touchees[0].id}" if len(touchees) == 1 else ""


def describe_changes(comparaison: Comparaison, titres: dict[str, str]) -> list[str]:
    """Return one French line per fiche added, changed or removed."""
    lignes = [f"Fiche ajoutée : {f.structure}." for f in comparaison.ajoutees]
    for m in comparaison.modifiees:
        champs = join_french([titres.get(c, c).lower() for c in m.champs])
        lignes.append(f"Fiche modifiée : {m.apres.structure} ({champs}).")
    lignes += [f"Fiche retirée : {f.structure}." for f in comparaison.retirees]
    n = len(comparaison.inchangees)
    return lignes or [f"Rien ne change pour le public ({count(n, 'fiche')})."]


def _read(
    registre: Registre, version: Version, decoupages: Decoupages, *, sans_contacts: bool
) -> tuple[Fiche, ...]:
    """Return the fiches of a version; those that today's rules no longer read are left out."""
    try:
        fiches = parse_tables(registre.read_tables(version.numero), decoupages).fiches
    except CartoEssError:
        return ()
    return tuple(map(strip_contacts, fiches)) if sans_contacts else fiches


def _find_communes(fiche: Fiche, decoupages: Decoupages) -> frozenset[CodeCommune]:
    par_niveau = derive_communes(
        fiche.declarations,
        decoupages,
        millesime=decoupages.actuel.millesime,
        echelle=Echelle.TOUTES,
    )
    return frozenset[CodeCommune]().union(*par_niveau.values())


def _add(parent: ET.Element, nom: str, texte: str = "", **attributs: str) -> ET.Element:
    enfant = ET.SubElement(parent, f"{{{_ATOM}}}{nom}", attributs)
    enfant.text = remove_invisible(texte) or None
    return enfant


def _write_instant(date: dt.datetime) -> str:
    return date.astimezone(dt.UTC).isoformat(timespec="seconds")
