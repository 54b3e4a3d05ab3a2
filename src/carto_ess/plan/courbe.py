"""The curve of what is left without cooperation after each step of a plan, as SVG."""

from __future__ import annotations

from carto_ess.francais import number
from carto_ess.plan.plan import Plan
from carto_ess.plan.terrain import Critere
from carto_ess.style import PALETTE

LARGEUR, HAUTEUR = 640, 190
_MARGES = (34, 26, 26, 16)  # top, right, bottom, left, in the drawing's own pixels


def list_points(plan: Plan) -> list[int]:
    """Return what is left before the first step, then after each: inhabitants, or communes."""
    restes = [plan.avant, *(etape.reste for etape in plan.etapes)]
    if plan.critere is Critere.COMMUNES:
        return [r.communes for r in restes]
    return [r.habitants or 0 for r in restes]


def draw_courbe(plan: Plan) -> str:
    """Return the curve as an SVG of its own: a bar for each moment, its figure above it.

    It says nothing that the sentence beside it and the list of steps do not.
    """
    points = list_points(plan)
    haut, droite, bas, gauche = _MARGES
    pas = (LARGEUR - gauche - droite) / len(points)
    echelle = (HAUTEUR - haut - bas) / (max(points) or 1)
    sol = HAUTEUR - bas
    milieux = [gauche + (i + 0.5) * pas for i in range(len(points))]
    hauteurs = [sol - n * echelle for n in points]
    barres = "".join(
        f'<rect x="{x - 0.3 * pas:.1f}" y="{y:.1f}" width="{0.6 * pas:.1f}" '
        f'height="{sol - y:.1f}" fill="{PALETTE["filet"]}"/>'
        for x, y in zip(milieux, hauteurs, strict=True)
    )
    trace = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(milieux, hauteurs, strict=True))
    chiffres = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{PALETTE["bleu"]}"/>'
        f'<text x="{x:.1f}" y="{y - 10:.1f}">{number(n)}</text>'
        f'<text x="{x:.1f}" y="{sol + 17}" class="pied">{i or "aujourd’hui"}</text>'
        for i, (x, y, n) in enumerate(zip(milieux, hauteurs, points, strict=True))
    )
    style = (
        f"text{{font:600 13px sans-serif;fill:{PALETTE['encre']};text-anchor:middle}}"
        f".pied{{font-weight:400;fill:{PALETTE['discret']}}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {HAUTEUR}">'
        f"<style>{style}</style>{barres}"
        f'<polyline points="{trace}" fill="none" stroke="{PALETTE["bleu"]}" stroke-width="2"/>'
        f"{chiffres}</svg>"
    )
