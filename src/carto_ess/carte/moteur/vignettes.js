import { FINESSE, HAUTEUR, LARGEUR, peindre_vignette } from "./miniature.js";
import { bouton, dessin, glyphe, noeud } from "./noeuds.js";
import { remplir_phrase } from "./textes.js";

/**
 * Small maps of each type: the legend of the types, and their switch.
 * @param {Scene} scene @param {(scene: Scene, id: string | null, en_plus: boolean) => void} choisir
 */
export function poser_vignettes(scene, choisir) {
  const {
      config: { types, textes },
    } = scene,
    groupe = noeud("div", "carto-vignettes");
  groupe.setAttribute("role", "group");
  groupe.setAttribute("aria-label", textes.groupe);
  const tous = noeud("button", "carto-tous", textes.tous);
  tous.type = "button";
  tous.hidden = true;
  tous.addEventListener("click", () => choisir(scene, null, false));
  groupe.append(noeud("div", "carto-tete", noeud("strong", "", textes.types), tous));
  for (const type of types) {
    const tuile = creer_vignette(scene, type, choisir);
    scene.vignettes.set(type.id, tuile);
    groupe.append(tuile);
  }
  return groupe;
}

/**
 * @param {Scene} scene @param {TypeCooperation} type @param {Parameters<typeof poser_vignettes>[1]} choisir
 */
function creer_vignette(scene, type, choisir) {
  const toile = noeud("canvas"),
    { textes } = scene.config;
  Object.assign(toile, { width: LARGEUR * FINESSE, height: HAUTEUR * FINESSE });
  toile.setAttribute("aria-hidden", "true");
  const nom = noeud("span", "carto-nom", glyphe(scene, type), noeud("span", "", type.nom));
  const presse = noeud(
    "button",
    "carto-presse",
    toile,
    nom,
    noeud("b", "carto-part"),
    noeud("span", "carto-effectif"),
  );
  presse.type = "button";
  presse.addEventListener("click", () => choisir(scene, type.id, false));
  const plus = bouton(
    "carto-plus",
    remplir_phrase(textes.ajouter, type),
    dessin("0 0 12 12", [TRAIT("M6 1.5v9M1.5 6h9")]),
  );
  plus.addEventListener("click", () => choisir(scene, type.id, true));
  const coche = noeud("span", "carto-coche", dessin("0 0 12 12", [TRAIT("M2 6.5l3 3l5-6.5")]));
  return noeud("div", "carto-tuile", presse, coche, plus);
}

/** @param {string} d */
const TRAIT = (d) => ({
  d,
  fill: "none",
  stroke: "currentColor",
  "stroke-width": "1.6",
  "stroke-linecap": "round",
});

/** Says which tiles are chosen. @param {Scene} scene */
export function marquer_vignettes(scene) {
  const { types, vignettes, cadre } = scene;
  for (const [id, tuile] of vignettes) {
    const choisie = types.includes(id),
      presse = /** @type {HTMLElement} */ (tuile.firstChild);
    presse.setAttribute("aria-pressed", String(choisie));
    tuile.classList.toggle("carto-choisie", choisie);
    /** @type {HTMLElement} */ (tuile.lastChild).hidden = choisie || !types.length;
  }
  const tous = /** @type {HTMLElement | null} */ (cadre.querySelector(".carto-tous"));
  if (tous) tous.hidden = !types.length;
}

/** Draws the tiles for what a state holds, and writes their figures. @param {Scene} scene */
export function dessiner_vignettes(scene) {
  const {
    etat,
    vignettes,
    config: { textes },
  } = scene;
  for (const [id, tuile] of vignettes) {
    const type = scene.type_de(id),
      effectif = etat.effectifs[id],
      presse = /** @type {HTMLElement} */ (tuile.firstChild);
    ecrire_dans(presse, ".carto-part", effectif?.part ?? "");
    ecrire_dans(presse, ".carto-effectif", effectif?.communes ?? "");
    const nom = remplir_phrase(effectif ? textes.vignette : textes.vignette_vide, {
      nom: type.nom,
      ...effectif,
    });
    presse.setAttribute("aria-label", nom);
    peindre_vignette(scene, type, /** @type {HTMLCanvasElement} */ (presse.firstChild));
  }
}

/** @param {HTMLElement} parent @param {string} cible @param {string} texte */
function ecrire_dans(parent, cible, texte) {
  const n = parent.querySelector(cible);
  if (n) n.textContent = texte;
}
