"""A map in one HTML file: Leaflet, the engine, contours and fiches inside, and no network.

The page starts the app's own engine on the TopoJSON it holds and gives it states that ``page.js``
computes: types, search and perimeters answer offline. What the file says is proof against hostile
text: the template escapes every value, data are JSON that no ``</script>`` can close, the page
writes through text nodes, and its Content-Security-Policy runs the scripts of this file (by their
SHA-256) and asks nothing of anyone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xstatic.pkg.leaflet
from markupsafe import Markup

from carto_ess._errors import GeodataError
from carto_ess.carte.assemblage import read_moteur
from carto_ess.carte.codage import encode_bits
from carto_ess.carte.configuration import build_config
from carto_ess.carte.etat import build_fiche, build_point, describe_couverture
from carto_ess.carte.mosaique import Trace
from carto_ess.couverture.comptage import count_coverage
from carto_ess.couverture.filtre import Filtre, select_fiches
from carto_ess.couverture.matrice import build_matrice, derive_communes
from carto_ess.export.extraction import Extraction
from carto_ess.export.gabarit import render_export
from carto_ess.referentiel.fiche import (
    NATURES,
    SANS_AUCUNE_FICHE,
    Declaration,
    Fiche,
    find_livret,
)
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.style import STYLES, write_variables
from carto_ess.territoire.changement import list_periodes, name_periode
from carto_ess.territoire.niveau import ECHELLES, NIVEAUX, Niveau

_PAQUET = Path(__file__).resolve().parents[1]
_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_STYLES = (
    _LEAFLET / "leaflet.css",
    _PAQUET / "carte" / "moteur.css",
    _PAQUET / "export" / "page.css",
)


def build_page(extraction: Extraction, geodata: Path) -> bytes:
    """Return the page, in UTF-8.

    Raises
    ------
    GeodataError
        The map's TopoJSON cannot be read.
    """
    page = _PAQUET / "export" / "page.js"
    scripts = [_read(_LEAFLET / "leaflet.js"), read_moteur(), _read(page)]
    glyphes = (f".g-{t} {{ color: {s.contour}; }}" for t, s in STYLES.items())
    style = "\n".join((write_variables(), *(_read(chemin) for chemin in _STYLES), *glyphes))
    texte = render_export(
        "page.html",
        e=extraction,
        echelle=ECHELLES[extraction.vue.echelle],
        donnees=_build_donnees(extraction, geodata),
        lignes=[(f, len(extraction.matrice.communes_of(f.id))) for f in extraction.fiches],
        scripts=[Markup(script) for script in scripts],  # noqa: S704 -- our own files
        style=Markup(style),  # noqa: S704 -- our own files
        csp=_write_csp(scripts, style),
    )
    return texte.encode()


def _read(chemin: Path) -> str:
    """Read one of our files without what would make a browser's tools ask for its source map."""
    lignes = chemin.read_text(encoding="utf-8").split("\n")
    return "\n".join(ligne for ligne in lignes if not ligne.startswith("//# sourceMappingURL"))


def _write_csp(scripts: list[str], style: str) -> str:
    """Allow these scripts and this style by their digests, images inside the file, nothing else."""
    permis = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {permis}; style-src {_digest(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(texte: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(texte.encode()).digest()).decode()}'"


def _build_donnees(extraction: Extraction, geodata: Path) -> dict[str, Any]:
    """Return what ``page.js`` works on; its schema is at the head of that file."""
    decoupages = extraction.decoupages
    config = build_config(decoupages, topologie="", tuiles=None)
    config["textes"]["erreur"] = "Les contours n’ont pas pu être lus. Rechargez la page."
    config["donnees"] = _read_topologie(geodata / decoupages.manifeste.topologie)
    return {
        "config": config,
        "millesime": extraction.vue.millesime,
        "types": list(extraction.vue.types),
        "niveaux": NIVEAUX,
        "vide": SANS_AUCUNE_FICHE if extraction.vide else "",
        "fiches": [_build_fiche(fiche, extraction) for fiche in extraction.fiches],
        "annees": _list_annees(extraction),
        "perimetres": {m: _build_perimetre(m, extraction) for m, _ in _list_annees(extraction)},
    }


def _list_annees(extraction: Extraction) -> list[tuple[int, str]]:
    """Return the years between which perimeters changed, the view's in place of one like it."""
    vue, livret = extraction.vue.millesime, find_livret(extraction.fiches)
    return [
        (vue, f"De {vue}")
        if vue in p and vue != p.millesime
        else (p.millesime, name_periode(p, livret))
        for p in list_periodes(extraction.decoupages)
    ]


def _read_topologie(chemin: Path) -> Mapping[str, Any]:
    try:
        topologie: Mapping[str, Any] = json.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, ValueError) as erreur:
        raise GeodataError(
            f"Le fichier {chemin} ne peut pas être lu. "
            "Restaurez le dossier geodata/ ou relancez « carto-ess geodata build »."
        ) from erreur
    return topologie


