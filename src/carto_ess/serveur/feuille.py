"""A page in French that needs nothing of the app: what stands where the app cannot."""

from __future__ import annotations

from carto_ess.ui.titres import SITE


def write_feuille(titre: str, h1: str, corps: str, *, largeur: int = 40, marge: int = 12) -> str:
    """Return the page.

    Parameters
    ----------
    titre
        What the window is called, before the name of the site.
    corps
        HTML after the heading; whatever a visitor wrote in it is escaped already.
    largeur
        Of the text, in rem.
    marge
        Above and below it, in hundredths of the window's height.
    """
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{titre} – {SITE}</title><style>"
        f"body{{font:1.05rem/1.5 sans-serif;max-width:{largeur}rem;margin:{marge}vh auto;"
        "padding:0 1.2rem}"
        f"</style></head><body><main><h1>{h1}</h1>{corps}</main></body></html>"
    )
