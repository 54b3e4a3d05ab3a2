/* The panel's own gestures: copy the link, or lines; on a phone, the sheet that peeks, opens and folds back. What is
   shown comes from the server; nothing here asks it for anything.
   No tag may be written here, not even in a comment: the sanitiser would drop the whole script. */
(() => {
  if (window.cartoEssPanneau) return;
  window.cartoEssPanneau = true;
  const telephone = matchMedia("(max-width: 767px)");
  const feuille = () => document.querySelector(".ce-feuille");
  let vue = null; // the sheet that has been folded, or opened, once

  /** Opens the sheet, or folds it; the focus goes to its heading when the reader asked. */
  function ouvrir(ouvert, { cible = "h2", viser = true } = {}) {
    const f = feuille();
    if (!f) return;
    f.classList.toggle("ce-pliee", !ouvert);
    f.classList.remove("ce-entrouverte");
    f.querySelector('[data-feuille="detail"]')?.setAttribute("aria-expanded", String(ouvert));
    if (!viser) return;
    const titre = f.querySelector(cible) ?? f.querySelector("h2");
    titre.setAttribute("tabindex", "-1");
    titre.focus({ preventScroll: true });
    if (cible !== "h2") titre.scrollIntoView({ block: "start" });
  }

  /** A sheet just drawn peeks, that of a fiche is half open: the map stays in sight. */
  function poser() {
    const f = feuille();
    if (!f || f === vue) return;
    vue = f;
    if (!telephone.matches) return;
    if (f.classList.contains("ce-feuille-fiche")) f.classList.add("ce-entrouverte");
    else f.classList.add("ce-pliee");
  }

  /** Copies the lines beside the button, or the link of the page where there are none. */
  async function copier(bouton) {
    const copie = bouton.closest("figure")?.querySelector("pre")?.textContent ?? location.href;
    const texte = bouton.querySelector("span") ?? bouton, dit = bouton.dataset.texte ??= texte.textContent;
    try {
      await navigator.clipboard.writeText(copie);
    } catch { // without permission, or out of a secure page: the oldest way
      const champ = document.body.appendChild(document.createElement("textarea"));
      champ.value = copie;
      champ.select();
      document.execCommand("copy");
      champ.remove();
      bouton.focus();
    }
    texte.textContent = bouton.dataset.copier;
    texte.setAttribute("data-annonce", bouton.dataset.copier);
    setTimeout(() => { texte.textContent = dit; texte.removeAttribute("data-annonce"); }, 2500);
  }

  document.addEventListener("click", (e) => {
    const b = e.target.closest?.("[data-copier], [data-feuille]");
    if (b?.dataset.copier) copier(b);
    else if (b) ouvrir(true, { cible: b.dataset.feuille === "appels" ? "#qui-appeler" : "h2" });
    else if (telephone.matches && e.target.closest?.(".ce-feuille") && !e.target.closest("a, button, summary, .ce-panneau-corps"))
      ouvrir(feuille().classList.contains("ce-pliee"), { viser: false });
  });
  addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || e.defaultPrevented || !telephone.matches) return;
    if (feuille() && !feuille().classList.contains("ce-pliee")) { e.preventDefault(); ouvrir(false); }
  });
  telephone.addEventListener("change", () => {
    feuille()?.classList.remove("ce-pliee", "ce-entrouverte");
    vue = null;
    poser();
  });

  /* On paper the map keeps the size it has on screen, scaled to the sheet: a frame laid out anew would be
     printed half painted. */
  const LARGEUR = 695, HAUTEUR = 256; // CSS px between the margins of A4, and what the map may take of it
  addEventListener("beforeprint", () => {
    const cadre = window.cartoEssCarte();
    if (cadre) {
      const { width, height } = cadre.getBoundingClientRect(), k = Math.min(LARGEUR / width, HAUTEUR / height);
      for (const [nom, v] of [["l", width], ["h", height], ["pl", width * k], ["ph", height * k]]) {
        document.documentElement.style.setProperty(`--ce-carte-${nom}`, `${v}px`);
      }
      document.documentElement.style.setProperty("--ce-carte-k", k);
    }
    document.querySelectorAll("[data-adresse]").forEach((n) => { n.textContent = location.href; });
  });

  new MutationObserver(poser).observe(document.body, { childList: true, subtree: true });
  poser();
})();
