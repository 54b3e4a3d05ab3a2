import { borner } from "./cadrage.js";
import { monter_cadre, ranger_cadre } from "./cadre.js";
import { creer_dessin, peindre_dessus, peindre_fond } from "./calques.js";
import { ajouter_type, choisir_types, presser } from "./choix.js";
import { poser_commandes } from "./commandes.js";
import { telecharger } from "./details.js";
import { ecouter } from "./ecoute.js";
import { appliquer } from "./etat.js";
import { regler_gestes } from "./gestes.js";
import { annoncer_pret, dire_sans_attendre, ecouter_liens } from "./messages.js";
import { alerter, noeud } from "./noeuds.js";
import { bornes_geo, projeter } from "./projection.js";
import { decoder } from "./topologie.js";

/**
 * Names the frame, fetches the land, and draws the state that may have come meanwhile.
 * @param {Scene} scene
 */
export async function demarrer(scene) {
  monter_cadre(scene, choisir);
  nommer(scene);
  regler(scene);
  dire_sans_attendre();
  ecouter_liens(scene);
  charger_police(scene);
  try {
    const { carte, config } = scene,
      donnees = config.donnees ?? (await telecharger(config.topologie));
    const debut = performance.now();
    scene.topo = scene.base = decoder(donnees);
    scene.temps.decodage = performance.now() - debut;
    ranger_cadre(scene);
    carte.invalidateSize({ pan: false });
    if (carte.getSize().x)
      carte.fitBounds(bornes_geo(scene, scene.topo.boite), { padding: [14, 14], animate: false });
    borner(scene);
    projeter(scene);
    addEventListener("carto-ess:dessin", () => annoncer_pret(scene), { once: true });
    if (scene.voulu) appliquer(scene, scene.voulu);
    poser_couches(scene); // a view set before is drawn once
    ecouter(scene);
  } catch (erreur) {
    console.error(erreur);
    alerter(scene, scene.config.textes.erreur);
    annoncer_pret(scene);
  }
}

/** @param {Scene} scene @param {string | null} id @param {boolean} en_plus */
export function choisir(scene, id, en_plus) {
  if (!scene.etat) return;
  const tous = scene.config.types.map((t) => t.id),
    { types } = scene;
  choisir_types(scene, id === null ? [] : en_plus ? ajouter_type(types, id, tous) : presser(types, id));
}

/** @param {Scene} scene */
function nommer(scene) {
  const {
      config: {
        langue,
        textes: { titre },
      },
      cadre,
    } = scene,
    boite = scene.carte.getContainer();
  document.documentElement.lang = langue ?? "fr";
  if (!scene.config.donnees) document.title = titre;
  try {
    frameElement?.setAttribute("title", titre);
  } catch {
    /* a page of another origin */
  }
  // "region", not "application": legend, buttons and sources stay within reach of a screen reader's own keys.
  boite.setAttribute("role", "region");
  boite.setAttribute("aria-label", titre);
  scene.region_vive = cadre.appendChild(noeud("div", "carto-annonce"));
  scene.region_vive.setAttribute("aria-live", "polite");
}

/** @param {Scene} scene */
function regler(scene) {
  const {
      carte,
      sobre,
      config: { tuiles },
    } = scene,
    [pas, cran] = tuiles ? [1, 1] : [0.05, 0.5];
  document.body.style.margin = "0"; // the style sheet may come after the first drawing: done once
  Object.assign(carte.options, {
    zoomSnap: pas,
    zoomDelta: cran,
    wheelPxPerZoomLevel: 90,
    maxBoundsViscosity: 0.9,
  });
  L.Draggable.prototype.options.clickTolerance = 7; // a press that moves less is a click
  carte.doubleClickZoom.disable(); // ours takes back what its first press chose
  if (sobre.matches) {
    carte._zoomAnimated = false;
    carte.options.inertia = false;
  }
  poser_commandes(scene);
  regler_gestes(scene);
}

/** @param {Scene} scene */
function poser_couches(scene) {
  const {
    carte,
    config: { tuiles },
  } = scene;
  scene.fond = creer_dessin(scene, peindre_fond).addTo(carte);
  scene.dessus = creer_dessin(scene, peindre_dessus).addTo(carte);
  for (const d of [scene.fond, scene.dessus]) d._renderer._container.setAttribute("aria-hidden", "true");
  if (tuiles) L.tileLayer(tuiles.url, { attribution: tuiles.attribution, ...tuiles.options }).addTo(carte);
}

/**
 * The page's own letters: asked for with the land, whose names are drawn again if they come after.
 * @param {Scene} scene
 */
async function charger_police(scene) {
  const { police, style } = scene.config;
  if (!police) return;
  try {
    const famille = style.lettres.split(",")[0].replace(/"/g, "");
    document.fonts.add(await new FontFace(famille, `url("${police}")`, { weight: "200 900" }).load());
    scene.etiquettes.clear();
    scene.dessus?.peindre_bientot();
  } catch {
    /* the system's letters do */
  }
}
