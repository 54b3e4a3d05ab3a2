/* The box where one looks for a territory or a fiche: an ARIA combobox whose list the server answers.
   What is typed is kept here and asked for after a short pause; answers come back as `data`. Nothing typed is ever
   thrown away but by a choice or by the button that says so. Where nothing is, the box shows what is in focus, whose
   cross leaves it. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
   Streamlit sends the script of a component again at each of its runs: it is a file common to all pages, and what is
   sent only calls it. No tag may be written here, not even in a comment: the sanitiser would drop the whole script. */
(() => {
  if (window.cartoEssRecherche) return;

  /**
   * @typedef {{genre: string, mot: string, code: string, nom: string, detail: string, marques: [number, number][]}} Proposition
   * @typedef {{n: number, texte: string, propositions: Proposition[], suite: boolean, rien: string}} Reponse
   * @typedef {{reponse: Reponse|null, fait: string, invite: string, nom: string}} Donnees what the server sends: `fait` is the last choice it applied, `nom` what is in focus
   * @typedef {{data: Donnees|null, parentElement: HTMLElement, setTriggerValue: (nom: string, valeur: unknown) => void}} Composant
   */

  const PAUSE = 120; // ms after a key before the server is asked: shorter than the time between two keys of most hands
  const LENTEUR = 700; // ms without answer after which one is told to wait
  const RENVOI = 5000; // ms after which what the server has not acknowledged is sent again: a run that ends may lose it

  const boites = new WeakMap();
  let rang = 0;
  const presser = window.cartoEssConnexion?.aussitot ?? ((/** @type {() => void} */ faire) => faire());

  /** @param {Composant} composant */
  window.cartoEssRecherche = ({ data, parentElement, setTriggerValue }) => {
    let boite = boites.get(parentElement);
    if (!boite || !boite.vit()) boites.set(parentElement, (boite = creer(parentElement, ++rang)));
    boite.envoyer = (nom, valeur) => presser(() => setTriggerValue(nom, valeur));
    boite.recevoir(data);
  };
  dispatchEvent(new Event("carto-ess-recherche"));

  /** @param {HTMLElement} parent @param {number} numero */
  function creer(parent, numero) {
    parent.innerHTML = window.cartoEssBalisage.recherche;
    const trouver = (/** @type {string} */ quoi) => /** @type {HTMLElement} */ (parent.querySelector(quoi));
    const champ = /** @type {HTMLInputElement} */ (trouver("input")), racine = trouver(".ce-recherche");
    const volet = trouver(".ce-recherche-volet"), liste = trouver("ul"), note = trouver(".ce-recherche-note");
    const vider = trouver(".ce-recherche-vider"), statut = trouver("[role=status]");
    const id = `ce-recherche-${numero}`;
    champ.id = `${id}-champ`;
    trouver("label").setAttribute("for", champ.id);
    liste.id = `${id}-liste`;
    liste.setAttribute("aria-label", "Propositions");
    champ.setAttribute("aria-controls", liste.id);

    let demande = 0, active = -1, attente = 0, lenteur = 0, presse = false, choix = "", renvoi = 0, choisis = 0, nom = "";
    /** @type {Record<string, (() => void)|null>} says again what the server has not acknowledged */
    const redire = { demande: null, choix: null };
    /** @type {Reponse|null} */ let reponse = null;
    const texte = () => (champ.value === nom ? "" : champ.value.trim());
    const options = () => /** @type {HTMLElement[]} */ ([...liste.children]);
    const repondu = () => reponse !== null && reponse.n === demande && !attente;

    const boite = {
      /** @type {(nom: string, valeur: unknown) => void} */ envoyer: () => {},
      vit: () => champ.isConnected && parent.contains(champ),
      /** @param {Donnees|null} donnees */
      recevoir(donnees) {
        if (donnees) champ.placeholder = donnees.invite;
        if (donnees) nommer(donnees.nom);
        if (donnees && donnees.fait && donnees.fait === choix) {
          clearInterval(renvoi);
          choix = "";
          redire.choix = null;
        }
        const nouvelle = donnees && donnees.reponse;
        if (!nouvelle || nouvelle.n !== demande || (reponse && reponse.n === nouvelle.n) || !texte()) return;
        reponse = nouvelle;
        clearTimeout(lenteur);
        redire.demande = null;
        dessiner();
        if (presse) entrer();
      },
    };

    function demander() {
      clearTimeout(attente);
      attente = 0;
      if (!texte()) return;
      demande += 1;
      const envoyee = { n: demande, texte: texte() };
      redire.demande = () => boite.envoyer("demande", envoyee);
      redire.demande();
      clearTimeout(lenteur);
      lenteur = window.setTimeout(() => {
        lenteur = window.setTimeout(() => redire.demande?.(), RENVOI);
        dire(`Recherche de «\u00a0${texte()}\u00a0»…`);
      }, LENTEUR);
    }

    /** Shows the name of what is in focus, unless one is typing. @param {string} nouveau */
    function nommer(nouveau) {
      const libre = !texte() && (champ.value === nom || document.activeElement !== champ);
      nom = nouveau;
      if (libre) montrer();
    }

    function montrer() {
      champ.value = nom;
      if (document.activeElement === champ) champ.select(); // one was about to type
      proposer_de_vider();
    }

    function proposer_de_vider() {
      vider.hidden = !champ.value;
      vider.setAttribute("aria-label", texte() ? "Effacer le texte" : `Quitter ${nom}`);
    }

    /** @param {string} phrase */
    function dire(phrase) {
      note.textContent = phrase;
      statut.textContent = phrase;
      ouvrir(true);
    }

    /** @param {boolean} ouverte */
    function ouvrir(ouverte) {
      volet.hidden = !ouverte;
      champ.setAttribute("aria-expanded", String(ouverte && options().length > 0));
      if (!ouverte) activer(-1);
    }

    function dessiner() {
      const { propositions, suite, rien } = /** @type {Reponse} */ (reponse);
      liste.replaceChildren(...propositions.map(ecrire));
      activer(-1);
      liste.scrollTop = 0;
      note.replaceChildren();
      if (!propositions.length) {
        const lien = document.createElement("a");
        lien.href = `./fiches?q=${encodeURIComponent(texte())}`;
        lien.target = "_self";
        lien.textContent = "cherchez ces mots dans les fiches";
        note.append(`${rien} Essayez un mot de moins, un code postal, ou `, lien, ".");
      } else if (suite) note.append("Pas dans la liste\u202f? Précisez le nom.");
      const n = propositions.length;
      statut.textContent = n ? `${n} proposition${n > 1 ? "s" : ""}. ${note.textContent}` : note.textContent;
      if (parent.contains(document.activeElement)) ouvrir(true);
    }

    /** @param {Proposition} p @param {number} i */
    function ecrire(p, i) {
      const option = document.createElement("li");
      option.id = `${id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const [mot, nom, detail] = ["", "", ""].map(() => document.createElement("span"));
      mot.textContent = `${p.mot} `;
      let debut = 0;
      for (const [a, b] of p.marques) {
        const marque = document.createElement("mark");
        marque.textContent = p.nom.slice(a, b);
        nom.append(p.nom.slice(debut, a), marque);
        debut = b;
      }
      nom.append(`${p.nom.slice(debut)} `);
      detail.textContent = p.detail;
      option.append(mot, nom, detail);
      option.addEventListener("pointermove", () => activer(i, false));
      option.addEventListener("click", () => choisir(p));
      return option;
    }

    /** @param {number} i */
    function activer(i, montrer = true) {
      active = i;
      options().forEach((o, j) => o.setAttribute("aria-selected", String(i === j)));
      const option = options()[i];
      if (!option) return champ.removeAttribute("aria-activedescendant");
      champ.setAttribute("aria-activedescendant", option.id);
      if (montrer) option.scrollIntoView({ block: "nearest" });
    }

    /** @param {Proposition} p */
    function choisir(p) {
      effacer();
      statut.textContent = `${p.nom} : affiché.`;
      nommer(p.nom);
      envoyer_choix(p.genre, p.code);
      if (matchMedia("(pointer: coarse)").matches) champ.blur(); // the keyboard leaves the screen to what was chosen
    }

    /** @param {string} genre @param {string} code */
    function envoyer_choix(genre, code) {
      choix = `${performance.timeOrigin}-${numero}-${++choisis}`; // no other page, no other visit has this one
      const envoye = { n: choix, genre, code };
      redire.choix = () => boite.envoyer("choix", envoye);
      redire.choix();
      clearInterval(renvoi);
      renvoi = window.setInterval(() => redire.choix?.(), RENVOI);
    }

    function effacer() {
      oublier();
      montrer();
    }

    function oublier() {
      clearTimeout(attente);
      clearTimeout(lenteur);
      redire.demande = null;
      demande += 1; // an answer on its way is of no use
      attente = 0;
      reponse = null;
      presse = false;
      liste.replaceChildren();
      note.replaceChildren();
      ouvrir(false);
    }

    function entrer() {
      if (!texte()) return;
      if (!repondu()) {
        presse = true; // the answer is waited for, then taken
        if (attente) demander();
        return;
      }
      presse = false;
      const { propositions } = /** @type {Reponse} */ (reponse);
      if (active >= 0) choisir(propositions[active]);
      else if (propositions.length === 1) choisir(propositions[0]);
      else if (propositions.length) {
        ouvrir(true);
        activer(0); // several may be meant: one more press takes the first
      } else ouvrir(true);
    }

    champ.addEventListener("input", () => {
      proposer_de_vider();
      presse = false;
      clearTimeout(attente);
      if (!texte()) return oublier();
      attente = window.setTimeout(demander, PAUSE);
    });
    champ.addEventListener("keydown", (e) => {
      if (e.isComposing) return;
      const n = options().length, ouverte = !volet.hidden;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        if (!n) return;
        const pas = e.key === "ArrowDown" ? 1 : -1;
        if (!ouverte) ouvrir(true);
        activer(active < 0 ? (pas > 0 ? 0 : n - 1) : (active + pas + n) % n);
      } else if (e.key === "Enter") {
        e.preventDefault();
        entrer();
      } else if (e.key === "Escape" && (ouverte || champ.value !== nom)) {
        e.preventDefault();
        e.stopPropagation(); // the page's own Escape leaves the territory
        if (ouverte) ouvrir(false);
        else effacer();
      }
    });
    const saisir_nom = () => {
      if (!texte()) champ.select(); // what one types takes the place of the name
    };
    champ.addEventListener("focus", () => {
      if (texte() && reponse) ouvrir(true);
      saisir_nom();
    });
    champ.addEventListener("click", saisir_nom);
    addEventListener("carto-ess-reprise", () => {
      if (boite.vit()) Object.values(redire).forEach((r) => r?.()); // what was said while the stream was away
    });
    racine.addEventListener("focusout", (e) => {
      if (racine.contains(/** @type {Node|null} */ (e.relatedTarget))) return;
      ouvrir(false);
      if (!texte()) montrer();
    });
    addEventListener("blur", () => {
      if (boite.vit() && document.activeElement instanceof HTMLIFrameElement) ouvrir(false); // a press in the map's frame
    });
    volet.addEventListener("pointerdown", (e) => {
      if (!(e.target instanceof HTMLAnchorElement)) e.preventDefault(); // the field keeps the focus
    });
    vider.addEventListener("click", () => {
      if (texte()) effacer();
      else {
        statut.textContent = `${nom} : quitté.`;
        nommer("");
        envoyer_choix("ensemble", "");
      }
      champ.focus();
    });
    return boite;
  }
})();
