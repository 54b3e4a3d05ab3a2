import { liste_epci, rang_epci } from "./communes.js";
import { peindre_glyphe } from "./formes.js";
import { fiches_de } from "./zones.js";

/**
 * What a state says of an EPCI: two characters per type, fiches in base 36, then 0 none, 1 in part, 2 all, x
 * unknown.
 * @param {string | undefined} texte @param {TypeCooperation[]} types @param {number} rang of the EPCI
 * @returns {Signe[]}
 */
export function lire_signes(texte, types, rang) {
  if (!texte) return [];
  return types.map((type, k) => {
    const i = 2 * (rang * types.length + k),
      etat = /** @type {Signe["etat"]} */ (texte[i + 1] ?? "x");
    return { type, n: parseInt(texte[i] ?? "0", 36), etat };
  });
}

/**
 * What a commune has, as the signs of an EPCI are.
 * @param {Scene} scene @param {number} i @returns {Signe[]}
 */
export const signes_commune = (scene, i) =>
  scene.config.types.map((type) => {
    const n = fiches_de(scene, i, type),
      inconnu = scene.inconnus?.[i] && !n;
    return { type, n, etat: inconnu ? "x" : n ? "2" : "0" };
  });

/**
 * The signs that the view shows: of the types chosen; of one alone, only where it is.
 * @param {Scene} scene @param {Signe[]} signes
 */
export function choisir_signes({ actifs, seul }, signes) {
  const montres = signes.filter(({ type }) => actifs.includes(type));
  return seul ? montres.filter(({ etat }) => etat !== "0") : montres;
}

/**
 * « 65/100 », communes of an EPCI that the only type reaches, if not all.
 * @param {Scene} scene @param {number} rang
 */
export function dire_part(scene, rang) {
  const { seul, topo, etat } = scene;
  if (!seul || etat.millesime !== topo.carto.millesimes.at(-1) || scene.config.details) return undefined;
  const siennes = topo.communes.flatMap((_, i) =>
    rang_epci(scene, i) === rang ? [fiches_de(scene, i, seul)] : [],
  );
  const k = siennes.filter(Boolean).length;
  return k && k < siennes.length ? `${k}/${siennes.length}` : undefined;
}

/** « 2 » to « 9 », « 9+ » beyond, nothing for one. @param {number} n */
export const chiffre = (n) => (n > 9 ? "9+" : n > 1 ? String(n) : "");

const ECART = 4.9,
  MARGE = 5.5,
  CHIFFRE = 6.2; // px: between signs, at the ends, of a digit

/** @param {Signe} signe @param {number} r */
const largeur_signe = ({ n }, r) => 2 * r + CHIFFRE * chiffre(n).length;

/** Size of a pill. @param {Signe[]} signes @param {number} r @param {string} [suite] */
export function mesurer_pastille(signes, r, suite) {
  if (!signes.length) return { l: 0, h: 0 };
  const l = signes.reduce((somme, s) => somme + (suite ? 2 * r : largeur_signe(s, r)), 0);
  return {
    l: l + ECART * (signes.length - 1) + 2 * MARGE + (suite ? 6.4 * suite.length + 3 : 0),
    h: 2 * r + 8.6,
  };
}

/**
 * A white pill of signs around a place.
 * @param {Ctx} ctx @param {Scene} scene @param {Signe[]} signes @param {number} x @param {number} y of its
 * middle
 * @param {number} r @param {string} [suite] what stands in place of the digits
 */
export function peindre_pastille(ctx, { style }, signes, x, y, r, suite) {
  const { l, h } = mesurer_pastille(signes, r, suite);
  ctx.beginPath();
  ctx.roundRect(x - l / 2, y - h / 2, l, h, h / 2);
  Object.assign(ctx, { fillStyle: style.papier, strokeStyle: style.encre, lineWidth: 0.9 });
  ctx.fill();
  ctx.stroke();
  Object.assign(ctx, { font: `700 10.5px ${style.lettres}`, textAlign: "left", textBaseline: "middle" });
  let px = x - l / 2 + MARGE;
  for (const signe of signes) {
    peindre_glyphe(ctx, style, signe.type, signe.etat, px + r, y, r);
    ctx.fillStyle = style.encre;
    const texte = suite ?? chiffre(signe.n);
    if (texte) ctx.fillText(texte, px + 2 * r + (suite ? 4 : 1), y + 0.5);
    px += (suite ? 2 * r : largeur_signe(signe, r)) + ECART;
  }
}

/** Short name of an EPCI: without its kind or its article. @param {string} nom */
export function abreger(nom) {
  const court = nom
    .replace(/^(?:C[ACU]|Communauté (?:de communes|d’agglomération|urbaine)|Métropole)\s+/, "")
    .replace(/^(?:de la |de l’|du |des |de |d’|la |le |les |l’)/, "");
  return court ? court[0].toLocaleUpperCase("fr") + court.slice(1) : nom;
}

/** @param {Scene} scene @param {number} rang */
export const nom_epci = (scene, rang) => abreger(liste_epci(scene)[rang]?.[1] ?? "");
