import { rang_epci } from "./communes.js";
import { cache, contour, maille, region, terre } from "./contours.js";
import { remplir, tracer } from "./pinceau.js";
import { eclaircir } from "./projection.js";
import { fiches_de } from "./zones.js";

export const LARGEUR = 94,
  HAUTEUR = 88,
  FINESSE = 2; // px of a small map; dots of its canvas for each

/** The same lines at the size of a tile, worked out once. @param {Scene} scene */
function reduire(scene) {
  const { base, mini } = scene,
    [x1, y1, x2, y2] = base.boite;
  const k = Math.min((LARGEUR - 4) / (x2 - x1), (HAUTEUR - 4) / (y2 - y1));
  const o = { x: ((x1 + x2) / 2) * k - LARGEUR / 2, y: ((y1 + y2) / 2) * k - HAUTEUR / 2 };
  if (!mini.length) scene.mini = base.arcs.map((xy) => eclaircir(xy, k, o));
  return { ...scene.topo, ecran: scene.mini };
}

/** @param {Scene} scene @param {TypeCooperation} type @param {HTMLCanvasElement} toile */
export function peindre_vignette(scene, type, toile) {
  const ctx = /** @type {Ctx} */ (toile.getContext("2d")),
    { style, etat, focus, base, config } = scene;
  const mini = reduire(scene),
    n = base.communes.length;
  ctx.setTransform(FINESSE, 0, 0, FINESSE, 0, 0);
  ctx.clearRect(0, 0, LARGEUR, HAUTEUR);
  const sol = terre(scene).filter((anneau) => anneau.every((a) => mini.ecran[a < 0 ? ~a : a]));
  remplir(ctx, mini, sol, style.papier);
  const lignes = contour({ ...scene.base }, (i) => i < n && fiches_de(scene, i, type));
  remplir(ctx, mini, lignes, type.couleur);
  if (config.details) {
    for (const d of base.departements) if (d.x) tracer(ctx, mini, d.anneaux, style.bord, 0.4);
  } else {
    tracer(
      ctx,
      mini,
      maille(scene, `epci ${etat.millesime}`, (i) => rang_epci(scene, i)),
      style.bord,
      0.4,
      0.8,
    );
  }
  tracer(ctx, mini, lignes, type.contour, 0.9);
  tracer(ctx, mini, sol, style.encre, 0.9);
  if (!focus || config.details) return;
  // a commune is a dot here
  const rang = etat.niveau === "commune" ? rang_epci(scene, focus.indexOf(1)) : null;
  const bord =
    rang === null
      ? region(scene, `focus ${etat.territoire}`, (i) => focus[i] && !cache(scene, i))
      : region(
          scene,
          `epci ${etat.millesime} ${rang}`,
          (i) => rang_epci(scene, i) === rang && !cache(scene, i),
        );
  tracer(ctx, mini, bord, style.papier, 3.2);
  tracer(ctx, mini, bord, style.encre, 1.7);
}
