import { rang_epci } from "./communes.js";
import { cache, region } from "./contours.js";
import { peindre_etiquettes } from "./ecriture.js";
import { montrer_points, peindre_epingles, placer_points } from "./epingles.js";
import { poser_etiquettes } from "./etiquettes.js";
import { cerner } from "./focus.js";
import { peindre_terre } from "./peinture.js";
import { tracer } from "./pinceau.js";
import { projeter } from "./projection.js";

/**
 * One Leaflet path that paints a whole canvas: hit tests are ours, no event hangs on 887 layers.
 * @param {Scene} scene @param {(ctx: Ctx, scene: Scene) => void} peindre
 */
export function creer_dessin(scene, peindre) {
  const Dessin = L.Path.extend({
    options: { interactive: false },
    _project() {
      if (projeter(scene) && scene.etat) placer_points(scene.topo, montrer_points(scene));
    },
    _update() {},
    _updatePath() {
      if (scene.etat && this._renderer._drawing) peindre(this._renderer._ctx, scene);
    },
    peindre_bientot() {
      this._renderer._requestRedraw(this);
    }, // no bounds: one redraw of the whole canvas
  });
  const dessin = new Dessin();
  return L.setOptions(dessin, { renderer: L.canvas({ padding: 0.2 }) }) && dessin;
}

/** Land, classes, borders, and the focus or the fiche over them. @param {Ctx} ctx @param {Scene} scene */
export function peindre_fond(ctx, scene) {
  const debut = performance.now();
  peindre_terre(ctx, scene);
  scene.compte.peints += 1;
  scene.temps.dessin = performance.now() - debut;
  dispatchEvent(new CustomEvent("carto-ess:dessin"));
}

/** Hover, labels, pins. @param {Ctx} ctx @param {Scene} scene */
export function peindre_dessus(ctx, scene) {
  const { topo, choix, survole, style } = scene;
  if (survole !== null) tracer(ctx, topo, bord_survol(scene, survole), style.encre, 2);
  if (choix !== null) cerner(ctx, scene, bord_survol(scene, choix), style.encre);
  if (scene.nomme) peindre_etiquettes(ctx, scene, poser_etiquettes(scene));
  else nommer_bientot(scene);
  peindre_epingles(ctx, scene);
}

/**
 * The land first: placing its names takes longer than painting it. They are placed while the server answers
 * that the map is there.
 * @param {Scene} scene
 */
function nommer_bientot(scene) {
  scene.nomme = true;
  requestAnimationFrame(() => setTimeout(() => scene.dessus.peindre_bientot()));
}

/** The outline of what a click would choose. @param {Scene} scene @param {number} i */
function bord_survol(scene, i) {
  const { topo, etat } = scene,
    rang = rang_epci(scene, i);
  if (topo.communes[i].d || choisit_commune(scene, i)) return topo.communes[i].anneaux;
  return region(
    scene,
    `epci ${etat.millesime} ${rang}`,
    (j) => rang_epci(scene, j) === rang && !cache(scene, j),
  );
}

/**
 * Inside the focus a click chooses a commune; elsewhere its EPCI, if it has one.
 * @param {Scene} scene @param {number} i
 */
export function choisit_commune(scene, i) {
  const { topo, focus, etat, config } = scene;
  return (
    etat.clic === "commune" ||
    Boolean(focus?.[i]) ||
    Boolean(config.details) ||
    rang_epci(scene, i) === undefined ||
    topo.carto.epci[etat.millesime] === undefined
  );
}
