/* The stream between the page and the server, seen from outside of Streamlit's front end, which
   leaves a page that was idle while its session died to answer nothing any more, forgets what is
   done while the stream is away, and says nothing for as long as an answer takes.
   It stands at the head of the page, after `protocole`, `historique` and `attente`: the first stream
   must not be opened before. No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssConnexion) return;
  const protocole = window.cartoEssProtocole, historique = window.cartoEssHistorique;
  const attente = window.cartoEssAttente;
  const { ALLER, RETOUR } = protocole;
  const FLUX = "_stcore/stream", MUET = 10000, COUPE = 1500, ESSAIS = 4, JUSTE = 1000;
  const etat = window.cartoEssConnexion = {
    ouvertures: 0, relances: 0, absent: () => !flux || flux.readyState !== 1,
  };
  let flux = null, source = "", pages = new Map(), enCours = false, commencee = false, fichiers = 0;
  let sues = null; // what widgets were worth at the last answer
  let derniere = null; // the last demand
  let sansReponse = []; // demands that no answer has followed yet
  let perdues = []; // those that a cut took away
  let tenues = null; // those that wait for us to know whether our session is still there
  let trou = false; // what a cut took away of an answer: what follows would be drawn on what is missing
  let suite = null; // what to do at the end of the run that takes up the page
  let vers = { page: "", venue: true }; // the page asked for last, and whether all of it came
  let redits = false; // while what the frame said is said again
  const gestes = { page: 0, cadres: new Map() }; // what was done, and when, that no demand has followed

  const montrer = () => attente.montrer(enCours, fichiers);

  /** After the stream came back: is our session still there? What is asked meanwhile is held. */
  async function verifier(visite) {
    const ici = flux;
    tenues = [];
    const neuve = await estNeuve(visite, ici);
    if (ici !== flux || ici.readyState !== 1) return;
    if (!neuve) {
      if (trou && !perdues.length) perdues = [derniere];
      return reprendre();
    }
    // a new session takes up the page as it was last answered; then only can it hear what was done since
    etat.relances += 1;
    const nom = location.pathname.split("/").pop();
    const demande = protocole.demanderPage(derniere, {
      requete: location.search.slice(1), nom, page: pages.get(nom), valeurs: sues,
    });
    perdues = perdues.filter((d) => !protocole.estPremiere(d));
    suite = reprendre;
    envoyer(demande);
    sansReponse = [];
  }
  async function estNeuve(visite, ici) {
    const adresse = `${source}commun/visite/${encodeURIComponent(visite || "aucune")}`;
    for (let essai = 0; essai < ESSAIS && ici.readyState === 1; essai += 1) {
      if (essai) await new Promise((fait) => setTimeout(fait, 250 * 2 ** essai));
      const statut = await fetch(adresse, { cache: "no-store" }).then((r) => r.status, () => 0);
      if (statut === 204 || statut === 404) return statut === 404;
    }
    return true; // a page asked for as if anew is never wrong
  }
  /** Sends what the cut took away, and what was done while the stream was away. */
  function reprendre() {
    const demandes = [...perdues, ...tenues];
    perdues = [];
    tenues = null;
    const { page, cadres } = gestes;
    oublierGestes();
    demandes.forEach((d) => envoyer(protocole.redire(d)));
    dispatchEvent(new Event("carto-ess-reprise")); // to what keeps by itself what it has said
    redits = true;
    cadres.forEach(({ data, source, origin }) => etat.entendre(new MessageEvent("message", { data, source, origin })));
    redits = false;
    // told of a move in history, the front end asks for the page with all that it holds
    if (page) dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }
  /** Does something in this turn, and what it puts off to a timer of no time too: the front end asks the
      server that way, and browsers hold such timers until the picture after a gesture is there. */
  etat.aussitot = (faire) => {
    const differer = window.setTimeout;
    window.setTimeout = (suite, delai, ...reste) =>
      delai ? differer(suite, delai, ...reste) : queueMicrotask(() => suite(...reste));
    try {
      return faire();
    } finally {
      window.setTimeout = differer;
    }
  };
  /** Lets the front end hear a message of the frame now. */
  etat.entendre = (message) => etat.aussitot(() => dispatchEvent(message));
  /* The stream may have gone when the frame says something. */
  addEventListener("message", (e) => {
    if (!redits && e.data?.type === "streamlit:setComponentValue") gestes.cadres.set(e.source, e);
  });
  for (const nom of ["click", "popstate", "change"]) {
    addEventListener(nom, () => { if (etat.ouvertures) gestes.page = performance.now(); }, true);
  }
  function oublierGestes() {
    gestes.page = 0;
    gestes.cadres = new Map();
  }

  function suivre(ouvert, adresse, visite) {
    flux = etat.flux = ouvert;
    source = adresse.replace(/^ws/, "http").split(FLUX)[0];
    attente.situer(source);
    ouvert.addEventListener("open", () => {
      attente.rassurer();
      if (etat.ouvertures++ && derniere) verifier(visite);
    });
    ouvert.addEventListener("message", (e) => {
      if (!(e.data instanceof ArrayBuffer)) return;
      const octets = new Uint8Array(e.data);
      if (trou) {
        const { reste, debut } = protocole.estEntier(octets);
        if (debut) trou = false;
        else if (!reste) return e.stopImmediatePropagation();
      }
      entendre(protocole.trouver(octets, RETOUR));
    });
    ouvert.addEventListener("close", () => {
      if (ouvert !== flux) return;
      trou ||= enCours || sansReponse.length > 0;
      perdues = [...perdues, ...sansReponse, ...(tenues ?? [])];
      sansReponse = [];
      tenues = suite = null;
      enCours = false;
      fichiers = 0;
      montrer();
      if (performance.now() - gestes.page > JUSTE) gestes.page = 0;
      if (etat.ouvertures) attente.douter(COUPE, true);
    });
  }
  function entendre(message) {
    const genre = message.numero;
    if (genre === RETOUR.navigation) pages = protocole.lirePages(message);
    else if (genre === RETOUR.new_session) enCours = commencee = true;
    else if (genre === RETOUR.backend_operation_response) fichiers = Math.max(0, fichiers - 1);
    else if (genre === RETOUR.script_finished && commencee && !protocole.estInterrompue(message)) {
      enCours = false;
      sansReponse = [];
      vers.venue = true;
      historique.repondre();
      sues = derniere && protocole.lireValeurs(derniere);
      if (suite) setTimeout(() => { suite?.(); suite = null; }); // once the front end has heard it too
    } else return;
    montrer();
  }
  /** Whether a demand is for a part of the page that is left, once the next page is asked for: the server would
      blank that one. The link wins. */
  function estQuittee(demande) {
    if (protocole.trouver(demande, ALLER).numero !== ALLER.rerun_script) return false;
    const { page, partie } = protocole.lireCible(demande);
    if (partie) return !vers.venue && page !== vers.page;
    if (page !== vers.page) vers = { page, venue: false };
    return false;
  }
  function noter(demande) {
    const genre = protocole.trouver(demande, ALLER).numero;
    if (genre === ALLER.rerun_script) {
      derniere = demande;
      sansReponse.push(demande);
      historique.noter();
      enCours = true;
      commencee = false;
    } else if (genre) fichiers += 1;
    if (genre) montrer();
  }
  addEventListener("DOMContentLoaded", () => { if (!etat.ouvertures) attente.douter(MUET, false); });

  const Vrai = window.WebSocket;
  window.WebSocket = class extends Vrai {
    constructor(adresse, protocoles) {
      super(adresse, protocoles);
      this.cartoEss = String(adresse).includes(FLUX);
      if (this.cartoEss) suivre(this, String(adresse), Array.isArray(protocoles) && protocoles[2]);
    }
    send(donnees) {
      if (!this.cartoEss || !donnees?.byteLength) return super.send(donnees);
      oublierGestes();
      let demande = protocole.octets(donnees).slice();
      if (historique.recule() && protocole.trouver(demande, { aller: ALLER.rerun_script }).numero) demande = protocole.revenir(demande);
      if (estQuittee(demande)) return;
      if (tenues) tenues.push(demande);
      else envoyer(demande);
    }
  };
  function envoyer(donnees) {
    noter(donnees);
    if (flux.readyState <= 1) Vrai.prototype.send.call(flux, donnees);
  }
})();
