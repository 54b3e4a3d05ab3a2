import { choisit_commune } from "./calques.js";
import { choisir_types } from "./choix.js";
import { liste_epci, rang_epci, trouver_commune } from "./communes.js";
import { demander } from "./details.js";
import { trouver_point } from "./epingles.js";
import { cacher_infobulle, decrire_commune, decrire_point, montrer_infobulle } from "./infobulle.js";
import { annuler, envoyer } from "./messages.js";

const PATIENCE = 3000; // ms given to the answer to a click

const REPIT = 1500; // ms given to the map to hear of what a double click took back

/**
 * What a click on a thing names.
 * @param {Scene} scene @param {number | null} i @returns {[objet: string, id: string | null]}
 */
function nommer_clic(scene, i) {
  const { topo, focus, etat } = scene;
  if (i === null) return focus || etat.ouverts?.length || etat.fiche ? ["ensemble", null] : ["rien", null];
  const c = topo.communes[i];
  if (c.d) return ["epci", c.c];
  return choisit_commune(scene, i) ? ["commune", c.c] : ["epci", liste_epci(scene)[rang_epci(scene, i)][0]];
}

/**
 * @param {Scene} scene @param {{latlng: any, originalEvent?: MouseEvent}} clic @param {() => void} redessiner
 */
export function cliquer(scene, { latlng, originalEvent }, redessiner) {
  // the second press of a double click only zooms
  if (!scene.etat || (originalEvent?.detail ?? 1) > 1) return;
  const point = trouver_point(scene, latlng, scene.souris.matches ? 1 : 6),
    i = trouver_commune(scene.topo, latlng);
  cacher_infobulle(scene);
  scene.fige = 0;
  if (point) return retenir_clic(scene, latlng, envoyer(scene, "fiche", point.id));
  scene.choix = i; // drawn before the server answers
  scene.dessus.peindre_bientot();
  const c = i === null ? null : scene.topo.communes[i],
    [objet, id] = nommer_clic(scene, i);
  if (c?.d) demander(scene, [c], redessiner);
  retenir_clic(scene, latlng, envoyer(scene, objet, id));
  if (scene.config.details) insister(scene, objet, id);
}

/** @typedef {{latlng: any, centre: any, zoom: number, n: number}} Retenu */
/** @type {WeakMap<Scene, Retenu>} */ const retenus = new WeakMap();

/**
 * Keeps what the map was at a click, and its number: the second press of a double click takes it back.
 * @param {Scene} scene @param {any} latlng @param {number} n
 */
function retenir_clic(scene, latlng, n) {
  const { carte } = scene;
  retenus.set(scene, { latlng, centre: carte.getCenter(), zoom: carte.getZoom(), n });
}

/**
 * A double click zooms where it is, and chooses nothing: what its first press chose at once is taken back.
 * @param {Scene} scene @param {{latlng: any}} clic
 */
export function doubler(scene, { latlng }) {
  const { carte } = scene,
    retenu = retenus.get(scene);
  const zoomer = () => {
    if (retenu) carte.stop().setView(retenu.centre, retenu.zoom, { animate: false });
    carte.setZoomAround(retenu?.latlng ?? latlng, carte.getZoom() + 1, { animate: !scene.sobre.matches });
  };
  if (retenu) reprendre(scene, retenu.n);
  if (carte._animatingZoom)
    carte.once("zoomend", zoomer); // towards what is taken back: Leaflet ends it whatever it is told
  else zoomer();
}

/** @param {Scene} scene @param {number} n */
function reprendre(scene, n) {
  retenus.delete(scene);
  clearTimeout(scene.rappel);
  scene.choix = null;
  scene.fige = Infinity;
  annuler(scene, n).then(() => {
    if (scene.fige === Infinity) scene.fige = performance.now() + REPIT;
  });
}

/**
 * Streamlit may lose a click that comes while it still answers the one before, as when an EPCI has just
 * opened:
 * sent once more.
 * @param {Scene} scene @param {string} objet @param {string | null} id
 */
function insister(scene, objet, id) {
  clearTimeout(scene.rappel);
  if (id === null) return;
  scene.rappel = setTimeout(() => {
    if (scene.etat.commune !== id && !scene.etat.ouverts?.includes(id)) envoyer(scene, objet, id);
  }, PATIENCE);
}

/**
 * @param {Scene} scene @param {{latlng: any, containerPoint: Point2, originalEvent: MouseEvent}} mouvement
 */
export function survoler(scene, { latlng, containerPoint, originalEvent }) {
  const { carte } = scene,
    sur_commande = /** @type {Element} */ (originalEvent.target).closest?.(".leaflet-control, .carto-retour");
  if (!scene.etat || !scene.souris.matches || carte.dragging.moving()) return;
  const point = sur_commande ? null : trouver_point(scene, latlng, 1);
  const i = point || sur_commande ? null : trouver_commune(scene.topo, latlng),
    sujet = point ?? i;
  carte.getContainer().classList.toggle("carto-cliquable", sujet !== null);
  if (sujet === null) return cacher_infobulle(scene);
  const contenu =
    scene.sujet === sujet
      ? null
      : point
        ? decrire_point(scene, point)
        : decrire_commune(scene, /** @type {number} */ (i));
  const change = scene.survole !== i || scene.sujet !== sujet;
  scene.sujet = sujet;
  scene.survole = i;
  montrer_infobulle(scene, contenu, containerPoint);
  if (change) scene.dessus.peindre_bientot();
}

/** Escape hides the tooltip, then clears the types, then leaves the focus. @param {Scene} scene */
export function quitter(scene) {
  const { etat } = scene;
  if (scene.sujet !== null) return cacher_infobulle(scene);
  if (scene.types.length && scene.vignettes.size) return choisir_types(scene, []);
  if ((scene.focus || etat?.ouverts?.length || etat?.fiche) && scene.quitte !== etat) {
    clearTimeout(scene.rappel);
    scene.quitte = etat; // asked once: a second key would cut short the run of the first
    envoyer(scene, etat.fiche ? "retour" : "ensemble", null);
  }
}
