import { rang_epci } from "./communes.js";
import { cache, maille, region, terre } from "./contours.js";
import { COULEURS } from "./couleurs.js";
import { motif_partiel } from "./motifs.js";
import { peindre_noms } from "./noms.js";
import { remplir, teinte, tracer } from "./pinceau.js";
import { peindre_points, placer_points } from "./points.js";
import { projeter } from "./projection.js";
import { style_classe } from "./zones.js";

/**
 * One Leaflet path that paints a whole canvas: hit tests are ours, no event hangs on 887 layers.
 * @param {Scene} scene @param {(ctx: Ctx, scene: Scene) => void} peindre
 */
export function creer_dessin(scene, peindre) {
  const Dessin = L.Path.extend({
    options: { interactive: false },
    _project() { if (projeter(scene)) placer_points(scene.topo, scene.points); },
    _update() {},
    _updatePath() { if (scene.etat && this._renderer._drawing) peindre(this._renderer._ctx, scene); },
    peindre_bientot() { this._renderer._requestRedraw(this); }, // no bounds: one redraw of the whole canvas
  });
  const dessin = new Dessin();
  return L.setOptions(dessin, { renderer: L.canvas({ padding: 0.2 }) }) && dessin;
}

/** Land, classes, borders, the fiche. @param {Ctx} ctx @param {Scene} scene */
export function peindre_fond(ctx, scene) {
  const debut = performance.now(), { topo, etat: { couches, fiche, territoire, epci, millesime } } = scene;
  peindre_voisins(ctx, scene);
  remplir(ctx, topo, terre(scene), COULEURS.papier, scene.config.tuiles ? 0.6 : 1);
  if (couches.types) {
    for (const [classe, anneaux] of scene.regions) remplir(ctx, topo, anneaux, style_classe(scene, classe));
    if (scene.partiels) remplir(ctx, topo, scene.partiels, motif_partiel(scene));
  }
  peindre_limites(ctx, scene);
  const cle = `filtre ${millesime} ${epci} ${territoire}`;
  if (scene.dedans) detacher(ctx, scene, scene.dedans, cle, COULEURS.choix, territoire ? 0.25 : 0.78);
  if (fiche && scene.couverts) peindre_fiche(ctx, scene, scene.couverts);
  scene.compte.peints += 1;
  scene.temps.dessin = performance.now() - debut;
  dispatchEvent(new CustomEvent("carto-ess:dessin"));
}

/** @param {Ctx} ctx @param {Scene} scene */
function peindre_voisins(ctx, { topo, etat: { fiche }, config }) {
  const type = fiche && config.types.find((t) => t.id === fiche.type), opaque = !config.tuiles;
  for (const d of topo.voisins) {
    const atteint = type && fiche?.departements?.includes(d.c) ? type : null;
    const couleur = atteint ? teinte(atteint.couleur, 0.2) : COULEURS.voisin;
    remplir(ctx, topo, d.anneaux, couleur, opaque ? 1 : 0.55);
    tracer(ctx, topo, d.anneaux, atteint ? atteint.contour : COULEURS.trait_voisin, 1);
  }
}

/** @param {Ctx} ctx @param {Scene} scene */
function peindre_limites(ctx, scene) {
  const { topo, zones, minuscules: petit, etat: { couches, millesime } } = scene, loin = topo.zoom < 9.5;
  const communes = () => maille(scene, "communes", (i) => i);
  if (couches.communes && !petit) {
    if (topo.zoom > 10.5) tracer(ctx, topo, communes(), "#fff", 2, 0.7); // or the stripes would hide the line
    tracer(ctx, topo, communes(), COULEURS.commune, loin ? 0.5 : 0.8, loin ? 0.3 : 0.75);
  }
  if (couches.pays) {
    const pays = maille(scene, "pays", (i) => topo.communes[i].y);
    tracer(ctx, topo, pays, COULEURS.pays, 3.4, 0.85, [11, 3.5, 3, 3.5]);
  }
  if (couches.epci) {
    const epci = maille(scene, `epci ${millesime}`, (i) => rang_epci(scene, i));
    tracer(ctx, topo, epci, COULEURS.epci, petit ? 0.5 : loin ? 1 : 1.5, petit ? 0.5 : 0.75);
  }
  if (couches.types && !petit) {
    const bords = maille(scene, `zones ${scene.etat.zones}`, (i) => zones[i]);
    tracer(ctx, topo, bords, COULEURS.zone, loin ? 0.9 : 1.3);
  }
  tracer(ctx, topo, terre(scene), COULEURS.zone, 1.3);
}

/**
 * Veils what is outside and outlines what is inside.
 * @param {Ctx} ctx @param {Scene} scene @param {(number | boolean)[]} garde @param {string} cle
 * @param {string} couleur @param {number} voile
 */
function detacher(ctx, scene, garde, cle, couleur, voile) {
  const { topo } = scene, bord = region(scene, cle, (i) => garde[i] && !cache(scene, i));
  remplir(ctx, topo, region(scene, `hors ${cle}`, (i) => !garde[i] && !cache(scene, i)), "#fff", voile);
  tracer(ctx, topo, bord, "#fff", 5, 0.9);
  tracer(ctx, topo, bord, couleur, 2.5);
}

/** @param {Ctx} ctx @param {Scene} scene @param {number[]} couverts */
function peindre_fiche(ctx, scene, couverts) {
  const { topo, parties } = scene, fiche = /** @type {NonNullable<Etat["fiche"]>} */ (scene.etat.fiche);
  const type = scene.type_de(fiche.type), cle = `fiche ${fiche.communes}`;
  const dans = region(scene, cle, (i) => couverts[i] && !cache(scene, i));
  remplir(ctx, topo, dans, "#fff", 0.86);
  remplir(ctx, topo, dans, type.couleur, 0.42);
  if (parties) {
    const en_partie = region(scene, `parts ${cle}`, (i) => parties[i] && !cache(scene, i));
    remplir(ctx, topo, en_partie, "#fff", 0.86);
    remplir(ctx, topo, en_partie, type.couleur, 0.25);
    remplir(ctx, topo, en_partie, motif_partiel(scene));
  }
  if (scene.etat.couches.epci) {
    const epci = maille(scene, `epci ${scene.etat.millesime}`, (i) => rang_epci(scene, i));
    tracer(ctx, topo, epci, COULEURS.epci, 0.9, 0.5);
  }
  const garde = parties ? couverts.map((c, i) => c || parties[i]) : couverts;
  detacher(ctx, scene, garde, `${cle} ${fiche.parts}`, type.contour, 0.82);
}

/** Hover, selection, names, points. @param {Ctx} ctx @param {Scene} scene */
export function peindre_dessus(ctx, scene) {
  const { topo, choix, survole, etat: { couches } } = scene;
  if (survole !== null && survole !== choix) {
    tracer(ctx, topo, topo.communes[survole].anneaux, COULEURS.choix, 1.6, 0.85);
  }
  if (choix !== null) {
    const bord = topo.communes[choix].anneaux;
    tracer(ctx, topo, bord, "#fff", 8);
    tracer(ctx, topo, bord, COULEURS.choix, 5.4);
    tracer(ctx, topo, bord, "#fff", 1.8);
  }
  if (couches.noms) peindre_noms(ctx, scene);
  if (couches.points) peindre_points(ctx, scene);
}
