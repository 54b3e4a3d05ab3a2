import { liste_epci, rang_epci } from "./communes.js";
import { cadrer } from "./cadrage.js";
import { demander, dire_absents } from "./details.js";
import { cacher_infobulle } from "./infobulle.js";
import { ecrire_legende } from "./legende.js";
import { lire_points, placer_points } from "./points.js";
import { projeter } from "./projection.js";
import { composer, nommer_ouverts } from "./topologie.js";
import { lire_bits, lire_zones, regrouper } from "./zones.js";

/**
 * Draws a state; one that comes before the geometry waits for it.
 * @param {Scene} scene @param {any} nouveau
 */
export function appliquer(scene, nouveau) {
  const texte = JSON.stringify(nouveau);
  scene.voulu = nouveau;
  if (!scene.topo || texte === scene.signature) return;
  const debut = performance.now(), avant = scene.compte.peints;
  scene.signature = texte;
  scene.etat = completer(scene, nouveau);
  lire(scene, ouvrir(scene));
  regrouper(scene);
  cacher_infobulle(scene);
  montrer(scene, avant);
  scene.temps.apply = performance.now() - debut;
}

/** What is left out keeps its default. @param {Scene} scene @param {any} nouveau @returns {Etat} */
function completer({ config, couches }, nouveau) {
  const connus = config.types.map((t) => t.id);
  return {
    tables: [], mode: "types", annonce: "", ...nouveau,
    types: (nouveau.types ?? []).filter((/** @type {string} */ id) => connus.includes(id)),
    couches: {
      communes: true, epci: true, pays: false, points: true, types: true, noms: !config.tuiles,
      ...nouveau.couches, ...couches,
    },
  };
}

/**
 * Puts the communes of the units opened in their place; those on their way come later.
 * @param {Scene} scene
 */
function ouvrir(scene) {
  const { base, etat, details } = scene;
  const ouvertes = (etat.ouverts ?? []).flatMap((cle) => base.communes[base.rang.get(cle) ?? -1] ?? []);
  demander(scene, ouvertes, () => { scene.signature = ""; appliquer(scene, scene.voulu); });
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
  const { couvertes } = etat, bits = (/** @type {string | null | undefined} */ hex) => lire_bits(topo, hex);
  scene.zones = lire_zones(topo, etat.zones, n);
  scene.couvertes = couvertes
    ? base.communes.map((_, i) => parseInt(couvertes.slice(2 * i, 2 * i + 2), 36)) : null;
  [scene.couverts, scene.parties, scene.inconnus, scene.vides] =
    [etat.fiche?.communes, etat.fiche?.parts, etat.inconnus, etat.vides].map(bits);
  const filtre = liste_epci(scene).findIndex(([siren]) => siren === etat.epci);
  scene.dedans = bits(etat.territoire)
    ?? (filtre < 0 ? null : topo.communes.map((_, i) => rang_epci(scene, i) === filtre));
  scene.choix = topo.rang.get(etat.commune ?? "") ?? null;
  scene.points = lire_points(scene);
  placer_points(topo, scene.points);
}

/** @param {Scene} scene @param {number} avant paintings before this state */
function montrer(scene, avant) {
  const { etat, compte, config, region_vive } = scene;
  if (region_vive && region_vive.textContent !== etat.annonce) region_vive.textContent = etat.annonce;
  if (compte.peints || scene.dedans || config.details) ecrire_legende(scene);
  else addEventListener("carto-ess:dessin", () => ecrire_legende(scene), { once: true }); // the land first
  compte.dessins += 1;
  if (etat.vue && etat.vue.cle !== scene.vue.cle) {
    cadrer(scene, etat.vue, scene.vue.cle !== null && !scene.sobre.matches);
  }
  if (compte.peints === avant) scene.redessiner(); // a jump has painted both already
}
