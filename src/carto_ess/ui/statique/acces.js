/* What a reader without mouse or without sight needs, and Streamlit does not give.
   - A choice made from a link of the page moves the focus to the heading of what it opened; focus
     that a rerun has taken away goes back to where it was. A choice made on the map moves nothing.
   - A sentence says what changed: the text of whatever holds data-annonce, or that attribute, when
     it was not there before. Elements drawn anew by Streamlit cannot be live regions: most screen
     readers only hear changes inside a region that was already there.
   - Parts of Streamlit that a screen reader or a keyboard cannot use are mended.
   No tag may be written here, not even in a comment: the sanitiser would drop the whole script. */
(() => {
  if (window.cartoEssAcces) return;
  window.cartoEssAcces = true;
  const OUVERT = ".ce-panneau h2, .ce-detail h2";
  const ATTEIGNABLES = "a[href], button:not([disabled]), input:not([disabled]), summary, [tabindex='0']";
  const ATTENTE = 5000; // ms that a panel is given to come, after the link that asks for it
  const chercher = (ou) => document.querySelector(ou);
  const voix = document.body.appendChild(document.createElement("div"));
  voix.className = "ce-lecteur";
  voix.setAttribute("role", "status");

  let clavier = false, suivi = null, dernier = null, enclos = [];
  addEventListener("keydown", () => { clavier = true; }, true);
  addEventListener("pointerdown", () => { clavier = false; }, true);
  addEventListener("focusin", (e) => {
    dernier = e.target;
    enclos = [];
    for (let n = e.target.parentElement; n; n = n.parentElement) if (/\bst-key-/.test(n.className)) enclos.push(n);
  });
  addEventListener("click", (e) => {
    const a = e.target.closest?.("a[data-objet]");
    if (!a || a.dataset.objet === "ordre" || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || !window.cartoEssCarte()) return;
    suivi = { avant: chercher(OUVERT), place: !clavier && Boolean(a.closest(".ce-lacunes")), fin: Date.now() + ATTENTE };
  }, true);

  function viser(titre, place) {
    if (!titre.matches(ATTEIGNABLES)) titre.setAttribute("tabindex", "-1");
    titre.focus({ preventScroll: place });
  }

  function suivre() {
    if (suivi && Date.now() > suivi.fin) suivi = null;
    const titre = suivi && chercher(OUVERT);
    if (!titre || titre === suivi.avant) return;
    viser(titre, suivi.place);
    suivi = null;
  }

  function retrouver() {
    if (!clavier || suivi || !dernier || dernier.isConnected || document.activeElement !== document.body) return;
    const cadre = enclos.find((n) => n.isConnected);
    const refuge = cadre?.querySelector(ATTEIGNABLES) ?? chercher("h1");
    if (refuge) viser(refuge, false);
  }

  function reparer() {
    document.querySelectorAll("[data-testid='stFileUploaderDropzone'][role='presentation']")
      .forEach((n) => n.setAttribute("role", "group"));
  }

  let page = null, dits = new Set();
  function annoncer() {
    const lus = [...document.querySelectorAll("[data-annonce]")]
      .map((n) => (n.dataset.annonce || n.textContent).replace(/\s+/g, " ").trim()).filter(Boolean);
    const nouvelle = location.pathname !== page, titre = chercher("h1");
    if (nouvelle && !titre) return;
    const neufs = nouvelle ? (page && document.activeElement !== titre ? [titre.textContent] : [])
      : lus.filter((texte) => !dits.has(texte));
    page = location.pathname;
    dits = new Set(lus);
    if (neufs.length) voix.textContent = neufs.map((texte) => texte.replace(/[.\s]+$/, "")).join(". ") + ".";
  }

  let calme = null, attendu = false;
  const veiller = () => {
    clearTimeout(calme);
    calme = setTimeout(annoncer, 300);
    if (attendu) return;
    attendu = true;
    requestAnimationFrame(() => { attendu = false; suivre(); retrouver(); reparer(); });
  };
  new MutationObserver(veiller).observe(document.body, { childList: true, subtree: true, characterData: true });
  veiller();
})();
