import { cache, region } from "./contours.js";
import { motif_partiel } from "./motifs.js";
import { remplir, suivre_lignes, teinte, tracer } from "./pinceau.js";

/**
 * Veils what is outside the focus, and outlines it: coverage is never repainted.
 * @param {Ctx} ctx @param {Scene} scene @param {number[]} focus
 */
export function peindre_focus(ctx, scene, focus) {
  const { topo, style, etat } = scene,
    bord = region(scene, `focus ${etat.territoire}`, (i) => focus[i] && !cache(scene, i));
  if (scene.vise) {
    suivre_lignes(ctx, topo, bord);
    ctx.rect(-1e4, -1e4, 3e4, 3e4); // all that the canvas shows, but the focus
    Object.assign(ctx, {
      globalAlpha: etat.niveau === "commune" ? style.voile_commune : style.voile,
      fillStyle: style.papier,
    });
    ctx.fill("evenodd");
    ctx.globalAlpha = 1;
  }
  cerner(ctx, scene, bord, style.encre);
}

/** @param {Ctx} ctx @param {Scene} scene @param {Ligne[]} bord @param {string} couleur */
export function cerner(ctx, { topo, style }, bord, couleur) {
  tracer(ctx, topo, bord, style.papier, style.contour_blanc);
  tracer(ctx, topo, bord, couleur, style.contour);
}

/**
 * The outline of what a fiche covers, in part too.
 * @param {Scene} scene @param {number[]} couverts @returns {[Ligne[]]}
 */
export function etendue(scene, couverts) {
  const { parties, etat } = scene;
  return [
    region(
      scene,
      `etendue ${etat.fiche?.communes} ${etat.fiche?.parts}`,
      (i) => (couverts[i] || parties?.[i]) && !cache(scene, i),
    ),
  ];
}

/** @param {Ctx} ctx @param {Scene} scene @param {number[]} couverts */
export function peindre_fiche(ctx, scene, couverts) {
  const { topo, parties, etat, style } = scene,
    fiche = /** @type {NonNullable<Etat["fiche"]>} */ (etat.fiche);
  const type = scene.type_de(fiche.type),
    cle = `fiche ${fiche.communes}`;
  const dans = region(scene, cle, (i) => couverts[i] && !cache(scene, i));
  remplir(ctx, topo, dans, teinte(type.couleur, style.fiche));
  if (!parties) return;
  const en_partie = region(scene, `parts ${cle}`, (i) => parties[i] && !cache(scene, i));
  remplir(ctx, topo, en_partie, teinte(type.couleur, 0.3));
  remplir(ctx, topo, en_partie, motif_partiel(scene));
}
