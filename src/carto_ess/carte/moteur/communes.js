import { monde } from "./projection.js";

/**
 * The commune, or the unit, at a place; `null` at sea.
 * @param {Topo} topo @param {{lng: number, lat: number}} latlng
 */
export function trouver_commune(topo, latlng) {
  const { x, y } = monde(latlng);
  const i = topo.communes.findIndex(({ boite: b, arcs }) =>
    x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && contient(topo, arcs, x, y));
  return i < 0 ? null : i;
}

/** @param {Pick<Topo, "arcs">} topo @param {number[]} arcs @param {number} x @param {number} y */
export function contient(topo, arcs, x, y) {
  let dans = false; // parity of the crossings: neither the order of the arcs nor their direction matters
  for (const xy of arcs.map((a) => topo.arcs[a]))
    for (let i = 2; i < xy.length; i += 2)
      if (xy[i - 1] > y !== xy[i + 1] > y
        && x < xy[i - 2] + (xy[i] - xy[i - 2]) * (y - xy[i - 1]) / (xy[i + 1] - xy[i - 1])) dans = !dans;
  return dans;
}

/** The year whose EPCI the file draws for the one shown: years alike are drawn once. @param {Scene} scene */
const annee_dessinee = ({ topo: { carto }, etat: { millesime } }) => carto.dessins?.[millesime] ?? millesime;

/** Rank of the EPCI of a thing in the year shown. @param {Scene} scene @param {number} i */
export const rang_epci = (scene, i) =>
  scene.topo.communes[i].e[scene.topo.carto.millesimes.indexOf(annee_dessinee(scene))];

/** [SIREN, name] of the EPCI of the year shown. @param {Scene} scene */
export const liste_epci = (scene) => scene.topo.carto.epci[annee_dessinee(scene)] ?? [];
