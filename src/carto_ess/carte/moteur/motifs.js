import { COULEURS } from "./couleurs.js";

/**
 * A seamless square tile of diagonals: `dessiner(ctx, periode)` paints one period in a frame turned by `sens`
 * × 45°.
 * @param {Scene} scene @param {string} cle @param {number} cote @param {number} sens
 * @param {(ctx: Ctx, periode: number) => void} dessiner
 */
function tuile({ motifs }, cle, cote, sens, dessiner) {
  if (motifs.has(cle)) return motifs.get(cle);
  const m = L.Browser.retina ? 2 : 1, periode = cote / Math.SQRT2; // m: the ratio Leaflet gives its canvases
  const toile = document.createElement("canvas"), ctx = /** @type {Ctx} */ (toile.getContext("2d"));
  toile.width = toile.height = cote * m;
  ctx.scale(m, m);
  ctx.rotate(sens * Math.PI / 4);
  ctx.translate(0, -3 * periode);
  for (let k = -2; k <= 2; k++) { ctx.translate(0, periode); dessiner(ctx, periode); }
  const motif = /** @type {CanvasPattern} */ (ctx.createPattern(toile, "repeat"));
  // Leaflet draws in layer pixels: stripes stay put when the map pans.
  motif.setTransform(new DOMMatrix().scale(1 / m));
  motifs.set(cle, Object.assign(motif, { toile, cote }));
  return motif;
}

/**
 * @param {Ctx} ctx @param {number} y @param {number} periode @param {string} couleur
 * @param {number} epaisseur
 * @param {number[]} [tirets] @param {CanvasLineCap} [bout]
 */
function trait(ctx, y, periode, couleur, epaisseur, tirets = [], bout = "butt") {
  ctx.beginPath();
  ctx.setLineDash(tirets);
  Object.assign(ctx, { lineCap: bout, strokeStyle: couleur, lineWidth: epaisseur });
  ctx.moveTo(-2 * periode, y);
  ctx.lineTo(2 * periode, y);
  ctx.stroke();
}

/**
 * About `pas`, and a divisor of the period, or each tile would show its edges.
 * @param {number} periode @param {number} pas
 */
const diviser = (periode, pas) => periode / Math.max(1, Math.round(periode / pas));

/**
 * One texture per lane, told apart without colour (e: width, p: period).
 * @type {((ctx: Ctx, y: number, e: number, t: TypeCooperation, p: number) => void)[]}
 */
const TEXTURES = [
  (ctx, y, e, t, p) => trait(ctx, y, p, t.couleur, e),
  (ctx, y, e, t, p) => trait(ctx, y, p, t.couleur, e, [0.64, 0.36].map((part) => part * diviser(p, 9.5))),
  (ctx, y, e, t, p) => [-0.36, 0.36].forEach((dy) => trait(ctx, y + e * dy, p, t.couleur, e * 0.42)),
  (ctx, y, e, t, p) => {
    const pas = diviser(p, e < 1.6 ? 2.6 : e < 2.8 ? 4.6 : 5.6);
    trait(ctx, y, p, t.couleur, e * 1.15, [0.01, pas - 0.01], "round");
  },
  (ctx, y, e, t, p) => { trait(ctx, y, p, t.couleur, e * 1.25); trait(ctx, y, p, t.contour, e * 0.32); },
];

/**
 * Stripes: each shown type keeps its lane everywhere, the others there or not: colours never blend.
 * @param {Scene} scene @param {number[]} comptes
 */
export function motif_voies(scene, comptes) {
  const { config, etat, topo, minuscules } = scene, n_voies = comptes.length;
  const largeur = minuscules ? 2 : topo.zoom < 10.5 ? 3.7 : 4.6;
  const papier = minuscules ? 0.6 : Math.max(0.6, 6 - 0.9 * n_voies); // few lanes: more paper between
  const cote = Math.round((n_voies * largeur + papier) * Math.SQRT2);
  const cle = `voies ${largeur} ${etat.types} ${comptes}`;
  return tuile(scene, cle, cote, -1, (ctx, periode) => comptes.forEach((n, i) => {
    const t = scene.type_de(etat.types[i]), texture = TEXTURES[config.types.indexOf(t) % TEXTURES.length];
    if (n) texture(ctx, (i + 0.5) * periode / n_voies, largeur * (n > 1 ? 0.9 : 0.6), t, periode);
  }));
}

/** @param {Scene} scene */
export const motif_vide = (scene) => tuile(scene, `vide ${scene.minuscules}`, scene.minuscules ? 6 : 10, 1,
  (ctx, p) => trait(ctx, p / 2, p, COULEURS.hachure, 0.7));

/** @param {Scene} scene */
export const motif_partiel = (scene) => tuile(scene, "partiel", 14, 1, (ctx, p) => {
  trait(ctx, p / 2, p, "#fff", 2.6);
  trait(ctx, p / 2, p, COULEURS.hachure, 1.1);
});

/** @param {Scene} scene */
export const motif_inconnu = (scene) => tuile(scene, "inconnu", 6, 1, (ctx, p) => {
  ctx.fillStyle = COULEURS.inconnu;
  ctx.fillRect(-4 * p, 0, 8 * p, p + 0.5);
  trait(ctx, p / 2, p, COULEURS.point_inconnu, 1.3, [0.01, p - 0.01], "round");
});
