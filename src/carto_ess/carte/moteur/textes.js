/** What the frame says by itself, in French; CONFIG.textes adds what depends on the département. */
export const TEXTES = {
  legende: "Légende", zoom_avant: "Zoomer", zoom_arriere: "Dézoomer", perimetres: "Périmètres {millesime}",
  erreur: "Les contours n’ont pas pu être chargés. Rechargez la page ; le tableau sous la carte donne " +
    "les mêmes fiches.",
  fiche: "1 coopération recensée", fiches: "{n} coopérations recensées", aucune: "aucune recensée",
  inconnu: "non renseigné",
  erreur_detail: "Les communes de {n} n’ont pas pu être chargées : l’EPCI reste dessiné d’un bloc. " +
    "Choisissez-le de nouveau pour réessayer.",
  communes: {
    aucune: "aucune de ses {m} communes n’est couverte", partie: "{k} communes sur {m} couvertes",
    une: "1 commune sur {m} couverte", toutes: "ses {m} communes sont couvertes",
  },
  partiel: "hachures en plus : en partie", ouvrir: "Cliquez pour voir ses communes.",
  fort: "trait épais : 2 fiches ou plus",
  lignes: { communes: "communes", epci: "EPCI", pays: "Pays", points: "points" },
  couches: "Afficher", legende_vide: "aucune",
  classes_type: ["1 fiche", "2 fiches", "3 fiches et plus"],
  classes_nombre: ["1 fiche", "2 ou 3 fiches", "4 fiches et plus"],
  natures: { siege: "siège à {lieu}", contact: "contact à {lieu}", lieu_action: "lieu d’action à {lieu}" },
};

/** Fills the {names} of a sentence. @param {string | undefined} modele @param {any} valeurs */
export const remplir_phrase = (modele, valeurs) =>
  String(modele ?? "").replace(/\{(\w+)\}/g, (tout, cle) => valeurs[cle] ?? tout);
