import { trouver_commune } from "./communes.js";
import { demander } from "./details.js";
import { cacher_infobulle, decrire_commune, decrire_point } from "./infobulle.js";
import { envoyer } from "./messages.js";
import { trouver_point } from "./points.js";

const PATIENCE = 3000; // ms given to the answer to a click

/** @param {Scene} scene @param {{latlng: any}} clic @param {() => void} redessiner */
export function cliquer(scene, { latlng }, redessiner) {
  if (!scene.etat) return;
  const point = trouver_point(scene, latlng, scene.souris.matches ? 1 : 6);
  const i = trouver_commune(scene.topo, latlng);
  cacher_infobulle(scene);
  if (point) return envoyer(scene, "fiche", point.id);
  scene.choix = i; // drawn before the server answers
  scene.dessus.peindre_bientot();
  const c = i === null ? null : scene.topo.communes[i];
  const objet = c === null ? "rien" : c.d ? "epci" : "commune";
  if (c?.d) demander(scene, [c], redessiner);
  envoyer(scene, objet, c?.c ?? null);
  if (scene.config.details) insister(scene, objet, c?.c ?? null);
}

/**
 * Streamlit may lose a click that comes while it still answers the one before, as when an EPCI has just
 * opened: sent once more.
 * @param {Scene} scene @param {string} objet @param {string | null} id
 */
function insister(scene, objet, id) {
  clearTimeout(scene.rappel);
  if (id === null) return;
  scene.rappel = setTimeout(() => {
    if (scene.etat.commune !== id && !scene.etat.ouverts?.includes(id)) envoyer(scene, objet, id);
  }, PATIENCE);
}

/** @param {Scene} scene @param {{latlng: any}} mouvement */
export function survoler(scene, { latlng }) {
  const { carte, infobulle } = scene;
  if (!scene.etat || !scene.souris.matches || carte.dragging.moving()) return;
  const point = trouver_point(scene, latlng, 1), i = point ? null : trouver_commune(scene.topo, latlng);
  const sujet = point ?? i;
  carte.getContainer().classList.toggle("carto-cliquable", sujet !== null);
  if (sujet === null) return cacher_infobulle(scene);
  if (infobulle.sujet !== sujet) {
    const commune = /** @type {number} */ (i);
    infobulle.setContent(point ? decrire_point(scene, point) : decrire_commune(scene, commune));
  }
  infobulle.sujet = sujet;
  infobulle.setLatLng(point ? carte.layerPointToLatLng([point.x, point.y]) : latlng).addTo(carte);
  if (scene.survole !== i) {
    scene.survole = i;
    scene.dessus.peindre_bientot();
  }
}

/** Escape hides the tooltip, then goes back to the units. @param {Scene} scene */
export function quitter(scene) {
  const { etat } = scene;
  if ((scene.infobulle.sujet ?? null) === null && etat?.ouverts?.length && scene.quitte !== etat) {
    clearTimeout(scene.rappel);
    scene.quitte = etat; // asked once: a second key would cut short the run of the first
    envoyer(scene, "ensemble", null);
  }
  cacher_infobulle(scene);
}
