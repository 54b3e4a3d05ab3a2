import { liste_epci, rang_epci } from "./communes.js";
import { glyphe, noeud } from "./noeuds.js";
import { remplir_phrase } from "./textes.js";
import { fiches_de, lire_bits, part_unite } from "./zones.js";

/** @param {Scene} scene @param {TypeCooperation} type @param {number} [n] */
const ligne_type = (scene, type, n) =>
  noeud("div", "carto-ligne", glyphe(scene, type), noeud("span", "", type.nom), noeud("b", "", n));

/** @param {Scene} scene @param {Lieu} p */
export const decrire_point = (scene, p) =>
  noeud(
    "div",
    "",
    noeud("strong", "", p.nom),
    ligne_type(scene, scene.type_de(p.type)),
    noeud("div", "carto-discret", remplir_phrase(scene.config.textes.natures?.[p.nature] ?? "{lieu}", p)),
  );

/** @param {Config} config @param {{k: number, m: number}} part */
function decrire_part(
  {
    textes: {
      communes: { aucune, une, partie, toutes },
    },
  },
  { k, m },
) {
  return remplir_phrase(k === 0 ? aucune : k === m ? toutes : k === 1 ? une : partie, { k, m });
}

/**
 * Whether what covers a thing depends on how the words of a fiche of the types shown are read.
 * @param {Scene} scene @param {number} i
 */
function est_incertain({ etat, topo, actifs }, i) {
  const cles = ["tous", ...actifs.map((t) => t.id)];
  return cles.some((cle) => lire_bits(topo, etat.incertains?.[cle])?.[i]);
}

/** @param {Scene} scene @param {number} i */
export function decrire_commune(scene, i) {
  const {
    config: { textes },
    topo,
    etat,
    inconnus,
    actifs,
    seul,
    types,
  } = scene;
  const part = topo.communes[i].d ? part_unite(scene, i) : null,
    epci = liste_epci(scene)[rang_epci(scene, i)]?.[1];
  const comptes = actifs.map((type) => ({ type, n: fiches_de(scene, i, type) })).filter(({ n }) => n);
  const n = comptes.reduce((somme, c) => somme + c.n, 0);
  const aucune = seul
    ? remplir_phrase(textes.rien_de, seul)
    : types.length
      ? remplir_phrase(textes.aucun_des, { n: types.length })
      : textes.aucune;
  const present = n ? remplir_phrase(n > 1 ? textes.fiches : textes.fiche, { n }) : aucune;
  return noeud(
    "div",
    "",
    noeud("strong", "", topo.communes[i].n),
    part && String(types) === String(etat.types)
      ? noeud("div", "carto-compte", decrire_part(scene.config, part))
      : noeud("div", "carto-discret", epci),
    noeud("div", "carto-compte", inconnus?.[i] && !n ? textes.inconnu : present),
    ...comptes.map((c) => ligne_type(scene, c.type, c.n)),
    est_incertain(scene, i) && noeud("div", "carto-discret", textes.incertain),
    part && noeud("div", "carto-discret", textes.ouvrir),
    noeud("div", "carto-discret", remplir_phrase(textes.perimetres, etat)),
  );
}

/**
 * Shows the tooltip beside a place of the map, whole inside the frame and over everything in it.
 * @param {Scene} scene @param {Node | null} contenu when it changes @param {Point2} lieu px from the corner
 * of the map
 */
export function montrer_infobulle({ bulle, cadre, carte }, contenu, { x, y }) {
  if (contenu) bulle.replaceChildren(contenu);
  bulle.hidden = false;
  const ici = carte.getContainer().getBoundingClientRect(),
    la = cadre.getBoundingClientRect();
  const px = x + ici.left - la.left,
    py = y + ici.top - la.top,
    { offsetWidth: l, offsetHeight: h } = bulle;
  const gauche = px + 14 + l <= la.width ? px + 14 : px - 14 - l;
  const haut = Math.min(Math.max(4, py - h / 2), la.height - h - 4);
  bulle.style.transform = `translate(${Math.max(4, gauche)}px, ${haut}px)`;
}

/** @param {Scene} scene */
export function cacher_infobulle(scene) {
  scene.bulle.hidden = true;
  const change = scene.survole !== null || scene.sujet !== null;
  scene.sujet = scene.survole = null;
  if (change) scene.dessus.peindre_bientot();
}
