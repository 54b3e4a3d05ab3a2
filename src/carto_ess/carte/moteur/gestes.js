import { noeud } from "./noeuds.js";

const DUREE = 1600; // ms that a hint stays

/** Whether this frame is one of another site’s page. @param {Scene} scene */
const est_integre = ({ config }) => (config.donnees ? window !== window.top : window.parent !== window.top);

/**
 * In the page of another site, and under a finger, the map does not keep the gesture that scrolls the page:
 * the
 * wheel zooms with Ctrl, two fingers move the map, and one who tries otherwise is told.
 * @param {Scene} scene
 */
export function regler_gestes(scene) {
  const {
      carte,
      config: { textes },
    } = scene,
    boite = carte.getContainer();
  const dire = creer_conseil(scene);
  if (matchMedia("(pointer: coarse)").matches) {
    carte.dragging.disable();
    /** @type {Touch | null} */ let debut = null;
    boite.addEventListener(
      "touchstart",
      (/** @type {TouchEvent} */ e) => {
        debut = e.touches[0];
      },
      { passive: true },
    );
    boite.addEventListener(
      "touchmove",
      (/** @type {TouchEvent} */ e) => {
        const [doigt] = e.touches;
        if (e.touches.length > 1) return dire("");
        if (debut && Math.hypot(doigt.clientX - debut.clientX, doigt.clientY - debut.clientY) > 12)
          dire(textes.deux_doigts);
      },
      { passive: true },
    );
  }
  if (est_integre(scene))
    boite.addEventListener(
      "wheel",
      (/** @type {WheelEvent} */ e) => {
        if (e.ctrlKey || e.metaKey) return;
        e.stopImmediatePropagation(); // not for Leaflet: the page scrolls
        dire(textes.molette);
      },
      { capture: true, passive: true },
    );
}

/** A sentence over the map that goes away by itself. @param {Scene} scene */
function creer_conseil({ carte }) {
  const boite = carte.getContainer().appendChild(noeud("div", "carto-conseil"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let fin;
  boite.hidden = true;
  return (/** @type {string} */ phrase) => {
    clearTimeout(fin);
    boite.textContent = phrase;
    boite.hidden = !phrase;
    fin = setTimeout(() => {
      boite.hidden = true;
    }, DUREE);
  };
}
