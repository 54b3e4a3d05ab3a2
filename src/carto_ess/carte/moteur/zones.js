import { cache, contour } from "./contours.js";
import { motif_inconnu, motif_vide } from "./motifs.js";
import { teinte } from "./pinceau.js";

/**
 * Which of the five steps serve 1, 2… types, by the number of types shown. @type {Record<number, number[]>}
 */
const DEGRES = { 2: [1, 3], 3: [0, 2, 3], 4: [0, 1, 2, 3], 5: [0, 1, 2, 3, 4] };

/**
 * Hexadecimal bitset, file order, first thing = highest bit.
 * @param {Pick<Topo, "communes">} topo @param {string | null | undefined} hex @returns {Bits}
 */
export const lire_bits = ({ communes }, hex) =>
  hex
    ? communes.map(({ place }, rang) => {
        const i = place ?? rang;
        return (parseInt(hex[i >> 2] ?? "0", 16) >> (3 - (i & 3))) & 1;
      })
    : null;

/**
 * Zone numbers in base 36, as many digits each.
 * @param {Pick<Topo, "communes">} topo @param {string} [texte]
 * @param {number} [n] how many things the text is of; more than are drawn while communes are on their way
 */
export function lire_zones({ communes }, texte = "", n = communes.length) {
  const l = Math.round(texte.length / n);
  const lire = (/** @type {number} */ i) => (l ? parseInt(texte.slice(i * l, i * l + l), 36) : 0);
  return communes.map(({ place }, rang) => lire(place ?? rang));
}

/**
 * Fiches of a type that cover a thing.
 * @param {Scene} scene @param {number} i @param {TypeCooperation} type
 */
export const fiches_de = ({ config, etat, zones }, i, type) =>
  (etat.tables[zones[i]] ?? [])[config.types.indexOf(type)] ?? 0;

/**
 * How many communes of a unit are covered, of how many; `null` for a commune.
 * @param {Scene} scene @param {number} i
 */
export const part_unite = ({ base, topo, couvertes }, i) =>
  couvertes && i < base.communes.length ? { k: couvertes[i], m: topo.communes[i].m } : null;

/**
 * What a commune or a unit shows: "vide", "inconnu", or a class: fiches of the only type (1, 2, 3 and more),
 * or how
 * many of the types shown are present.
 * @param {Scene} scene @param {number} i
 */
export function classe_commune(scene, i) {
  const { seul, actifs, inconnus, vides } = scene;
  const n = seul
    ? Math.min(3, fiches_de(scene, i, seul))
    : actifs.filter((t) => fiches_de(scene, i, t)).length;
  if (inconnus?.[i] && (!n || vides)) return "inconnu";
  return !n || vides?.[i] ? "vide" : String(n);
}

/** The classes that the legend shows. @param {Scene} scene */
export const lister_classes = (scene) =>
  Array.from({ length: scene.seul ? 3 : scene.actifs.length }, (_, k) => String(k + 1));

/** @param {Scene} scene @param {string} classe */
export function style_classe(scene, classe) {
  const { seul, actifs, style } = scene,
    rang = Number(classe) - 1;
  if (classe === "vide") return motif_vide(scene);
  if (classe === "inconnu") return motif_inconnu(scene);
  return seul
    ? teinte(seul.couleur, style.teintes[rang])
    : style.nombre[(DEGRES[actifs.length] ?? DEGRES[5])[rang]];
}

/**
 * Communes alike make one region, filled in one go: faster than 887 fills, and no white seam between two.
 * @param {Scene} scene
 */
export function regrouper(scene) {
  const { topo, couvertes } = scene;
  scene.classes = topo.communes.map((_, i) => (cache(scene, i) ? null : classe_commune(scene, i)));
  const { classes } = scene,
    presentes = /** @type {string[]} */ ([...new Set(classes)].filter(Boolean));
  scene.regions = presentes.map((classe) => [classe, contour(topo, (i) => classes[i] === classe)]);
  // Communes covered in a unit are counted by the server, for the types that its state is of.
  const comptees = couvertes && String(scene.types) === String(scene.etat.types);
  scene.partiels = comptees
    ? contour(topo, (i) => {
        const part = part_unite(scene, i);
        return part && classes[i] && classes[i] !== "vide" && part.k < part.m;
      })
    : null;
  scene.compte.dessinees = classes.filter(Boolean).length;
}

/** How many things are of a class. @param {Scene} scene @param {string} classe */
export const compter = ({ classes }, classe) => classes.filter((c) => c === classe).length;
