"""Texts that try to become code, and a référentiel whose every field holds one of them.

Each one that runs sets `window.piege`; each one that is drawn as an image asks `tiers.example`.
"""

import csv

from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES

TEXTES = {
    "script": "<script>window.piege=1</script>",
    "image": '<img src=x onerror="window.piege=2">',
    "fermeture": "</script><script>window.piege=3</script></td></table></div>",
    "svg": "--><svg onload=window.piege=4><style>*{display:none}</style>",
    "cadre": "\"><iframe srcdoc='<script>parent.piege=5</script>'></iframe>",
    "attribut": "' onmouseover='window.piege=6' x=\" autofocus onfocus=\"window.piege=6",
    "gabarit-js": '`${window.piege=7}` ${window.piege=7} \\"+(window.piege=7)+\\" \\u003c',
    "jinja": "{% set x = cycler.__init__.__globals__.os.abort() %}{{{% raw %}{{{{#",
    "gabarit-jinja": "{{ 7*7 }} {{'x'}} {% for x in y %} {# z #} {{ ''.__class__ }}",
    "lien": "[clic](javascript:window.piege=8) ![i](https://tiers.example/i.png) <javascript:x>",
    "adresse": "javascript:window.piege=9 data:text/html,<script>parent.piege=9</script>",
    "markdown": "**gras** _italique_ # titre `code` :red[rouge] :smile: ~~x~~ | a | b |",
    "latex": "$\\alpha$ $$\\frac{1}{2}$$ \\(x\\) \\href{javascript:piege=10}{y}",
    "formule": "=cmd|'/C calc'!A0",
    "formules": "@SUM(1+1)*cmd|' /C calc'!A0\n+1\n-1\t=HYPERLINK(\"https://tiers.example\")",
    "typst": '#eval("1") #read("/etc/passwd") $ x $ @ref <label> // fin /* \\u{41} ] } *g* _i_',
    "entites": "&lt;b&gt; &amp;nbsp; &#x3c;script&#x3e; <b>gras</b> <!-- x",
    "lien-moteur": '<a data-objet="rien" href="//tiers.example">x</a> <base href=//tiers.example>',
    "lignes": "a\u2028b\u2029c\nwindow.piege=11",
    "long": "x" * 290,
    "emoji": "🏴\U000e0067\U000e0062 é́́́́́́ ﷽ 🙂",
}  # fmt: skip
"""By name, texts that every field of a référentiel may hold: they must read as they are typed."""

SENS = "libre\u202etxt.exe\u202c \u2066x\u2069"
"""Holds signs that turn the direction of what follows; they are taken out when it is read."""

RETENUS = "libretxt.exe x"
"""What is left of `SENS`."""

ADRESSES = (
    "javascript:window.piege=1",
    "JaVaScRiPt:window.piege=1",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "https://",
    "http://<script>",
    'https://a.fr/"onclick=x',
    "//tiers.example",
    "https://a.fr/ x",
)
"""What no fiche may give as its site."""

_SITE = "https://exemple.fr/?a=%22onclick=1&b='x'&c=%3C/script%3E#$(piege=1)"


def build_rows(textes=None):
    """Return rows of fiches and of couvertures, one fiche per text, in every field that may."""
    textes = {**TEXTES, "sens": SENS} if textes is None else textes
    fiches, couvertures = [], []
    types = ("mutualisation", "partenariat_projets", "collectif_acteurs_ess", "regroupement")
    for rang, (nom, texte) in enumerate(textes.items()):
        champs = (
            "structure",
            "secteur",
            "couverture",
            "origine",
            "composition",
            "enjeux",
            "travailler_ensemble",
            "point_source",
        )
        fiches.append(
            dict.fromkeys(COLONNES_FICHES, "")
            | dict.fromkeys(champs, texte)
            | {
                "id": nom,
                "type": types[rang % 4],
                "annee": "2015",
                "point_commune": "62765",
                "point_nature": "siege",
                "point_fiabilite": "haute",
                "telephones": "03 21 12 59 92",
                "courriels": "o'k&amp@example.org",
                "sites": _SITE,
            }
        )
        couvertures.append(
            dict.fromkeys(COLONNES_COUVERTURES, "")
            | {
                "fiche": nom,
                "niveau": "epci",
                "code": "246200455",
                "millesime": "2015",
                "texte": texte,
                "certitude": "interpretee",
                "note": texte,
            }
        )
    return fiches, couvertures


def write_hostile(dossier, textes=None):
    """Write the référentiel of `build_rows` as somebody who knows nothing of formulas would."""
    dossier.mkdir(parents=True, exist_ok=True)
    tables = zip(("fiches", "couvertures"), build_rows(textes), strict=True)
    for nom, lignes in tables:
        with (dossier / f"{nom}.csv").open("w", encoding="utf-8", newline="") as flux:
            ecrivain = csv.DictWriter(flux, list(lignes[0]), delimiter=";")
            ecrivain.writeheader()
            ecrivain.writerows(lignes)
    return dossier
