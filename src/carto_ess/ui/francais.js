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
    "Clear search": "Effacer la recherche",
    "Open sidebar": "Ouvrir le menu",
    "Expand sidebar": "Ouvrir le menu",
    "Close sidebar": "Fermer le menu",
    "Running...": "Chargement…",
    "Stop": "Arrêter",
    "Connecting": "Connexion…",
    "Connection error": "Connexion perdue",
    "Main menu": "Menu",
    "Print": "Imprimer",
    "Rerun": "Actualiser",
    "Help": "Aide",
    "Show help": "Afficher l’aide",
    "Skip to main content": "Aller au contenu",
  };
  const traduire = (noeud) => {
    if (noeud.nodeType === Node.TEXT_NODE) {
      const mot = MOTS[noeud.data.trim()];
      if (mot && !noeud.parentElement?.closest("[class^='ce-']")) noeud.data = mot;
    } else if (noeud.nodeType === Node.ELEMENT_NODE) {
      for (const attribut of ["aria-label", "title", "placeholder"]) {
        const mot = MOTS[noeud.getAttribute(attribut)];
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
