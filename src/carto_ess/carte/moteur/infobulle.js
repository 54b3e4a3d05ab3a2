import { liste_epci, rang_epci } from "./communes.js";
import { glyphe, noeud } from "./noeuds.js";
import { remplir_phrase } from "./textes.js";
import { part_unite, zone_de } from "./zones.js";

/** @param {TypeCooperation} type @param {number} [n] */
const ligne_type = (type, n) =>
  noeud("div", "carto-ligne", glyphe(type), noeud("span", "", type.nom), noeud("b", "", n));

/** @param {Scene} scene @param {Lieu} p */
export const decrire_point = (scene, p) => noeud("div", "",
  noeud("strong", "", p.nom), ligne_type(scene.type_de(p.type)),
  noeud("div", "carto-discret", remplir_phrase(scene.config.textes.natures?.[p.nature] ?? "{lieu}", p)));

/** @param {Config} config @param {{k: number, m: number}} part */
function decrire_part({ textes: { communes: { aucune, une, partie, toutes } } }, { k, m }) {
  return remplir_phrase(k === 0 ? aucune : k === m ? toutes : k === 1 ? une : partie, { k, m });
}

/** @param {Scene} scene @param {number} i */
export function decrire_commune(scene, i) {
  const { config, topo, etat, inconnus } = scene, { textes } = config, { n, t } = zone_de(scene, i);
  const part = topo.communes[i].d ? part_unite(scene, i) : null;
  const epci = liste_epci(scene)[rang_epci(scene, i)]?.[1];
  const present = n ? remplir_phrase(n > 1 ? textes.fiches : textes.fiche, { n }) : textes.aucune;
  return noeud("div", "", noeud("strong", "", topo.communes[i].n),
    part ? noeud("div", "carto-compte", decrire_part(config, part)) : noeud("div", "carto-discret", epci),
    noeud("div", "carto-compte", inconnus?.[i] ? textes.inconnu : present),
    ...etat.types.filter((id) => t[id]).map((id) => ligne_type(scene.type_de(id), t[id])),
    part && noeud("div", "carto-discret", textes.ouvrir),
    noeud("div", "carto-discret", remplir_phrase(textes.perimetres, etat)));
}

/** @param {Scene} scene */
export function cacher_infobulle(scene) {
  scene.infobulle.remove();
  scene.infobulle.sujet = null;
  if (scene.survole !== null) {
    scene.survole = null;
    scene.dessus.peindre_bientot();
  }
}
