import { cache, contour } from "./contours.js";
import { BLEUS, TEINTES } from "./couleurs.js";
import { motif_inconnu, motif_vide, motif_voies } from "./motifs.js";
import { teinte } from "./pinceau.js";

/**
 * Hexadecimal bitset, file order, first thing = highest bit.
 * @param {Pick<Topo, "communes">} topo @param {string | null | undefined} hex @returns {Bits}
 */
export const lire_bits = ({ communes }, hex) => hex ? communes.map(({ place }, rang) => {
  const i = place ?? rang;
  return parseInt(hex[i >> 2] ?? "0", 16) >> (3 - (i & 3)) & 1;
}) : null;

/**
 * Zone numbers in base 36, as many digits each.
 * @param {Pick<Topo, "communes">} topo @param {string} [texte]
 * @param {number} [n] how many things the text is of; more than are drawn while communes are on their way
 */
export function lire_zones({ communes }, texte = "", n = communes.length) {
  const l = Math.round(texte.length / n);
  const lire = (/** @type {number} */ i) => l ? parseInt(texte.slice(i * l, i * l + l), 36) : 0;
  return communes.map(({ place }, rang) => lire(place ?? rang));
}

/**
 * What covers a commune, or a unit: number of fiches, and of each type.
 * @param {Scene} scene @param {number} i
 */
export function zone_de({ config, etat, zones }, i) {
  const comptes = etat.tables[zones[i]] ?? [];
  /** @type {Record<string, number>} */
  const t = Object.fromEntries(config.types.map(({ id }, rang) => [id, comptes[rang] ?? 0]));
  return { n: comptes.reduce((somme, c) => somme + c, 0), t };
}

/**
 * How many communes of a unit are covered, of how many; `null` for a commune.
 * @param {Scene} scene @param {number} i
 */
export const part_unite = ({ base, topo, couvertes }, i) =>
  couvertes && i < base.communes.length ? { k: couvertes[i], m: topo.communes[i].m } : null;

/**
 * What a commune or a unit shows, as a key: "vide", "inconnu", an integer class, or one count per lane.
 * @param {Scene} scene @param {number} i
 */
export function classe_commune(scene, i) {
  const { etat } = scene, { n, t } = zone_de(scene, i), comptes = etat.types.map((id) => t[id]);
  if (scene.inconnus?.[i]) return "inconnu";
  if (scene.vides?.[i]) return "vide";
  if (etat.mode === "nombre") return n > 3 ? "2" : n > 1 ? "1" : n ? "0" : "vide";
  if (!comptes.some(Boolean)) return "vide";
  if (comptes.length === 1) return String(Math.min(comptes[0], 3) - 1);
  return comptes.map((c) => Math.min(c, 2)).join();
}

/** @param {Scene} scene @param {string} classe */
export function style_classe(scene, classe) {
  const { etat } = scene;
  if (classe === "vide") return motif_vide(scene);
  if (classe === "inconnu") return motif_inconnu(scene);
  if (etat.mode === "nombre") return BLEUS[Number(classe)];
  if (etat.types.length === 1) return teinte(scene.type_de(etat.types[0]).couleur, TEINTES[Number(classe)]);
  return motif_voies(scene, classe.split(",").map(Number));
}

/**
 * Communes alike make one region, filled in one go: faster than 887 fills, and no white seam between two.
 * @param {Scene} scene
 */
export function regrouper(scene) {
  const { topo, couvertes } = scene;
  const classes = topo.communes.map((_, i) => cache(scene, i) ? null : classe_commune(scene, i));
  const presentes = /** @type {string[]} */ ([...new Set(classes)].filter(Boolean));
  scene.regions = presentes.map((classe) => [classe, contour(topo, (i) => classes[i] === classe)]);
  scene.partiels = couvertes && contour(topo, (i) => {
    const part = part_unite(scene, i);
    return part && classes[i] && classes[i] !== "vide" && part.k < part.m;
  });
  scene.compte.dessinees = classes.filter(Boolean).length;
}
