import { cache, region } from "./contours.js";
import { motif_doute } from "./motifs.js";
import { remplir } from "./pinceau.js";
import { lire_bits } from "./zones.js";

/**
 * What depends on how the words of a fiche are read: of every type at once, or of one of those shown.
 * @param {Topo} topo @param {Pick<Etat, "incertains">} etat @param {string[]} types @returns {Bits}
 */
export function lire_doutes(topo, { incertains = {} }, types) {
  const connus = ["tous", ...types].filter((cle) => incertains[cle]);
  const listes = connus.map((cle) => lire_bits(topo, incertains[cle]));
  return listes.length ? topo.communes.map((_, i) => Number(listes.some((bits) => bits?.[i]))) : null;
}

/** Open rings over what may be otherwise. @param {Ctx} ctx @param {Scene} scene */
export function peindre_doutes(ctx, scene) {
  const { topo, etat } = scene, types = scene.actifs.map((t) => t.id);
  if (!["tous", ...types].some((cle) => etat.incertains?.[cle])) return;
  /** @type {Bits | undefined} */ let doutes; // read once for a region, and a region is kept
  const cle = `doutes ${JSON.stringify(etat.incertains)} ${types}`;
  const ou = region(scene, cle, (i) => (doutes ??= lire_doutes(topo, etat, types))?.[i] && !cache(scene, i));
  remplir(ctx, topo, ou, motif_doute(scene));
}
