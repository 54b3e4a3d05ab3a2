import { cache } from "./contours.js";
import { bornes_geo, union } from "./projection.js";

/** No world beyond the département and a strip around it. @param {Scene} scene */
export function borner(scene) {
  const { carte, topo } = scene;
  if (!carte.getSize().x) return;
  const bornes = bornes_geo(scene, topo.boite);
  carte.setMaxBounds(null).setMinZoom(0);
  carte
    .setMinZoom(carte.getBoundsZoom(bornes) - 0.75)
    .setMaxZoom(14)
    .setMaxBounds(bornes.pad(0.3));
}

/** What a view keeps in its frame. @param {Scene} scene @param {string} cadre @returns {unknown[] | null} */
function garder({ topo, etat, focus, couverts, parties }, cadre) {
  switch (cadre) {
    case "territoire":
      return focus;
    case "ouverts":
      return topo.communes.map((c) => etat.ouverts?.includes(c.unite ?? c.c));
    case "fiche":
      return couverts && couverts.map((c, i) => c || parties?.[i]);
    default:
      return null;
  }
}

/**
 * Shows the département, the territory in focus or the coverage of the fiche; only a new key of view moves
 * the map.
 * @param {Scene} scene @param {Vue} nouvelle @param {boolean} animate
 */
export function cadrer(scene, nouvelle, animate) {
  const { carte, topo, etat, style } = scene,
    garde = garder(scene, nouvelle.cadre),
    { x, y } = carte.getSize();
  const choisir = (/** @type {unknown[] | null} */ bits) =>
    topo.communes.filter((_, i) => bits?.[i] && !cache(scene, i));
  // its communes are on their way
  const siennes = choisir(garde),
    en_route = !siennes.length && etat.ouverts?.length;
  const formes = en_route ? choisir(garder(scene, "ouverts")) : siennes;
  const serre = formes.length > 0 && formes.length < topo.communes.length;
  const commune = etat.niveau === "commune" && nouvelle.cadre === "territoire";
  scene.vue = en_route && nouvelle.cadre === "territoire" ? { ...nouvelle, cle: "" } : nouvelle;
  scene.a_bouge = false;
  if (!x || !y) return;
  const bornes = bornes_geo(scene, serre ? union(formes.map((c) => c.boite)) : topo.boite);
  const marge = serre ? Math.min(44, x / 10) : 14;
  const limites = carte.options.maxBounds; // a pan back inside them, under way, would go on after the jump
  carte.setMaxBounds(null).stop();
  const autour = x < style.bandeau ? 0.5 : 0.9; // its neighbours, but its own name first
  carte.fitBounds(commune ? bornes.pad(autour) : bornes, {
    paddingTopLeft: [marge, marge],
    paddingBottomRight: [marge, marge + 8],
    maxZoom: 13,
    animate,
  });
  carte.setMaxBounds(limites);
}
