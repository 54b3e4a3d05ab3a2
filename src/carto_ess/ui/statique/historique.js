/* One step of history per gesture: the menu pushes a page, then the server its whole address; what
   the server writes at the first run is the address that was opened, said as it should be, unless
   a link was pressed: a link followed first of all is a step too.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssHistorique) return;
  const pousser = history.pushState.bind(history);
  let presse = false, recul = false, enRecul = false, menu = "", envois = 0;
  addEventListener("click", (e) => { presse ||= e.target instanceof Element && e.target.closest("a[href]") !== null; }, true);
  /* After Back, what the server still answers to the page left is late: written, it would be one
     more step, towards that page. The address gone back to asks for its own view. */
  addEventListener("popstate", (e) => {
    if (!e.isTrusted) return; // a link followed without a reload is told as Back is, and is none
    recul = enRecul = true;
    menu = "";
    setTimeout(() => { enRecul = false; });
  }, true);
  history.pushState = (donnees, titre, adresse) => {
    if (recul) return;
    const cible = new URL(adresse ?? location.href, location.href);
    const complete = menu === cible.pathname && cible.pathname === location.pathname;
    menu = cible.pathname === location.pathname ? "" : cible.pathname;
    if (complete || (envois < 2 && !presse)) history.replaceState(donnees, titre, adresse);
    else pousser(donnees, titre, adresse);
  };
  window.cartoEssHistorique = {
    /** Whether what is said now is said by Back or Forward. */
    recule: () => enRecul,
    /** Something was asked of the server. */
    noter() {
      menu = "";
      if (!enRecul) recul = false;
      envois += 1;
    },
  };
})();
