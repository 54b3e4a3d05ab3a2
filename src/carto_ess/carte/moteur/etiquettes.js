import { boites_epingles } from "./epingles.js";
import { boite_bloc, poser_blocs, poser_commune, taille_epci } from "./blocs.js";
import { ecran } from "./projection.js";
import { nommer_communes, nommer_villes, nommer_alentours } from "./noms.js";

/** Labels of the view, made once for each découpage, zoom, types and focus. @param {Scene} scene */
export function poser_etiquettes(scene) {
  const { carte, topo, etat, types, etiquettes } = scene,
    { x, y } = carte.getSize();
  if (!x || !y) return { blocs: [], noms: [] };
  const coin = carte.containerPointToLayerPoint([0, 0]),
    place = scene.vise || topo.zoom > zoom_large(scene) ? coin : situer(scene, coin);
  const cle = [
    etat.millesime,
    topo.cle,
    types,
    etat.signes,
    etat.zones,
    etat.territoire,
    etat.fiche?.id,
    place,
    x,
    y,
    etat.couches.points,
    etat.couches.noms,
    topo.ouverts,
    etat.points?.length,
    etat.etapes,
  ].join("|");
  const faites = etiquettes.get(cle);
  if (faites) return faites;
  if (etiquettes.size > 30) etiquettes.clear();
  const debut = performance.now(),
    posees = composer_etiquettes(scene, [coin.x, coin.y, coin.x + x, coin.y + y]);
  scene.temps.etiquettes = performance.now() - debut;
  etiquettes.set(cle, posees);
  return posees;
}

/**
 * Where the whole stands in the frame, by steps of 40 px: what was out of it may be in sight.
 * @param {Scene} scene @param {Point2} coin
 */
function situer({ topo }, coin) {
  const { x, y } = ecran(topo, { x: topo.boite[0], y: topo.boite[1] });
  return [x - coin.x, y - coin.y].map((px) => Math.round(px / 40));
}

/** The zoom from which the whole no longer fits the frame. @param {Scene} scene */
const zoom_large = ({ carte, topo }) => {
  const { x, y } = carte.getSize(),
    [x1, y1, x2, y2] = topo.boite;
  return Math.log2(Math.min(x / (x2 - x1), y / (y2 - y1))) + 0.05;
};

/** @param {Scene} scene @param {Boite} vue */
function composer_etiquettes(scene, vue) {
  const s = taille_epci(scene),
    { etat } = scene;
  const marge = /** @type {Boite} */ ([vue[0] + 4, vue[1] + 4, vue[2] - 4, vue[3] - 16]);
  const pris = [...boites_commandes(scene, vue), ...boites_epingles(scene)];
  /** @type {Bloc[]} */ let blocs = [];
  /** @type {Nom[]} */ let noms = [];
  if (etat.couches.noms === false) return { blocs, noms };
  const commune = etat.niveau === "commune" && !etat.fiche && s >= 60 && etat.signes;
  if (commune) blocs = poser_commune(scene, marge, pris);
  if (etat.fiche || scene.vise) noms = nommer_communes(scene, marge, pris);
  if (commune) return { blocs, noms: [...noms, ...nommer_alentours(scene, marge, pris)] };
  if (s >= 60 && etat.signes && !etat.fiche) blocs = poser_blocs(scene, vue, marge, pris, s);
  else if (!scene.vise && !etat.fiche) noms = nommer_villes(scene, marge, pris);
  if (!scene.vise && !etat.fiche && s > 190)
    noms = nommer_communes(scene, marge, [...pris, ...blocs.map(boite_bloc)]);
  return {
    blocs,
    noms: [...noms, ...nommer_alentours(scene, marge, [...pris, ...blocs.map(boite_bloc)])],
  };
}

/**
 * Controls over the map, in layer pixels: no label hides under them.
 * @param {Scene} scene @param {Boite} vue @returns {Boite[]}
 */
function boites_commandes({ carte, cadre }, [x0, y0]) {
  const boite = carte.getContainer(),
    ici = boite.getBoundingClientRect();
  const sur = ".leaflet-control, .carto-retour:not([hidden]), .carto-bandeau .carto-tous:not([hidden])";
  return [...cadre.querySelectorAll(sur)].map((n) => {
    const { left, top, right, bottom } = n.getBoundingClientRect(),
      dx = x0 - ici.left,
      dy = y0 - ici.top;
    return [left + dx - 3, top + dy - 3, right + dx + 3, bottom + dy + 3];
  });
}
