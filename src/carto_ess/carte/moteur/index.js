/* The map engine: fetches the geometry once, then repaints it for each state that Python sends.
 *   cartoEss.start(map, CONFIG)   once, from the constant base script of the frame
 *   cartoEss.apply(STATE)         at each Streamlit run; may come before the geometry has arrived
 *   cartoEss.etat()               what is on screen, for tests; "carto-ess:dessin" is fired after each draw
 *
 * CONFIG {topologie: url, details: url of a folder where the map draws EPCI first, langue,
 *   tuiles: null | {url, attribution, options}, types: [{id, nom, couleur, contour, glyphe}],
 *   donnees: the TopoJSON itself, for a page that has no server; textes: {titre, attribution, and any of
 *   TEXTES to say otherwise; legende: "" draws no legend}}
 * STATE {millesime, mode: "types" | "nombre", types: [id, in lane order], zones: base 36, file order,
 *   tables: [[count of each type of CONFIG]], by zone; effectifs: {id of a type: fiches, aucune: communes};
 *   epci, commune, fiche: null | {id, type, communes: bits, departements: [code]}, inconnus: bits, annonce,
 *   vides: bits of the communes to hatch whatever their count, libelle_vide: what the legend calls them,
 *   territoire: bits, framed like an EPCI and by the same veil,
 *   where the file holds EPCI ("units", in place of communes), zones and bits are of every unit, then of the
 *   communes of those opened; ouverts: [key of a unit], couvertes: number of communes covered in each unit,
 *   two digits in base 36, fiche.parts: bits of the units that the fiche covers in part;
 *   points: [[id, nom, rank of type, nature, lon, lat, lieu]],
 *   vue: {cle, cadre: "departement" | "epci" | "ouverts" | "commune" | "fiche"},
 *   couches: {communes, epci, pays, points, types, noms}}   what is left out keeps its default
 * With CONFIG.pret, {objet: "pret"} is sent once, when the map is painted or cannot be.
 * A click sends {objet: "commune" | "epci" (a unit) | "fiche" | "rien", id, n}, n growing; Escape from opened
 * units, "ensemble"; a link of the page, {objet, id} of its data-*.
 *
 * Modules of one noun each; `Scene` holds what one map knows, and every function takes it. Names are hostile
 * text: they reach the page through text nodes and fillText only, never as HTML.
 */
import { demarrer } from "./depart.js";
import { appliquer } from "./etat.js";
import { Scene } from "./scene.js";
import { TEXTES } from "./textes.js";

/** What is on screen. @param {Scene} scene */
function decrire(scene) {
  const { base, topo, etat, compte, carte } = scene;
  return {
    pret: compte.dessins > 0 && compte.peints > 0, nCommunes: topo?.communes.length ?? 0,
    nDessinees: compte.dessinees, zones: new Set(scene.zones).size, points: scene.points.length,
    millesime: etat?.millesime ?? null,
    fiche: etat?.fiche?.id ?? null, commune: topo?.communes[scene.choix ?? -1]?.c ?? null,
    epci: etat?.epci ?? null,
    ouverts: [...(topo?.caches ?? [])].map((i) => base.communes[i].c),
    regions: scene.regions.map(([classe]) => classe),
    partiels: scene.partiels?.length ?? 0, dessins: compte.dessins, peints: compte.peints,
    temps: { ...scene.temps },
    cadre: carte._loaded ? carte.getBounds().toBBoxString().split(",").map(Number) : null,
  };
}

/** @type {Scene | null} */ let scene = null;
/** @type {any} a state that came first */ let attente = null;

window.cartoEss = {
  start(/** @type {any} */ carte, /** @type {Config} */ config) {
    scene = new Scene(carte, { ...config, textes: { ...TEXTES, ...config.textes } });
    scene.voulu = attente;
    return demarrer(scene);
  },
  apply(/** @type {any} */ etat) {
    if (scene) appliquer(scene, etat);
    else attente = etat;
  },
  etat: () => scene ? decrire(scene) : { pret: false },
};
