/* The map engine: fetches the geometry once, then repaints it for each state that Python sends.
 *   cartoEss.start(map, CONFIG)   once, from the constant base script of the frame
 *   cartoEss.apply(STATE)         at each Streamlit run; may come before the geometry has arrived
 *   cartoEss.etat()               what is on screen, for tests; "carto-ess:dessin" is fired after each draw
 *   cartoEss.image("png" | "svg") what is seen, with title, legend, year and sources: a Blob
 *
 * The frame holds the map and, around it, one small map per type (their legend and their switch) and the
 * legend; it fills the box it is given, and its own width alone gives its shape (a rail, a strip, a row to
 * swipe).
 *
 * CONFIG {topologie: url, details: url of a folder where the map draws EPCI first, langue,
 *   police: url of the letters, feuille: the style sheets, where the page has not got them,
 *   tuiles: null | {url, attribution, options}, types: [{id, nom, aucun, couleur, contour, glyphe}],
 *   style: colours and lengths, vignettes: false for no small map,
 *   donnees: the TopoJSON itself, for a page that has no server,
 *   textes: {titre, attribution, sources, fichier, and any of TEXTES to say otherwise}}
 *   What CONFIG leaves out is taken from cartoEss.commun, which the file of the engine may set: the base
 *   script is sent again at every run, that file once.
 * STATE, built from fiches of every type, never filtered by a territory nor by words:
 *   millesime; types: [id] chosen, [] for all: nothing else depends on it, so that a tile repaints with no
 *   server;
 *   zones: base 36, file order; tables: [[fiches of each type of CONFIG]], by zone;
 *   signes: for each EPCI of carto.epci[millesime] and each type, fiches in base 36 (z: 35 and more) then
 *   0 none, 1 in some communes, 2 in all, x unknown; left out, no pill is drawn;
 *   effectifs: {id: {communes: text, part: text}}: figures of the tiles;
 *   incertains: {id of a type, or "tous": bits} that depend on how a fiche is read;
 *   etapes: [[SIREN, rank]] of the EPCI to extend to first;
 *   territoire: bits in focus, niveau: "epci" | "pays" | "commune", foyer: [objet, id] that a message would
 *   name; commune: code in focus; sujet: name of the territory or fiche;
 *   fiche: null | {id, type, communes: bits, departements: [code]}; inconnus: bits; annonce;
 *   vides: bits of the communes to hatch whatever their count, libelle_vide: what the legend calls them;
 *   clic: "commune" when every click names a commune;
 *   points: [[id, nom, rank of type, nature, lon, lat, lieu]], of every type;
 *   vue: {cle, cadre: "departement" | "territoire" | "ouverts" | "fiche"}: only a new key moves the map;
 *   couches: {noms: false, points: true, pays: true};
 *   where the file holds EPCI ("units", in place of communes), zones and bits are of every unit, then of the
 *   communes of those opened; ouverts: [key of a unit], couvertes: number of communes covered in each unit
 *   by the types of the state, two digits in base 36, fiche.parts: bits of the units covered in part.
 * Messages, {objet, id, n} with n growing: "types" (ids with commas, "" for all); "commune" or "epci" (a
 * click: an EPCI where nothing is in focus and on the veil, a commune inside the focus), "fiche", "rien";
 * "ensemble" leaves the focus and "retour" the fiche (button, sea, Escape); a link of the page, {objet,
 * id} of its data-*; "annule" takes back the choice of that n (a double click). Each one has in `avant`
 * those of the last ten seconds, for who has not heard them. With CONFIG.pret, "pret" is sent once, when
 * the map is painted or cannot be.
 *
 * Modules of one noun each; `Scene` holds what one map knows, and every function takes it. Names are hostile
 * text: they reach the page through text nodes and fillText only, never as HTML.
 */
import { demarrer } from "./depart.js";
import { montrer_points } from "./epingles.js";
import { appliquer } from "./etat.js";
import { poser_etiquettes } from "./etiquettes.js";
import { faire_image } from "./image.js";
import { Scene } from "./scene.js";
import { TEXTES } from "./textes.js";
import { compter } from "./zones.js";

/** What is on screen; names are placed only for one who asks for them. @param {Scene} scene */
function decrire(scene) {
  const { base, topo, etat, compte, carte } = scene,
    nommer = () => (etat ? poser_etiquettes(scene) : { blocs: [], noms: [] });
  return {
    pret: compte.dessins > 0 && compte.peints > 0,
    nCommunes: topo?.communes.length ?? 0,
    nDessinees: compte.dessinees,
    zones: new Set(scene.zones).size,
    points: etat ? montrer_points(scene).length : 0,
    millesime: etat?.millesime ?? null,
    types: scene.types,
    fiche: etat?.fiche?.id ?? null,
    commune: etat?.commune ?? null,
    niveau: etat?.niveau ?? null,
    foyer: etat?.foyer ?? null,
    epci: etat?.foyer?.[0] === "epci" ? etat.foyer[1] : null,
    focus: scene.focus?.reduce((n, b) => n + b, 0) ?? 0,
    couches: etat?.couches ?? {},
    ouverts: [...(topo?.caches ?? [])].map((i) => base.communes[i].c),
    regions: scene.regions.map(([classe]) => classe),
    vides: compter(scene, "vide"),
    get blocs() {
      return nommer().blocs.map((b) => ({
        ...b,
        nom: b.lignes.join(" "),
        signes: b.signes.map((s) => s.etat).join(""),
      }));
    },
    get noms() {
      return nommer().noms.map((n) => n.texte);
    },
    partiels: scene.partiels?.length ?? 0,
    dessins: compte.dessins,
    peints: compte.peints,
    temps: { ...scene.temps },
    bulle: scene.bulle?.hidden ? null : (scene.bulle?.textContent ?? null),
    cadre: carte._loaded ? carte.getBounds().toBBoxString().split(",").map(Number) : null,
  };
}

/** @type {Scene | null} */ let scene = null;

/** @type {any} a state that came first */ let attente = null;

/** @type {Partial<Config>} */ const commun = {};

window.cartoEss = {
  commun,
  start(/** @type {any} */ carte, /** @type {Config} */ config) {
    const textes = { ...TEXTES, ...commun.textes, ...config.textes };
    scene = new Scene(carte, { ...commun, ...config, textes });
    scene.voulu = attente;
    return demarrer(scene);
  },
  apply(/** @type {any} */ etat) {
    if (scene) appliquer(scene, etat);
    else attente = etat;
  },
  etat: () => (scene ? decrire(scene) : { pret: false }),
  image: (/** @type {"png" | "svg"} */ format) => scene && faire_image(scene, format),
};
