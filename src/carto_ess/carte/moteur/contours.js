import { rang_arc } from "./topologie.js";

/**
 * Joins the kept arcs end to end. Lines stop at junctions, so that dashes run evenly; rings go on until they
 * close.
 * @param {Pick<Topo, "bords" | "bouts">} topo
 * @param {(bord: number[]) => boolean} garder given what is on the two sides of an arc
 * @param {boolean} ferme @returns {Ligne[]}
 */
export function chainer({ bords, bouts }, garder, ferme) {
  /** @type {Map<number, number[]>} */ const noeuds = new Map();
  /** @type {Set<number>} */ const reste = new Set();
  /** @type {Ligne[]} */ const lignes = [];
  bords.forEach((bord, a) => {
    if (!bord.length || !garder(bord)) return;
    reste.add(a);
    bouts[a].forEach((n, i) => noeuds.get(n)?.push(i ? ~a : a) ?? noeuds.set(n, [i ? ~a : a]));
  });
  const suivre = (/** @type {number | undefined} */ a) => {
    const ligne = [];
    while (a !== undefined) {
      ligne.push(a);
      reste.delete(rang_arc(a));
      const suite = noeuds.get(bouts[rang_arc(a)][a < 0 ? 0 : 1]) ?? [];
      a = ferme || suite.length === 2 ? suite.find((b) => reste.has(rang_arc(b))) : undefined;
    }
    lignes.push(ligne);
  };
  if (!ferme)
    for (const departs of noeuds.values()) {
      if (departs.length !== 2) departs.forEach((a) => reste.has(rang_arc(a)) && suivre(a));
    }
  for (const a of reste) suivre(a);
  return lignes;
}

/**
 * The outline of the things that pass `test`, as closed rings: filled, it is their union, without a seam.
 * @param {Topo} topo @param {(i: number) => unknown} test
 */
export const contour = (topo, test) =>
  chainer(topo, ([a, b]) => Boolean(test(a)) !== Boolean(b !== undefined && test(b)), true);

/** Whether a unit is hidden: its communes are drawn in its place. @param {Scene} scene @param {number} i */
export const cache = (scene, i) => scene.topo.caches.has(i);

/** @param {Scene} scene @param {string} cle @param {() => Ligne[]} calculer @returns {Ligne[]} */
function retenir({ lignes }, cle, calculer) {
  if (lignes.size > 80) lignes.clear();
  const faites = lignes.get(cle) ?? calculer();
  lignes.set(cle, faites);
  return faites;
}

/**
 * Borders: the arcs whose two things differ by `classe`, or that have one thing only.
 * @param {Scene} scene @param {string} cle @param {(i: number) => unknown} classe
 */
export const maille = (scene, cle, classe) =>
  retenir(scene, `maille ${cle}`, () => {
    const separe = (/** @type {number[]} */ [a, b]) => b === undefined || classe(a) !== classe(b);
    return chainer(scene.topo, (bord) => !bord.some((i) => cache(scene, i)) && separe(bord), false);
  });

/** @param {Scene} scene @param {string} cle @param {(i: number) => unknown} test */
export const region = (scene, cle, test) => retenir(scene, `region ${cle}`, () => contour(scene.topo, test));

/** All the land: units opened count, and not their communes again. @param {Scene} scene */
export const terre = (scene) => region(scene, "terre", (i) => i < scene.base.communes.length);
