/* Streamlit's own chrome speaks English: what a visitor can meet of it is said in French here.
   It has no option for this (streamlit/streamlit#1353, #8399). */
(() => {
  document.documentElement.lang = "fr";
  if (window.cartoEssFrancais) return;
  window.cartoEssFrancais = true;
  const MOTS = {
    "No results": "Aucun résultat",
    "No options to select": "Rien à choisir",
    "Choose an option": "Choisir",
    "Clear value": "Effacer le choix",
    "Clear all": "Tout effacer",
    "Clear entry": "Effacer la saisie",
    "Close": "Fermer",
    "Search": "Rechercher",
    "Expand sidebar": "Ouvrir le menu",
    "Collapse sidebar": "Fermer le menu",
    "Running...": "Chargement…",
    "Stop": "Arrêter",
    "Connecting": "Connexion…",
    "Connection error": "Connexion perdue",
    "Page not found": "Page introuvable",
    "streamlit run yourscript.py": "carto-ess serve",
    "Failed to generate file for download": "Le fichier n’a pas pu être préparé : filtrez les fiches, ou redemandez-le dans un instant.",
    "Request timed out": "Le fichier n’est pas prêt après trois minutes : filtrez les fiches, ou redemandez-le plus tard.",
    "Connection closed": "La connexion a été coupée : redemandez le fichier.",
    "Download failed": "Le téléchargement a échoué : redemandez le fichier.",
    "Main menu": "Menu",
    "Print": "Imprimer",
    "Rerun": "Actualiser",
    "Help": "Aide",
    "Skip to main content": "Aller au contenu",
    "Upload": "Choisir un fichier",
    "Drag and drop a file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici",
    "Add files": "Ajouter un fichier",
    "file upload": "Envoi d’un fichier",
    "Error:": "Erreur : ",
    "App pages": "Pages",
    "View less": "En voir moins",
    "Open": "Ouvrir",
  };
  const MOTIFS = [
    [/^(?:.*Error: )?(?:Failed to fetch dynamically|Importing a module|error loading dynamically|The requested module).*$/s, "Un morceau de cette page n’a pas pu être chargé : rechargez-la."],
    [/^(?:Type|Syntax)Error:$/, "Erreur :"],
    [/^AxiosError: Request failed with status code 403$/, "L’envoi est refusé : rechargez la page, puis redéposez le fichier."],
    [/^AxiosError: Request failed with status code 413$/, "Ce fichier est trop gros, ou il y en a déjà trop : retirez-en, puis recommencez."],
    [/^AxiosError: Request failed with status code \d+$/, "Le serveur n’a pas pu recevoir le fichier : réessayez dans un instant."],
    [/^AxiosError: .*$/, "La connexion a été coupée pendant l’envoi : redéposez le fichier."],
    [/^Connection lost\. Please wait for the app to reconnect.*$/, "La connexion est coupée : attendez que la page la reprenne, puis redéposez le fichier."],
    [/^Is Streamlit still running\?.*$/, "L’application est arrêtée sur cette machine : relancez-la, la page reprendra seule."],
    [/^Streamlit server is not responding\..*$/, "Le serveur ne répond pas : la page réessaie seule. Vérifiez votre connexion."],
    [/^Cannot connect to Streamlit.*$/s, "Le serveur refuse cette adresse : son administrateur doit l’ajouter à CARTO_ESS_HOTES."],
    [/^(?:You have requested page|The page that you have requested).*$/, "Cette page n’existe pas : voici la carte."],
    [/^(?:Limit )?(\d+)(?:\.0)? ?MB per file(.*)$/, "$1 Mo au plus par fichier$2"],
    [/^File must be (\d+)(?:\.0)? ?MB or smaller\.$/, "Ce fichier dépasse $1 Mo : retirez images et feuilles annexes."],
    [/^.* files are not allowed\.$/, "Ce type de fichier n’est pas accepté."],
    [/^Remove (.+)$/, "Retirer $1"],
    [/^(\d+) more$/, (_, n) => `${n} autre${n > 1 ? "s" : ""}`],
    [/^View (\d+) more$/, "En voir $1 de plus"],
    [/^Help for (.+)$/, "Aide : $1"],
    [/^This app has encountered an error\. .*$/s, "Cette page ne peut pas être affichée : une erreur est survenue, son détail est dans le journal du serveur."],
    [/^(.*, )?([\d.]+) ?(K|M)?B$/, (_, nom, n, u) =>
      `${nom || ""}${n.replace(".", ",")} ${u === "K" ? "k" : u || ""}o`],
  ];
  const dire = (texte) => {
    const propre = (texte || "").trim();
    if (MOTS[propre]) return MOTS[propre];
    const motif = MOTIFS.find(([forme]) => forme.test(propre));
    return motif && propre.replace(motif[0], motif[1]);
  };
  const traduire = (noeud) => {
    if (noeud.nodeType === Node.TEXT_NODE) {
      const mot = dire(noeud.data);
      // under the body: the root has a class of ours as long as the page waits
      if (mot && !noeud.parentElement?.closest("body [class^='ce-']")) noeud.data = mot;
    } else if (noeud.nodeType === Node.ELEMENT_NODE) {
      for (const attribut of ["aria-label", "title", "placeholder"]) {
        const mot = dire(noeud.getAttribute(attribut));
        if (mot) noeud.setAttribute(attribut, mot);
      }
      noeud.childNodes.forEach(traduire);
    }
  };
  traduire(document.body);
  new MutationObserver((lot) => lot.forEach((m) => {
    m.addedNodes.forEach(traduire);
    if (m.type === "characterData" || m.type === "attributes") traduire(m.target);
  })).observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "title", "placeholder"],
  });
})();
