/* Links of the app answer without a reload: the address is pushed, and Streamlit, told of it as by
   Back, runs the page it names in the same session (0.1 s instead of 0.5 to 1 s, and a previewed
   référentiel is not lost). They stay ordinary addresses for another tab. With a map on the page,
   those that choose an object (data-objet) are its own. The place where the reader was is found
   again on Back. An embedding is kept along the way.
   No tag may be written here, not even in a comment: the sanitiser would drop the whole script. */
(() => {
  if (window.cartoEssLiensDirects) return;
  window.cartoEssLiensDirects = true;
  const places = new Map();
  const defileur = () => document.querySelector('[data-testid="stMain"]');
  const carte = () => window.cartoEssCarte();
  const integration = (adresse, garder) => {
    const cible = new URL(adresse, location.href);
    for (const [cle, valeur] of new URLSearchParams(location.search)) {
      if (!cle.startsWith("embed")) continue;
      if (garder) cible.searchParams.append(cle, valeur); else cible.searchParams.delete(cle);
    }
    return cible.href;
  };

  /** Waits for the page asked for to be drawn: its heading changes, then nothing does for a while. */
  function attendre(avant, fait) {
    let fin = null;
    const veille = new MutationObserver(() => {
      if (document.querySelector("h1")?.textContent === avant) return;
      clearTimeout(fin);
      fin = setTimeout(finir, 80);
    });
    const finir = () => { veille.disconnect(); fait(); };
    veille.observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => veille.disconnect(), 5000);
  }
  const titre = () => document.querySelector("h1")?.textContent;

  function suivre(adresse) {
    const avant = titre();
    places.set(location.href, defileur()?.scrollTop ?? 0);
    window.cartoEssHistorique.suivre();
    history.pushState(history.state, "", integration(adresse, true));
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    defileur()?.scrollTo(0, 0);
    attendre(avant, () => {
      const h1 = document.querySelector("h1");
      h1?.setAttribute("tabindex", "-1");
      h1?.focus({ preventScroll: true });
      const ancre = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      ancre ? ancre.scrollIntoView() : defileur()?.scrollTo(0, 0);
    });
  }

  /** Says that the file asked for is on its way: the browser shows nothing until it is there. */
  function preparer(a) {
    const texte = a.querySelector("span"), dit = (a.dataset.texte ??= texte.textContent);
    texte.textContent = a.dataset.fichier;
    texte.setAttribute("data-annonce", a.dataset.fichier);
    setTimeout(() => { texte.textContent = dit; texte.removeAttribute("data-annonce"); }, 2500);
  }

  document.addEventListener("click", (e) => {
    if (e.target.closest?.("[data-imprimer]")) { print(); return; }
    const a = e.target.closest?.("a[href]"), menu = a?.closest('[data-testid="stHeader"], [data-testid="stSidebarNav"]');
    if (menu && !window.cartoEssConnexion?.absent()) return;
    if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (a.hasAttribute("data-ouvrir")) { a.href = integration(location.href, false); return; }
    if (a.dataset.fichier) { preparer(a); return; }
    if (a.target === "_blank" || a.origin !== location.origin || (a.dataset.objet && carte())) return;
    if (!(menu || a.closest('[data-testid="stHtml"]')) || a.getAttribute("href").startsWith("#")) return;
    e.preventDefault();
    if (menu) e.stopPropagation(); // the menu is dead while the stream is away: the address is kept for its return
    suivre(a.href);
  }, true);

  addEventListener("popstate", (e) => {
    const place = places.get(location.href);
    if (e.isTrusted && place) attendre(titre(), () => defileur()?.scrollTo(0, place));
  });
})();
