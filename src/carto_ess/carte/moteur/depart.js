import { borner, cadrer } from "./cadrage.js";
import { telecharger } from "./details.js";
import { appliquer } from "./etat.js";
import { cacher_infobulle } from "./infobulle.js";
import { ecrire_legende, poser_legende, ranger_legende } from "./legende.js";
import { annoncer_pret, ecouter_liens } from "./messages.js";
import { alerter, noeud } from "./noeuds.js";
import { creer_dessin, peindre_dessus, peindre_fond } from "./peinture.js";
import { cliquer, quitter, survoler } from "./pointeur.js";
import { bornes_geo } from "./projection.js";
import { decoder } from "./topologie.js";

/**
 * Names the frame, fetches the land, and draws the state that may have come meanwhile.
 * @param {Scene} scene
 */
export async function demarrer(scene) {
  nommer(scene);
  regler(scene);
  ecouter_liens(scene);
  try {
    const { carte, config } = scene, donnees = config.donnees ?? await telecharger(config.topologie);
    const debut = performance.now();
    scene.topo = scene.base = decoder(donnees);
    scene.temps.decodage = performance.now() - debut;
    const bornes = bornes_geo(scene, scene.topo.boite);
    if (carte.getSize().x) carte.fitBounds(bornes, { padding: [8, 8], animate: false });
    borner(scene);
    poser_legende(scene);
    poser_couches(scene);
    ecouter(scene);
    addEventListener("carto-ess:dessin", () => annoncer_pret(scene), { once: true });
    if (scene.voulu) appliquer(scene, scene.voulu);
  } catch (erreur) {
    console.error(erreur);
    alerter(scene, scene.config.textes.erreur);
    annoncer_pret(scene);
  }
}

/** @param {Scene} scene */
function nommer(scene) {
  const { config: { langue, textes: { titre } } } = scene, boite = scene.carte.getContainer();
  document.documentElement.lang = langue ?? "fr";
  document.title = titre;
  try {
    frameElement?.setAttribute("title", titre);
  } catch { /* a page of another origin */ }
  // "region", not "application": legend, buttons and sources stay within reach of a screen reader's own keys.
  boite.setAttribute("role", "region");
  boite.setAttribute("aria-label", titre);
  scene.region_vive = boite.appendChild(noeud("div", "carto-annonce"));
  scene.region_vive?.setAttribute("aria-live", "polite");
}

/** @param {Scene} scene */
function regler({ carte, sobre, config: { textes, tuiles } }) {
  document.body.style.margin = "0"; // the style sheet may come after the first drawing: done once
  carte.invalidateSize({ pan: false });
  const pas = tuiles ? { zoomSnap: 1, zoomDelta: 1 } : { zoomSnap: 0.25, zoomDelta: 0.5 };
  Object.assign(carte.options, { ...pas, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 0.9 });
  if (sobre.matches) {
    carte._zoomAnimated = false;
    carte.options.inertia = false;
  }
  carte.zoomControl?.remove();
  carte.attributionControl?.remove();
  const titres = { zoomInTitle: textes.zoom_avant, zoomOutTitle: textes.zoom_arriere };
  carte.zoomControl = L.control.zoom(titres).addTo(carte);
  carte.attributionControl = L.control.attribution({ prefix: false }).addTo(carte);
  carte.attributionControl.addAttribution(textes.attribution ?? "");
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(carte);
}

/** @param {Scene} scene */
function poser_couches(scene) {
  const { carte, config: { tuiles } } = scene;
  scene.fond = creer_dessin(scene, peindre_fond).addTo(carte);
  scene.dessus = creer_dessin(scene, peindre_dessus).addTo(carte);
  for (const d of [scene.fond, scene.dessus]) d._renderer._container.setAttribute("aria-hidden", "true");
  if (tuiles) L.tileLayer(tuiles.url, { attribution: tuiles.attribution, ...tuiles.options }).addTo(carte);
  const bulle = { className: "carto-infobulle", direction: "auto", offset: [12, 0], opacity: 1 };
  scene.infobulle = L.tooltip(bulle);
}

/** @param {Scene} scene */
function ecouter(scene) {
  const { carte } = scene, bouger = () => { scene.a_bouge = true; }, boite = carte.getContainer();
  const cacher = () => cacher_infobulle(scene);
  const redessiner = () => { scene.signature = ""; appliquer(scene, scene.voulu); };
  carte.on({ mouseout: cacher, zoomstart: cacher });
  carte.on("click", (/** @type {any} */ e) => cliquer(scene, e, redessiner));
  carte.on("mousemove", (/** @type {any} */ e) => survoler(scene, e));
  carte.on("zoomend", () => scene.couvertes && ecrire_legende(scene)); // made of the map's own tiles
  carte.on("dragstart", () => { bouger(); cacher(); });
  for (const nom of ["wheel", "keydown", "dblclick", "touchmove"]) {
    boite.addEventListener(nom, bouger, { passive: true });
  }
  boite.querySelector(".leaflet-control-zoom").addEventListener("click", bouger);
  // Leaflet gives itself the focus at a press of the mouse, and browsers then disagree on :focus-visible.
  boite.addEventListener("pointerdown", () => boite.classList.add("carto-pointeur"));
  boite.addEventListener("keyup", () => boite.classList.remove("carto-pointeur"));
  boite.addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => e.key === "Escape" && quitter(scene));
  ecouter_taille(scene);
}

/** The frame gets its width late, and style sheets may come after the first drawing. @param {Scene} scene */
function ecouter_taille(scene) {
  const { carte, config } = scene;
  const recadrer = () => scene.a_bouge || scene.vue.cle === null || cadrer(scene, scene.vue, false);
  carte.on("resize", () => { ranger_legende(scene); borner(scene); recadrer(); });
  addEventListener("resize", () => ranger_legende(scene));
  document.addEventListener("load", ({ target }) => {
    if (/** @type {Element} */ (target).tagName !== "LINK") return;
    ranger_legende(scene); // what was measured on the legend is measured again
    if (scene.vue.cadre !== "departement" || config.details) recadrer();
  }, true);
  new ResizeObserver(() => carte.invalidateSize({ pan: false })).observe(carte.getContainer());
}
