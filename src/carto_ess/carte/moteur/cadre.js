import { noeud } from "./noeuds.js";
import { poser_vignettes } from "./vignettes.js";

/**
 * The frame: tiles, map, legend. Its own width says whether the tiles are a rail, a strip or a row to swipe;
 * the map
 * keeps the rest, so that the legend never covers land.
 * @param {Scene} scene @param {Parameters<typeof poser_vignettes>[1]} choisir
 */
export function monter_cadre(scene, choisir) {
  const { config, style, carte } = scene,
    boite = carte.getContainer(),
    cadre = noeud("div", "carto-cadre");
  if (config.feuille) document.body.append(noeud("style", "", config.feuille)); // before the map has a size
  boite.before(cadre);
  scene.cadre = cadre;
  scene.legende = noeud("section", "carto-legende");
  scene.legende.setAttribute("aria-label", config.textes.legende);
  scene.bulle = noeud("div", "carto-infobulle");
  scene.bulle.hidden = true;
  const vignettes = config.vignettes === false ? null : poser_vignettes(scene, choisir);
  cadre.classList.toggle("carto-sans-vignettes", !vignettes);
  boite.classList.add("carto-carte");
  cadre.append(...(vignettes ? [vignettes] : []), boite, scene.legende, scene.bulle);
  for (const [nom, valeur] of Object.entries(style)) {
    if (typeof valeur === "string") cadre.style.setProperty(`--${nom.replace(/_/g, "-")}`, valeur);
  }
  ranger_cadre(scene);
}

/** Gives the frame the shape of its width. @param {Scene} scene */
export function ranger_cadre({ cadre, style }) {
  const l = cadre.clientWidth,
    forme = l >= style.rail ? "carto-rail" : l >= style.bandeau ? "carto-bandeau" : "carto-defile";
  if (!l || cadre.classList.contains(forme)) return;
  cadre.classList.remove("carto-rail", "carto-bandeau", "carto-defile");
  cadre.classList.add(forme);
}
