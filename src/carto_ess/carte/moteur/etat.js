import { cadrer } from "./cadrage.js";
import { ecrire_legende } from "./cartouche.js";
import { accorder_types } from "./choix.js";
import { montrer_retour } from "./commandes.js";
import { demander, dire_absents } from "./details.js";
import { lire_points, montrer_points, placer_points } from "./epingles.js";
import { cacher_infobulle } from "./infobulle.js";
import { composer, nommer_ouverts } from "./ouverture.js";
import { projeter } from "./projection.js";
import { dessiner_vignettes, marquer_vignettes } from "./vignettes.js";
import { lire_bits, lire_zones, regrouper } from "./zones.js";

/**
 * Draws a state; one that comes before the geometry waits for it.
 * @param {Scene} scene @param {any} nouveau
 */
export function appliquer(scene, nouveau) {
  const texte = JSON.stringify(nouveau);
  scene.voulu = nouveau;
  if (!scene.topo || texte === scene.signature) return;
  const debut = performance.now(),
    avant = scene.compte.peints;
  scene.signature = texte;
  scene.etat = completer(nouveau);
  const connus = scene.config.types.map((t) => t.id);
  scene.types = accorder_types(
    scene,
    connus.filter((id) => (nouveau.types ?? []).includes(id)),
  );
  if (scene.types.length === connus.length) scene.types = [];
  lire(scene, ouvrir(scene));
  regrouper(scene);
  placer_points(scene.topo, montrer_points(scene));
  montrer(scene, avant);
  scene.temps.apply = performance.now() - debut;
}

/** What is left out keeps its default. @param {any} nouveau @returns {Etat} */
const completer = (nouveau) => ({
  tables: [],
  annonce: "",
  effectifs: {},
  ...nouveau,
  couches: { ...nouveau.couches },
});

/**
 * Puts the communes of the units opened in their place; those on their way come later.
 * @param {Scene} scene
 */
function ouvrir(scene) {
  const { base, etat, details } = scene;
  const ouvertes = (etat.ouverts ?? []).flatMap((cle) => base.communes[base.rang.get(cle) ?? -1] ?? []);
  demander(scene, ouvertes, () => {
    scene.signature = "";
    appliquer(scene, scene.voulu);
  });
  dire_absents(scene, ouvertes);
  if (scene.topo.ouverts !== nommer_ouverts(ouvertes, details)) {
    scene.topo = composer(base, ouvertes, details);
    scene.lignes.clear();
    projeter(scene);
  }
  return ouvertes;
}

/** Decodes the texts of the state. @param {Scene} scene @param {Forme[]} ouvertes */
function lire(scene, ouvertes) {
  const { topo, base, etat } = scene;
  const n = base.communes.length + ouvertes.reduce((somme, u) => somme + u.m, 0);
  const { couvertes } = etat,
    bits = (/** @type {string | null | undefined} */ hex) => lire_bits(topo, hex);
  scene.zones = lire_zones(topo, etat.zones, n);
  scene.couvertes = couvertes
    ? base.communes.map((_, i) => parseInt(couvertes.slice(2 * i, 2 * i + 2), 36))
    : null;
  [scene.couverts, scene.parties, scene.inconnus, scene.vides, scene.focus] = [
    etat.fiche?.communes,
    etat.fiche?.parts,
    etat.inconnus,
    etat.vides,
    etat.territoire,
  ].map(bits);
  scene.choix = null;
  scene.points = lire_points(scene);
}

/** @param {Scene} scene @param {number} avant paintings before this state */
function montrer(scene, avant) {
  const { etat, compte, region_vive } = scene;
  if (region_vive && etat.annonce) region_vive.textContent = etat.annonce;
  cacher_infobulle(scene);
  montrer_retour(scene);
  marquer_vignettes(scene);
  compte.dessins += 1;
  if (etat.vue && etat.vue.cle !== scene.vue.cle) {
    if (performance.now() < scene.fige)
      scene.vue = etat.vue; // a double click zooms where it is
    else cadrer(scene, etat.vue, scene.vue.cle !== null && !scene.sobre.matches);
  }
  if (compte.peints === avant) scene.redessiner(); // a jump has painted both already
  const autour = () => {
    ecrire_legende(scene);
    dessiner_vignettes(scene);
  };
  if (compte.peints > 1) autour();
  else requestAnimationFrame(() => setTimeout(autour)); // the land first
}
