import { ecrire_legende } from "./cartouche.js";
import { montrer_points, placer_points } from "./epingles.js";
import { cacher_infobulle } from "./infobulle.js";
import { envoyer } from "./messages.js";
import { nombre, remplir_phrase } from "./textes.js";
import { marquer_vignettes } from "./vignettes.js";
import { compter, regrouper } from "./zones.js";

const DELAI = 2500; // ms during which an older state does not undo a choice

/**
 * What a press on a tile makes of the types chosen: this one alone, or none when it was chosen.
 * @param {string[]} types @param {string} id
 */
export const presser = (types, id) => (types.includes(id) ? types.filter((t) => t !== id) : [id]);

/** Adds a type; all of them are as none. @param {string[]} types @param {string} id @param {string[]} tous */
export function ajouter_type(types, id, tous) {
  const choisis = tous.filter((t) => t === id || types.includes(t));
  return choisis.length === tous.length ? [] : choisis;
}

/** Shows types at once, then tells the server. @param {Scene} scene @param {string[]} types */
export function choisir_types(scene, types) {
  scene.attente = { types, fin: performance.now() + DELAI };
  montrer_types(scene, types);
  scene.redessiner();
  if (scene.region_vive) scene.region_vive.textContent = annoncer_types(scene);
  envoyer(scene, "types", types.join(","));
}

/**
 * The types to show for a state: those just chosen here, until the server has answered.
 * @param {Scene} scene @param {string[]} demandes
 */
export function accorder_types(scene, demandes) {
  const { attente } = scene;
  if (!attente) return demandes;
  if (String(attente.types) === String(demandes) || performance.now() > attente.fin) {
    scene.attente = null;
    return demandes;
  }
  return attente.types;
}

/** @param {Scene} scene @param {string[]} types */
export function montrer_types(scene, types) {
  scene.types = types;
  regrouper(scene);
  placer_points(scene.topo, montrer_points(scene));
  cacher_infobulle(scene);
  marquer_vignettes(scene);
  ecrire_legende(scene);
}

/** @param {Scene} scene */
function annoncer_types(scene) {
  const {
      seul,
      actifs,
      types,
      config: { textes },
    } = scene,
    vides = compter(scene, "vide");
  const n = scene.compte.dessinees - vides - compter(scene, "inconnu");
  const modele = seul ? textes.couverture : types.length ? textes.sur_n : textes.tout;
  const valeurs = { nom: seul?.nom, n: seul ? nombre(n) : actifs.length, vides: nombre(vides) };
  return remplir_phrase(modele, valeurs);
}
