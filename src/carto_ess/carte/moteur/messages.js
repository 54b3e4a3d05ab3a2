/**
 * Tells Streamlit, or the page that stands for it, what was chosen.
 * @param {Scene} scene @param {string} objet @param {string | null} id
 */
export function envoyer(scene, objet, id) {
  scene.n_clic = Math.max(scene.n_clic + 1, Date.now()); // keeps growing when the frame is loaded again
  window.Streamlit?.setComponentValue({ objet, id, n: scene.n_clic });
}

/** Once, when there is something to see: what of the page waits for the map may come. @param {Scene} scene */
export function annoncer_pret(scene) {
  if (!scene.config.pret) return;
  // After this frame, which what comes next would hold back.
  requestAnimationFrame(() => setTimeout(() => envoyer(scene, "pret", null)));
}

/**
 * Links of the page around the frame act as clicks on the map; the listener of a former frame is taken away.
 * @param {Scene} scene
 */
export function ecouter_liens(scene) {
  try {
    const page = window.parent.document,
      suivre = (/** @type {MouseEvent} */ e) => {
        const cible = /** @type {Element} */ (e.target);
        const a = /** @type {HTMLElement | null} */ (cible?.closest?.("a[data-objet]"));
        if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
        e.preventDefault();
        envoyer(scene, a.dataset.objet ?? "", a.dataset.id || null);
      };
    if (window.parent.cartoEssLiens) page.removeEventListener("click", window.parent.cartoEssLiens);
    page.addEventListener("click", (window.parent.cartoEssLiens = suivre));
  } catch {
    /* a page of another origin: its links keep their own way */
  }
}
