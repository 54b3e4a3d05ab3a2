/* The stream between the page and the server, seen from outside of Streamlit's front end, which
   leaves a page that was idle while its session died to answer nothing any more, and says nothing
   for as long as an answer takes. Here, and here alone, its protocol is known: numbers of fields of
   BackMsg, ClientState and ForwardMsg (tests/serveur/test_connexion.py holds them to Streamlit's).
   It stands at the head of the page: the first stream must not be opened before.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssConnexion) return;
  const ALLER = { rerun_script: 11, backend_operation_request: 19 };
  const ETAT = { query_string: 1, widget_states: 2, page_name: 4, fragment_id: 5, context_info: 8 };
  const ADRESSE = 4, REPRISE = "#reprise"; // of ContextInfo; what `streamlit_interne` looks for
  const RETOUR = { new_session: 4, script_finished: 6, backend_operation_response: 27 };
  const FLUX = "_stcore/stream", BIENTOT = 250, LONGTEMPS = 4000, MUET = 10000, COUPE = 1500;
  const etat = window.cartoEssConnexion = { ouvertures: 0, relances: 0, refus: false };
  let recul = false, enRecul = false, menu = "", dernier = null, modele = null, perdu = false, tenues = null, envois = 0, enCours = false, fichiers = 0, source = "", minuteur = 0, doute = 0;

  /** Yields number, bytes and body of each field of a message (protobuf's wire format). */
  function* champs(octets) {
    let i = 0;
    const varint = () => {
      let valeur = 0, rang = 1, octet;
      do { octet = octets[i++]; valeur += (octet & 127) * rang; rang *= 128; } while (octet & 128);
      return valeur;
    };
    while (i < octets.length) {
      const debut = i, cle = varint(), genre = cle % 8;
      let corps = null;
      if (genre === 0) varint();
      else if (genre === 2) { const n = varint(); corps = octets.subarray(i, i + n); i += n; }
      else if (genre === 1 || genre === 5) i += genre === 1 ? 8 : 4;
      else return;
      yield { numero: Math.floor(cle / 8), brut: octets.subarray(debut, i), corps };
    }
  }
  const lire = (d) => new Uint8Array(d.buffer ?? d, d.byteOffset, d.byteLength);
  const lireChamp = (octets, numero) => [...champs(octets)].find((c) => c.numero === numero)?.corps;
  const porte = (octets, numeros) => {
    for (const c of champs(octets)) if (numeros.includes(c.numero)) return c.numero;
    return 0;
  };
  const joindre = (morceaux) => new Uint8Array(morceaux.flatMap((m) => [...m]));
  function ecrireChamp(numero, corps) {
    const varint = (n) => n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
    return joindre([varint(numero * 8 + 2), varint(corps.length), corps]);
  }

  /** Asks for the page as its address says it, of a session that knows nothing of this visit; with
      what the visitor chose last, when the server may not have heard of it. */
  function relancer(flux, geste) {
    const gardes = [ETAT.context_info];
    if (geste) gardes.push(ETAT.widget_states);
    const suite = [...champs(modele)].filter((c) => gardes.includes(c.numero))
      .map((c) => c.numero === ETAT.context_info ? ecrireChamp(c.numero, marquer(c.corps)) : c.brut);
    // by its name, as at a first opening: a process that has run nothing yet knows no other way
    const dire = (numero, texte) => ecrireChamp(numero, new TextEncoder().encode(texte));
    const page = location.pathname.split("/").pop();
    const demande = joindre([
      dire(ETAT.query_string, location.search.slice(1)), dire(ETAT.page_name, page), ...suite,
    ]);
    etat.relances += 1;
    envoyer(flux, ecrireChamp(ALLER.rerun_script, demande)); // what is held waits for its end
  }
  const marquer = (contexte) => joindre([...champs(contexte)].map((c) => c.numero === ADRESSE
    ? ecrireChamp(c.numero, joindre([c.corps, new TextEncoder().encode(REPRISE)])) : c.brut));
  function laisser(flux) {
    const suite = tenues;
    tenues = null;
    suite.forEach((donnees) => envoyer(flux, donnees));
  }

  /** After the stream came back: is our session still there? What is asked meanwhile is held. */
  function verifier(flux, visite) {
    tenues = [];
    const adresse = `${source}commun/visite/${encodeURIComponent(visite || "aucune")}`;
    fetch(adresse, { cache: "no-store" }).then((r) => r.status, () => 0).then((statut) => {
      if (flux.readyState !== 1 || !tenues) return;
      const demandes = tenues.map((d) => lireChamp(lire(d), ALLER.rerun_script)).filter(Boolean);
      if (statut === 404 && demandes.every((d) => lireChamp(d, ETAT.fragment_id)?.length)) {
        relancer(flux, perdu); // nobody else asks for the whole page
      } else {
        if (perdu && !demandes.length) envoyer(flux, dernier); // the gesture that the cut took away
        laisser(flux);
      }
      perdu = false;
    });
  }

  function suivre(flux, adresse, visite) {
    source = adresse.replace(/^ws/, "http").split(FLUX)[0];
    etat.flux = flux;
    flux.addEventListener("open", () => {
      clearTimeout(doute);
      dire("");
      if (etat.ouvertures++ && modele) verifier(flux, visite);
    });
    flux.addEventListener("message", (e) => {
      if (!(e.data instanceof ArrayBuffer)) return;
      const genre = porte(new Uint8Array(e.data), Object.values(RETOUR));
      if (genre === RETOUR.script_finished) {
        enCours = perdu = false;
        if (tenues) setTimeout(laisser, 100, flux);
      }
      if (genre === RETOUR.backend_operation_response) fichiers = Math.max(0, fichiers - 1);
      if (genre) montrer();
    });
    flux.addEventListener("close", () => {
      perdu ||= enCours;
      tenues = null;
      enCours = false;
      fichiers = 0;
      montrer();
      if (etat.ouvertures) douter(COUPE);
    });
  }
  function noter(donnees) {
    const octets = lire(donnees), genre = porte(octets, Object.values(ALLER));
    if (genre === ALLER.rerun_script) {
      dernier = octets.slice();
      modele = lireChamp(dernier, genre);
      menu = "";
      if (!enRecul) recul = false;
      envois += 1;
      enCours = true;
    } else if (genre) fichiers += 1;
    if (genre) montrer();
  }

  /* What is waited for is shown soon, and in words when it lasts. */
  function montrer() {
    clearTimeout(minuteur);
    const racine = document.documentElement;
    if (!enCours && !fichiers) { racine.classList.remove("ce-attend"); phrase("attente", ""); return; }
    minuteur = setTimeout(() => {
      racine.classList.add("ce-attend");
      phrase("attente", fichiers ? "Préparation du fichier…" : "Chargement…");
      minuteur = setTimeout(() => {
        phrase("attente", fichiers
          ? "Préparation du fichier… Le serveur en fait quelques-uns à la fois\u00a0: le vôtre attend peut-être son tour."
          : "Le serveur met du temps à répondre…");
      }, LONGTEMPS);
    }, racine.classList.contains("ce-attend") ? 0 : BIENTOT);
  }
  function phrase(nom, texte) {
    let boite = document.getElementById(`ce-${nom}`);
    if (!boite && texte) {
      boite = document.createElement("div");
      boite.id = `ce-${nom}`;
      boite.setAttribute("role", nom === "attente" ? "status" : "alert");
      document.body.append(boite);
    }
    if (boite && boite.dataset.dit !== texte) {
      boite.dataset.dit = texte;
      boite.textContent = texte;
      boite.hidden = !texte;
    }
    return boite;
  }

  /* Without a stream for long: why, and what works without. */
  function douter(duree) {
    clearTimeout(doute);
    doute = setTimeout(() => {
      dire(etat.ouvertures
        ? "La connexion au serveur est coupée\u00a0: la page la reprend d’elle-même, et rien n’est perdu de ce que dit son adresse. "
        : "Le serveur ne répond pas à cette page depuis dix secondes. Il est arrêté, ou le réseau où vous êtes (proxy, pare-feu) bloque les connexions «\u00a0WebSocket\u00a0» dont elle a besoin\u00a0: demandez à qui le tient de les permettre. ");
    }, duree);
  }
  function dire(texte) {
    etat.refus = Boolean(texte);
    const boite = phrase("connexion", texte);
    if (!texte || !boite || boite.querySelector("a")) return;
    const lien = document.createElement("a");
    lien.href = `${source || "./"}secours`;
    lien.textContent = "Voir ce qui marche sans elle\u00a0: la carte en un fichier, les données";
    boite.append(lien);
  }
  addEventListener("DOMContentLoaded", () => { if (!etat.ouvertures) douter(MUET); });

  /* One step of history per gesture: the menu pushes a page, then the server its whole address; what
     the server writes at the first run is the address that was opened, said as it should be, unless
     a link was pressed: a link followed first of all is a step too. */
  const pousser = history.pushState.bind(history);
  let presse = false;
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

  const Vrai = window.WebSocket;
  window.WebSocket = class extends Vrai {
    constructor(adresse, protocoles) {
      super(adresse, protocoles);
      this.cartoEss = String(adresse).includes(FLUX);
      if (this.cartoEss) suivre(this, String(adresse), Array.isArray(protocoles) && protocoles[2]);
    }
    send(donnees) {
      if (!this.cartoEss || !donnees?.byteLength) super.send(donnees);
      else if (tenues) tenues.push(donnees);
      else envoyer(this, donnees);
    }
  };
  function envoyer(flux, donnees) {
    noter(donnees);
    if (flux.readyState <= 1) Vrai.prototype.send.call(flux, donnees);
  }
})();
