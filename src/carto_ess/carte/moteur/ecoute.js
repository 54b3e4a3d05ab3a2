import { borner, cadrer } from "./cadrage.js";
import { ranger_cadre } from "./cadre.js";
import { ecrire_legende } from "./cartouche.js";
import { montrer_retour } from "./commandes.js";
import { appliquer } from "./etat.js";
import { cacher_infobulle } from "./infobulle.js";
import { cliquer, doubler, quitter, survoler } from "./pointeur.js";

/** @param {Scene} scene */
export function ecouter(scene) {
  const { carte, cadre } = scene,
    bouger = () => {
      scene.a_bouge = true;
    },
    boite = carte.getContainer();
  const cacher = () => cacher_infobulle(scene);
  const redessiner = () => {
    scene.signature = "";
    appliquer(scene, scene.voulu);
  };
  carte.on("zoomstart dragstart", cacher);
  carte.on("click", (/** @type {any} */ e) => cliquer(scene, e, redessiner));
  carte.on("dblclick", (/** @type {any} */ e) => doubler(scene, e));
  carte.on("mousemove", (/** @type {any} */ e) => survoler(scene, e));
  carte.on("dragstart", bouger);
  carte.on("moveend", () => scene.dessus.peindre_bientot());
  carte.on("zoomend", () => scene.etat && ecrire_legende(scene));
  for (const nom of ["mouseleave", "pointercancel"]) boite.addEventListener(nom, cacher);
  document.documentElement.addEventListener("mouseleave", cacher); // by any side of the frame
  addEventListener("blur", cacher);
  for (const nom of ["wheel", "keydown", "dblclick", "touchmove"]) {
    boite.addEventListener(nom, bouger, { passive: true });
  }
  boite.querySelector(".leaflet-control-zoom").addEventListener("click", bouger);
  // Leaflet gives itself the focus at a press of the mouse, and browsers then disagree on :focus-visible.
  boite.addEventListener("pointerdown", () => boite.classList.add("carto-pointeur"));
  boite.addEventListener("keyup", () => boite.classList.remove("carto-pointeur"));
  cadre.addEventListener("keydown", (e) => e.key === "Escape" && quitter(scene));
  ecouter_taille(scene);
}

/**
 * The frame gets its size late, or was hidden: it is framed again until the reader moves it.
 * @param {Scene} scene
 */
function ecouter_taille(scene) {
  const { carte, cadre } = scene;
  const recadrer = () => scene.a_bouge || scene.vue.cle === null || cadrer(scene, scene.vue, false);
  let [large, haut] = [0, 0];
  carte.on("resize", () => {
    const { x, y } = carte.getSize();
    borner(scene);
    if (Math.abs(x - large) < 3 && Math.abs(y - haut) < 60) return; // a line more in the legend moves nothing
    [large, haut] = [x, y];
    recadrer();
  });
  new ResizeObserver(() => {
    ranger_cadre(scene);
    carte.invalidateSize({ pan: false });
    if (scene.etat) montrer_retour(scene);
  }).observe(cadre);
  new ResizeObserver(() => carte.invalidateSize({ pan: false })).observe(carte.getContainer());
}
