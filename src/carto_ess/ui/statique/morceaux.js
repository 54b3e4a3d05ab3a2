/* The front end fetches its pieces as pages need them, and never again one that a cut took away: the
   whole page is then asked for anew, once the server answers. Its address holds the view.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssMorceaux) return;
  window.cartoEssMorceaux = true;
  const MANQUE = /dynamically imported module|module script failed|does not provide an export|n’a pas pu être chargé/;
  const CLE = "ce-morceaux", REPIT = 60_000; // ms before the page is asked for once more
  let demande = false;

  async function recharger() {
    demande = true;
    try {
      if (Date.now() - Number(sessionStorage.getItem(CLE)) < REPIT) return;
      sessionStorage.setItem(CLE, String(Date.now()));
    } catch {
      return; // nothing is kept here, and it might go on for ever: the sentence says what to do
    }
    while (!(await fetch(location.href, { cache: "no-store" }).then((r) => r.ok, () => false))) {
      await new Promise((fait) => setTimeout(fait, 1000));
    }
    location.reload();
  }
  new MutationObserver(() => {
    if (demande) return;
    const erreurs = document.querySelectorAll('[data-testid="stAlertContentError"]');
    if ([...erreurs].some((e) => MANQUE.test(e.textContent))) recharger();
  }).observe(document.body, { childList: true, subtree: true });
})();
