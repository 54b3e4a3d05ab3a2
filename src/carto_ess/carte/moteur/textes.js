/** What the frame says by itself, in French; CONFIG.textes adds what depends on the département. */
export const TEXTES = {
  zoom_avant: "Zoomer",
  zoom_arriere: "Dézoomer",
  perimetres: "Découpage {millesime}",
  plein_ecran: "Plein écran",
  quitter_plein_ecran: "Quitter le plein écran",
  image: "Télécharger l’image de la carte",
  png: "Image (PNG)",
  svg: "Dessin (SVG)",
  retour: "Tout le département",
  retour_court: "Le département",
  retour_fiche: "Toute la carte",
  deux_doigts: "Deux doigts pour déplacer la carte",
  molette: "Ctrl + molette pour zoomer",
  erreur:
    "Les contours n’ont pas pu être chargés. Rechargez la page ; le tableau sous la carte donne " +
    "les mêmes fiches.",
  fiche: "1 coopération recensée",
  fiches: "{n} coopérations recensées",
  aucune: "aucune coopération recensée",
  rien_de: "{aucun}",
  inconnu: "non renseigné",
  erreur_detail:
    "Les communes de {n} n’ont pas pu être chargées : l’EPCI reste dessiné d’un bloc. " +
    "Choisissez-le de nouveau pour réessayer.",
  communes: {
    aucune: "aucune de ses {m} communes n’est couverte",
    partie: "{k} communes sur {m} couvertes",
    une: "1 commune sur {m} couverte",
    toutes: "ses {m} communes sont couvertes",
  },
  partiel: "hachures en plus : en partie",
  doute: "selon la lecture du livret",
  incertain: "Dépend de la façon de lire une fiche.",
  ouvrir: "Cliquez pour voir ses communes.",
  natures: { siege: "siège à {lieu}", contact: "contact à {lieu}", lieu_action: "lieu d’action à {lieu}" },
  types: "Par type de coopération",
  groupe: "Types de coopération sur la carte",
  tous: "Tout afficher",
  ajouter: "Ajouter {nom}",
  vignette: "{nom} : {communes}, {part}",
  vignette_vide: "{nom}",
  couverture: "{nom} : {n} communes couvertes, {vides} sans.",
  sur_n: "{n} types choisis, {vides} communes sans aucun.",
  tout: "Tous les types, {vides} communes sans aucun.",
  legende: "Légende",
  legende_tous: "Types présents, par commune",
  legende_tous_court: "Types présents",
  legende_choisis: "Types choisis présents, sur {n}",
  aucun_type: "aucun type",
  aucun_des: "aucun des {n}",
  pays: "Pays",
  legende_fiche: "Territoire de la fiche",
  classes: ["1 fiche", "2 fiches", "3 et plus"],
  n_communes: "{n} communes",
  une_commune: "1 commune",
  signes: { 2: "présent", 1: "en partie", 0: "manque", x: "non renseigné" },
  deux: "deux fiches",
  epingle: "siège d’une structure",
};

/** Fills the {names} of a sentence. @param {string | undefined} modele @param {any} valeurs */
export const remplir_phrase = (modele, valeurs) =>
  String(modele ?? "").replace(/\{(\w+)\}/g, (tout, cle) => valeurs[cle] ?? tout);

/** A number as French writes it. @param {number} n */
export const nombre = (n) => n.toLocaleString("fr-FR");

/** « 1 commune », « 887 communes ». @param {any} textes @param {number} n */
export const compter_communes = (textes, n) =>
  remplir_phrase(n < 2 ? textes.une_commune.replace("1", String(n)) : textes.n_communes, { n: nombre(n) });
