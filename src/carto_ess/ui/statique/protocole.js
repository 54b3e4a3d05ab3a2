/* What the page and the server say to each other, read and written as bytes (protobuf's wire format):
   the numbers of the fields are Streamlit's (tests/serveur/test_connexion.py holds them to it).
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssProtocole) return;
  const ALLER = { rerun_script: 11, backend_operation_request: 19 };
  const ETAT = {
    query_string: 1, widget_states: 2, page_script_hash: 3, page_name: 4, fragment_id: 5, context_info: 8,
    is_history_navigation: 9,
  };
  const ADRESSE = 4, REPRISE = "#reprise", RETOUR_EN = "#retour"; // of ContextInfo; what `streamlit_interne` looks for
  // of WidgetState: what was pressed once, and is no value
  const SAISIE = { trigger_value: 2, string_trigger_value: 14, chat_input_value: 15, json_trigger_value: 16 };
  const RETOUR = { new_session: 4, script_finished: 6, navigation: 23, backend_operation_response: 27 };
  // what belongs to no run
  const RESTE = {
    session_status_changed: 9, session_event: 10, file_urls_response: 19, heartbeat_ack: 26,
    backend_operation_response: 27,
  };
  const ENTETE = { metadata: 2 }, COURSE = { run: 6 }, PARTIES = { fragment_ids: 2 };
  const MENU = { app_pages: 2 }, PAGE = { page_script_hash: 1, is_default: 4, url_pathname: 6 };
  const INTERROMPUE = 2; // of ScriptFinishedStatus: another run follows at once

  /** Yields number, bytes and body (or value) of each field of a message. */
  function* champs(octets) {
    let i = 0;
    const varint = () => {
      let valeur = 0, rang = 1, octet;
      do { octet = octets[i++]; valeur += (octet & 127) * rang; rang *= 128; } while (octet & 128);
      return valeur;
    };
    while (i < octets.length) {
      const debut = i, cle = varint(), genre = cle % 8;
      let corps = null, valeur = 0;
      if (genre === 0) valeur = varint();
      else if (genre === 2) { const n = varint(); corps = octets.subarray(i, i + n); i += n; }
      else if (genre === 1 || genre === 5) i += genre === 1 ? 8 : 4;
      else return;
      yield { numero: Math.floor(cle / 8), brut: octets.subarray(debut, i), corps, valeur };
    }
  }
  const joindre = (morceaux) => new Uint8Array(morceaux.flatMap((m) => [...m]));
  const dire = (texte) => new TextEncoder().encode(texte);
  const entendre = (octets) => octets ? new TextDecoder().decode(octets) : "";
  const lire = (octets, numero) => [...champs(octets)].find((c) => c.numero === numero)?.corps;
  function ecrire(numero, corps) {
    const varint = (n) => n < 128 ? [n] : [n % 128 + 128, ...varint(Math.floor(n / 128))];
    return joindre([varint(numero * 8 + 2), varint(corps.length), corps]);
  }
  /** Changes the fields of a message: `change` returns what stands for one, null for nothing. */
  const changer = (octets, change) => joindre([...champs(octets)].map((c) => change(c) ?? []));
  const VIDE = new Uint8Array();
  const porte = (octets, numero) => [...champs(octets)].some((c) => c.numero === numero && c.valeur);
  /** Ends the address that the page gives of itself with a mark, which takes the place of another. */
  const marquer = (contexte, marque) => changer(contexte, (c) => c.numero === ADRESSE
    ? ecrire(ADRESSE, dire(entendre(c.corps).replace(/#(?:reprise|retour)$/, "") + marque)) : c.brut);
  const saisies = Object.values(SAISIE);

  window.cartoEssProtocole = {
    ALLER, RETOUR,
    octets: (d) => new Uint8Array(d.buffer ?? d, d.byteOffset, d.byteLength),
    /** The first field of a message that is one of these, and its number; 0 when there is none. */
    trouver(octets, genres) {
      for (const c of champs(octets)) if (Object.values(genres).includes(c.numero)) return c;
      return { numero: 0 };
    },
    estInterrompue: (fin) => fin.valeur === INTERROMPUE,
    estPremiere: (demande) => !lire(lire(demande, ALLER.rerun_script), ETAT.page_script_hash)?.length,
    /** The page that each address of the menu names, "" for the first one. */
    lirePages(menu) {
      const pages = [...champs(menu.corps)].filter((c) => c.numero === MENU.app_pages).map((c) => c.corps);
      return new Map(pages.map((p) => [
        porte(p, PAGE.is_default) ? "" : entendre(lire(p, PAGE.url_pathname)),
        entendre(lire(p, PAGE.page_script_hash)),
      ]));
    },
    /** What widgets were worth in a demand, without what was pressed. */
    lireValeurs(demande) {
      const etats = lire(lire(demande, ALLER.rerun_script), ETAT.widget_states);
      const pressee = (w) => [...champs(w.corps)].some((c) => saisies.includes(c.numero));
      return etats && changer(etats, (w) => pressee(w) ? null : w.brut);
    },
    /** A demand for the page of an address, as of a session that knows nothing of this visit. `page` is known
        by its code where this page was drawn, so that what it shows stays in place, else by its name. */
    demanderPage(modele, { requete, page, nom, valeurs }) {
      const contexte = lire(lire(modele, ALLER.rerun_script), ETAT.context_info);
      return ecrire(ALLER.rerun_script, joindre([
        ecrire(ETAT.query_string, dire(requete)),
        page ? ecrire(ETAT.page_script_hash, dire(page)) : ecrire(ETAT.page_name, dire(nom)),
        ...(valeurs ? [ecrire(ETAT.widget_states, valeurs)] : []),
        ...(contexte ? [ecrire(ETAT.context_info, marquer(contexte, REPRISE))] : []),
      ]));
    },
    /** A demand said again. For the whole page: a new session knows no part of it, an old one may have sent
        half of it in vain. Its address may be older than the view that the server holds, but after Back. */
    redire(demande) {
      const corps = lire(demande, ALLER.rerun_script), retour = porte(corps, ETAT.is_history_navigation);
      return ecrire(ALLER.rerun_script, changer(corps, (c) => {
        if (c.numero === ETAT.fragment_id) return null;
        return c.numero === ETAT.context_info && !retour ? ecrire(c.numero, marquer(c.corps, REPRISE)) : c.brut;
      }));
    },
    /** The code of the page that a demand is of, and whether it is for a part of it alone. */
    lireCible(demande) {
      const corps = lire(demande, ALLER.rerun_script) ?? VIDE;
      return { page: entendre(lire(corps, ETAT.page_script_hash)), partie: Boolean(lire(corps, ETAT.fragment_id)?.length) };
    },
    /** A demand made by Back or Forward, which asks for an address whatever was shown. */
    revenir(demande) {
      return ecrire(ALLER.rerun_script, changer(lire(demande, ALLER.rerun_script), (c) =>
        c.numero === ETAT.context_info ? ecrire(c.numero, marquer(c.corps, RETOUR_EN)) : c.brut));
    },
    /** Whether a message is of no run, or begins that of the whole page. */
    estEntier(octets) {
      for (const c of champs(octets)) {
        if (Object.values(RESTE).includes(c.numero)) return { reste: true };
        if (c.numero !== RETOUR.new_session) continue;
        const course = lire(lire(octets, ENTETE.metadata) ?? VIDE, COURSE.run) ?? VIDE;
        return { debut: !lire(course, PARTIES.fragment_ids) };
      }
      return {};
    },
  };
})();
