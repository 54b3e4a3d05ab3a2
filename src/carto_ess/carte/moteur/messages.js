const RECENT = 10_000; // ms during which a choice is said again with those that follow it

/**
 * Tells Streamlit, or the page that stands for it, what was chosen; returns the number of this choice.
 * @param {Scene} scene @param {string} objet @param {string | null} id
 */
export function envoyer(scene, objet, id) {
  scene.n_clic = Math.max(scene.n_clic + 1, Date.now()); // keeps growing when the frame is loaded again
  page_autour()?.presser();
  dire(scene, objet, id);
  return scene.n_clic;
}

/**
 * What was said just before goes along: of two choices that come while the server answers, it hears one
 * alone.
 * @param {Scene} scene @param {string} objet @param {string | null} id
 */
function dire(scene, objet, id) {
  const n = scene.n_clic;
  scene.dits = scene.dits.filter((m) => n - m.n < RECENT);
  window.Streamlit?.setComponentValue({ objet, id, n, avant: scene.dits });
  if (objet !== "pret") scene.dits = [...scene.dits, { objet, id, n }];
}

/**
 * Takes a choice back, the step that it made in the page's history too; settled once that is answered.
 * @param {Scene} scene @param {number} n its number
 */
export async function annuler(scene, n) {
  const repris = page_autour()?.reprendre();
  scene.n_clic += 1;
  dire(scene, "annule", String(n));
  await repris;
}

/** The history of the page around the frame, if it is ours (`historique.js`). */
function page_autour() {
  try {
    return window.parent.cartoEssHistorique;
  } catch {
    return undefined; // a page of another origin
  }
}

/**
 * Lets the page hear a gesture in the gesture's own turn: browsers hold what is posted until the picture
 * after it is there, some 14 ms. A page that has no ear for it is posted to, as Streamlit does.
 */
export function dire_sans_attendre() {
  const { Streamlit } = window;
  if (!Streamlit) return;
  const poster = Streamlit.setComponentValue.bind(Streamlit);
  Streamlit.setComponentValue = (value) => {
    const data = { isStreamlitMessage: true, type: "streamlit:setComponentValue", value, dataType: "json" };
    const message = { data, source: window, origin: location.origin };
    try {
      window.parent.cartoEssConnexion.entendre(new MessageEvent("message", message));
    } catch {
      poster(value);
    }
  };
}

/** Once, when there is something to see: what of the page waits for the map may come. @param {Scene} scene */
export function annoncer_pret(scene) {
  if (!scene.config.pret) return;
  setTimeout(() => envoyer(scene, "pret", null)); // after this frame, which what comes next would hold back
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
