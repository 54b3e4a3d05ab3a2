import { cache } from "./contours.js";
import { bornes_geo, union } from "./projection.js";

/** No world beyond the département and a strip around it. @param {Scene} scene */
export function borner(scene) {
  const { carte, topo } = scene;
  if (!carte.getSize().x) return;
  const bornes = bornes_geo(scene, topo.boite);
  carte.setMaxBounds(null).setMinZoom(0);
  carte.setMinZoom(carte.getBoundsZoom(bornes) - 0.75).setMaxZoom(14).setMaxBounds(bornes.pad(0.3));
}

/** What a view keeps in its frame. @param {Scene} scene @param {string} cadre @returns {unknown[] | null} */
function garder({ topo, etat, dedans, couverts, choix }, cadre) {
  switch (cadre) {
    case "epci": case "territoire": return dedans;
    case "ouverts": return topo.communes.map((c) => etat.ouverts?.includes(c.unite ?? c.c));
    case "fiche": return couverts;
    case "commune": return choix === null ? null : topo.communes.map((_, i) => i === choix);
    default: return null;
  }
}

/**
 * Shows the département, the EPCI, the commune or the coverage of the fiche; only a new key of view moves
 * the map.
 * @param {Scene} scene @param {Vue} nouvelle @param {boolean} animate
 */
export function cadrer(scene, nouvelle, animate) {
  const { carte, topo, config, legende } = scene, garde = garder(scene, nouvelle.cadre);
  const formes = topo.communes.filter((_, i) => garde?.[i] && !cache(scene, i));
  const serre = formes.length > 0 && formes.length < topo.communes.length / 2;
  const deja = scene.vue.cle === null && !serre && !config.details; // the map starts on the département
  scene.vue = nouvelle;
  scene.a_bouge = false;
  if (deja || !carte.getSize().x) return;
  const degage = serre || Boolean(config.details); // a country behind the legend would lack a region
  const couvert = degage && legende?.boite.open && !legende.dessous ? legende.boite.offsetWidth + 10 : 0;
  const limites = carte.options.maxBounds; // a pan back inside them, under way, would go on after the jump
  carte.setMaxBounds(null).stop();
  carte.fitBounds(bornes_geo(scene, serre ? union(formes.map((c) => c.boite)) : topo.boite), {
    paddingTopLeft: serre ? [24, 24] : [8, 8], maxZoom: 12, animate,
    paddingBottomRight: serre ? [24 + couvert, 24] : [8 + 0.75 * couvert, 8],
  });
  carte.setMaxBounds(limites);
}
