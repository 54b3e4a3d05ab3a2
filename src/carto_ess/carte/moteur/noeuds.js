import { DEMIS, FORMES } from "./formes.js";

/**
 * A node of the page. Strings among the children become text nodes, never HTML: names are hostile text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} balise @param {string | undefined} [classe] @param {Enfant[]} enfants
 * @returns {HTMLElementTagNameMap[T]}
 */
export function noeud(balise, classe, ...enfants) {
  const n = document.createElement(balise);
  if (classe) n.className = classe;
  for (const e of enfants) if (e || e === 0) n.append(typeof e === "number" ? String(e) : e);
  return n;
}

/**
 * A drawing of a few strokes.
 * @param {string} vue @param {Record<string, string>[]} traits @param {string} [classe]
 */
export function dessin(vue, traits, classe) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", vue);
  svg.setAttribute("aria-hidden", "true");
  if (classe) svg.setAttribute("class", classe);
  for (const trait of traits) {
    const chemin = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
    for (const [nom, valeur] of Object.entries(trait)) chemin.setAttribute(nom, valeur);
  }
  return svg;
}

/**
 * The glyph of a type: full, half, hollow, or dotted when nothing is known.
 * @param {Scene} scene @param {TypeCooperation} type @param {Signe["etat"]} [etat]
 */
export function glyphe({ style }, type, etat = "2") {
  const d = FORMES[type.glyphe] ?? FORMES["●"],
    demi = DEMIS[type.glyphe] ?? DEMIS["●"];
  const plein = etat === "2" ? type.couleur : style.papier;
  const bord = etat === "2" || etat === "1" ? type.contour : style.creux;
  const tour = {
    d,
    fill: plein,
    stroke: bord,
    "stroke-width": "0.2",
    ...(etat === "x" && { "stroke-dasharray": ".25 .3" }),
  };
  const traits = etat === "1" ? [tour, { d: demi, fill: type.couleur }] : [tour];
  return dessin("-1.3 -1.3 2.6 2.6", traits, "carto-glyphe");
}

/** Says a failure over the map, aloud too. @param {Scene} scene @param {string} phrase */
export function alerter(scene, phrase) {
  const boite = scene.carte.getContainer().appendChild(noeud("div", "carto-erreur"));
  boite.setAttribute("role", "alert"); // before its words, or they would not be read out
  boite.textContent = phrase;
  return boite;
}

/**
 * A button of one drawing, with its name for those who do not see it.
 * @param {string} classe @param {string} nom @param {Enfant[]} enfants
 */
export function bouton(classe, nom, ...enfants) {
  const b = noeud("button", classe, ...enfants);
  b.type = "button";
  b.title = nom;
  b.setAttribute("aria-label", nom);
  return b;
}
