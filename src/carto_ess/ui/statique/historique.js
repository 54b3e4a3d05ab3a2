/* One step of history per gesture: the menu pushes a page, then the server its whole address; what
   the server writes at the first run is the address that was opened, said as it should be, unless
   a link was pressed: a link followed first of all is a step too. A choice taken back at once, as by
   a double click on the map, takes back the step that it made.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssHistorique) return;
  const SUITE = 150; // ms given to the address that follows at once
  const pousser = history.pushState.bind(history);
  let presse = false, recul = false, enRecul = false, menu = "", envois = 0;
  let pas = 0, ici = ""; // steps made since the last choice on the map, and where it was made
  let reprise = null; // that choice is being taken back
  let recule = false; // the page goes back by itself, to where its view already is
  let double = 0; // the timer of a step that says what the one before says: the next address takes its place
  addEventListener("click", (e) => {
    if (!(e.target instanceof Element && e.target.closest("a[href]"))) return;
    presse = true;
    lacher();
  }, true);
  /* After Back, what the server still answers to the page left is late: written, it would be one
     more step, towards that page. The address gone back to asks for its own view. */
  addEventListener("popstate", (e) => {
    if (e.isTrusted && recule) {
      recule = false;
      e.stopImmediatePropagation();
      return;
    }
    if (e.isTrusted && double && location.href === ici) { // Back to what the step left says again: one more
      clearTimeout(double);
      double = 0;
      e.stopImmediatePropagation();
      history.back();
      return;
    }
    if (!e.isTrusted) return; // a link followed without a reload is told as Back is, and is none
    recul = enRecul = true;
    menu = "";
    clearTimeout(double);
    double = 0;
    setTimeout(() => { enRecul = false; });
  }, true);
  history.pushState = (donnees, titre, adresse) => {
    if (recul) return;
    const cible = new URL(adresse ?? location.href, location.href);
    const complete = menu === cible.pathname && cible.pathname === location.pathname;
    menu = cible.pathname === location.pathname ? "" : cible.pathname;
    const repris = reprise !== null && cible.href === ici && pas < 2;
    if (repris) lacher();
    const annoncee = double;
    clearTimeout(double);
    double = 0;
    if (repris && pas) double = setTimeout(reculer, SUITE);
    const remplace = repris || complete || annoncee || (envois < 2 && !presse);
    if (remplace) history.replaceState(donnees, titre, adresse);
    else {
      pas += 1;
      pousser(donnees, titre, adresse);
    }
  };
  function reculer() {
    double = 0;
    recule = true;
    history.back();
  }
  function lacher() {
    reprise?.fini();
    reprise = null;
  }
  window.cartoEssHistorique = {
    /** Whether what is said now is said by Back or Forward. */
    recule: () => enRecul,
    /** A link is followed: what is pushed next is its address, and no late answer to the page left. */
    suivre: () => { recul = false; },
    /** Something was asked of the server. */
    noter() {
      menu = "";
      if (!enRecul) recul = false;
      envois += 1;
      if (reprise?.repondu) lacher();
      else if (reprise) reprise.demande = true;
    },
    /** All that was asked is answered; the front end is about to hear it. */
    repondre() {
      if (!reprise?.demande) return;
      reprise.repondu = true;
      reprise.fini();
    },
    /** Something is chosen on the map. */
    presser() {
      if (reprise && !reprise.repondu) return; // what is taken back is still to be answered
      lacher();
      pas = 0;
      ici = location.href;
    },
    /** That choice is about to be taken back; settled once the server has answered. */
    reprendre: () => new Promise((fini) => { reprise = { fini, demande: false, repondu: false }; }),
  };
})();
