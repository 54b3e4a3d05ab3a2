"""The page for the council, words and drawings: what every way of printing it takes.

Import it only where a page is built: its maps load geopandas, which printing does without.
"""

from __future__ import annotations

from typing import Any

import segno

from carto_ess.lacune.constat import Etendue
from carto_ess.portrait.gabarit import render_imprime
from carto_ess.portrait.phrases import describe_portrait
from carto_ess.portrait.portrait import Portrait
from carto_ess.portrait.vignette import INCONNU, VIDE, Dessin, FondVignette, build_vignettes
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.style import CARTE, ECRAN, find_teinte, write_signe
from carto_ess.territoire.ressort import of_ressort

_DOUTE = "doute"
_LEGENDE = {
    "1": "1 fiche", "2": "2", "3": "3 ou plus", VIDE: "sans ce type", INCONNU: "non renseigné",
    _DOUTE: "selon la lecture du livret",
}  # fmt: skip
_CLASSES = {
    "1": "à 1 fiche", "2": "à 2 fiches", "3": "à 3 fiches ou plus", VIDE: "sans ce type",
    INCONNU: "non renseignées",
}  # fmt: skip


def build_page(portrait: Portrait, fond: FondVignette, *, contacts: bool = True) -> dict[str, Any]:
    """Return what `describe_portrait` says with its drawings: what every render function takes."""
    page = describe_portrait(portrait, contacts=contacts)
    vide = portrait.constat.vide
    dessins = {} if vide else build_vignettes(portrait.terre, fond)
    for ligne in page["types"]:
        dessin = dessins[ligne["id"]]
        ligne["carte"] = {"svg": dessin.svg, "alt": _say_drawing(portrait, ligne, dessin)}
    return {
        **page,
        "legende": _list_legend(portrait, dessins),
        "signes": {t: {str(e): write_signe(t, e) for e in Etendue} for t in TypeCooperation},
        "qr": build_qr(page["adresse"] + page["chemin"]) if page["adresse"] else "",
        "palette": ECRAN,
        "auteur": "" if vide else f"CDESS {of_ressort(portrait.decoupages.ressort)}",
        "mots_cles": ["économie sociale et solidaire", "coopération", portrait.nom],
        "jour": portrait.date.isoformat(),
    }


def _say_drawing(portrait: Portrait, ligne: dict[str, Any], dessin: Dessin) -> str:
    """Return a map in words: « Carte de la CC…, Mutualisation : 24 communes sur 49… »."""
    dit = f"Carte de {portrait.lacune.nom_court}, {ligne['type']} : {ligne['dit']}."
    if len(dessin.classes) < 2:
        return dit
    dites = ", ".join(f"{n} {_CLASSES[c]}" for c, n in dessin.classes.items())
    return f"{dit} Communes : {dites}."


def _list_legend(
    portrait: Portrait, dessins: dict[TypeCooperation, Dessin]
) -> list[dict[str, str]]:
    """Return the swatches of the classes that the maps show, the strengths of a type in grey."""
    presentes = {c for d in dessins.values() for c in d.classes}
    if any(portrait.terre.douteuses.values()):
        presentes.add(_DOUTE)
    return [
        {"svg": _draw_swatch(classe), "texte": texte}
        for classe, texte in _LEGENDE.items()
        if classe in presentes
    ]


def _draw_swatch(classe: str) -> str:
    couleur = find_teinte(CARTE["encre2"], int(classe)) if classe.isdigit() else ""
    return render_imprime("pastille.svg", classe=classe, carte=CARTE, couleur=couleur)


def build_qr(adresse: str) -> str:
    """Return the QR code of an address as an SVG element, its quiet zone included."""
    return segno.make(adresse, error="m", micro=False).svg_inline(
        border=2, dark=CARTE["encre"], light=CARTE["papier"], omitsize=True
    )
