import { COULEURS } from "./couleurs.js";
import { RAYON } from "./points.js";
import { ecran } from "./projection.js";

/** @typedef {[number, number, number, number]} Case */

/**
 * Where a name fits: at its place, or a little over or under it.
 * @param {Case[]} pris @param {number} x @param {number} y @param {number} l
 */
export function placer_nom(pris, x, y, l) {
  const libre = (/** @type {Case} */ b) =>
    !pris.some((q) => b[0] < q[2] && b[2] > q[0] && b[1] < q[3] && b[3] > q[1]);
  return [0, 17, -17, 30, -30].find((d) => libre([x - l, y + d - 8, x + l, y + d + 8]));
}

/**
 * Names of the larger communes first, where they cover neither a point nor another name.
 * @param {Ctx} ctx @param {Scene} scene
 */
export function peindre_noms(ctx, { carte, topo, etat, points }) {
  const seuil = 26000 / 3 ** (topo.zoom - 8);
  /** @type {Case[]} */
  const pris = (etat.couches.points ? points : [])
    .map((p) => [p.x - RAYON, p.y - RAYON, p.x + RAYON, p.y + RAYON]);
  Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
  Object.assign(ctx, { strokeStyle: "rgba(255,255,255,.95)", fillStyle: COULEURS.encre });
  const gauche = carte.containerPointToLayerPoint([0, 0]).x, droite = gauche + carte.getSize().x;
  for (const c of topo.noms) {
    if (c.p < seuil) break;
    ctx.font = c.p < 25000 ? "500 11.5px system-ui, sans-serif" : "600 12.5px system-ui, sans-serif";
    const [x1, y1, x2, y2] = c.boite;
    const centre = ecran(topo, { x: (x1 + x2) / 2, y: (y1 + y2) / 2 }), y = centre.y;
    const l = ctx.measureText(c.n).width / 2 + 3;
    if (centre.x < gauche || centre.x > droite) continue;
    const x = Math.min(Math.max(centre.x, gauche + l), droite - l); // no name is cut by the edge of the frame
    const dy = placer_nom(pris, x, y, l);
    if (dy === undefined) continue;
    pris.push([x - l, y + dy - 8, x + l, y + dy + 8]);
    ctx.strokeText(c.n, x, y + dy);
    ctx.fillText(c.n, x, y + dy);
  }
}