def _build_perimetre(millesime: int, extraction: Extraction) -> dict[str, Any]:
    """Return what covers `millesime`, where its communes are on the map, and the EPCI in focus.

    ``couverture`` is of every fiche of the référentiel, exported or not: the map of an extract says
    nothing false of what it leaves out. ``par_type`` holds the bits of the communes that each type
    covers; ``rangs`` holds, for each of its communes by ascending code, the ranks on the map of the
    communes that stand on its land now.
    """
    decoupages = extraction.decoupages
    rang = {code: i for i, code in enumerate(Trace(decoupages).communes)}
    codes = tuple(decoupages[millesime].communes)
    vers = [decoupages.bring_forward([code], depuis=millesime) for code in codes]
    anciennes = {
        code: [decoupages[millesime].communes[c].nom for c in sorted(avant)]
        for code in rang
        if len(avant := decoupages.bring_back([code], vers=millesime)) > 1
    }
    vue, _ = extraction.vue.switch(millesime, decoupages)
    matrice = build_matrice(
        extraction.matrice.fiches, decoupages, millesime=millesime, echelle=extraction.vue.echelle
    )
    fiches = select_fiches(matrice.fiches, Filtre(), matrice)
    par_type = count_coverage(tuple(TypeCooperation), fiches, matrice).par_type
    return {
        "couverture": describe_couverture(fiches, matrice, Trace(decoupages)),
        "par_type": {type_: encode_bits(codes, communes) for type_, communes in par_type.items()},
        "rangs": [sorted(rang[c] for c in communes) for communes in vers],
        "anciennes": anciennes,
        "epci": vue.epci,
    }


def _build_fiche(fiche: Fiche, extraction: Extraction) -> dict[str, Any]:
    point = build_point(fiche, extraction.decoupages)
    lieu = None
    if fiche.point and point:
        nature = NATURES[fiche.point.nature]
        lieu = f"{nature} à {point[-1]}, fiabilité {fiche.point.fiabilite}"
    return {
        "id": fiche.id,
        "type": fiche.type,
        "structure": fiche.structure,
        "secteur": fiche.secteur,
        "couverture": fiche.couverture,
        "annee": fiche.annee,
        "verifie": fiche.verifie_le.strftime("%d/%m/%Y") if fiche.verifie_le else "",
        "contacts": _build_contacts(fiche),
        "territoires": [_name(d) for d in fiche.declarations],
        "notes": list(fiche.notes),
        "interpretee": fiche.is_interpretee,
        "textes": [
            ["Origine de la démarche", fiche.origine],
            ["Composition, structuration, gouvernance", fiche.composition],
            ["Enjeux de la démarche collective", fiche.enjeux],
            ["Travailler ensemble, c’est…", fiche.travailler_ensemble],
        ],
        "lieu": lieu,
        "point": point,
        "couvre": {m: _build_bits(fiche, m, extraction) for m, _ in _list_annees(extraction)},
        "surbrillance": build_fiche(fiche, Trace(extraction.decoupages), extraction.vue),
    }


def _name(declaration: Declaration) -> str:
    """Return a territory with its niveau, and the year of its perimeter when it is a Pays."""
    annee = f", périmètre de {declaration.millesime}" if declaration.niveau is Niveau.PAYS else ""
    return f"{declaration.nom} ({NIVEAUX[declaration.niveau]}{annee})"


def _build_contacts(fiche: Fiche) -> list[tuple[str, str]]:
    """Return (text, address) of each contact; addresses are tel:, mailto: or http(s): only.

    What is no phone number after all has an empty address.
    """
    return [
        *fiche.liens_telephones.items(),
        *((courriel, f"mailto:{courriel}") for courriel in fiche.courriels),
        *((site.partition("://")[2].rstrip("/"), site) for site in fiche.sites),
    ]


def _build_bits(fiche: Fiche, millesime: int, extraction: Extraction) -> dict[Niveau, str]:
    """Return what `fiche` covers by niveau, as bits over the communes of `millesime`."""
    decoupages = extraction.decoupages
    par_niveau = derive_communes(
        fiche.declarations, decoupages, millesime=millesime, echelle=extraction.vue.echelle
    )
    codes = tuple(decoupages[millesime].communes)
    return {niveau: encode_bits(codes, communes) for niveau, communes in par_niveau.items()}
