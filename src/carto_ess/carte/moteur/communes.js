import { monde } from "./projection.js";

/**
 * The commune, or the unit, at a place; `null` at sea.
 * @param {Topo} topo @param {{lng: number, lat: number}} latlng
 */
export function trouver_commune(topo, latlng) {
  const { x, y } = monde(latlng);
  const i = topo.communes.findIndex(
    ({ boite: b, arcs }) => x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && contient(topo, arcs, x, y),
  );
  return i < 0 ? null : i;
}

/** @param {Pick<Topo, "arcs">} topo @param {number[]} arcs @param {number} x @param {number} y */
export function contient(topo, arcs, x, y) {
  let dans = false; // parity of the crossings: neither the order of the arcs nor their direction matters
  for (const xy of arcs.map((a) => topo.arcs[a]))
    for (let i = 2; i < xy.length; i += 2)
      if (
        xy[i - 1] > y !== xy[i + 1] > y &&
        x < xy[i - 2] + ((xy[i] - xy[i - 2]) * (y - xy[i - 1])) / (xy[i + 1] - xy[i - 1])
      )
        dans = !dans;
  return dans;
}

/** The year whose EPCI the file draws for the one shown: years alike are drawn once. @param {Scene} scene */
const annee_dessinee = ({ topo: { carto }, etat: { millesime } }) => carto.dessins?.[millesime] ?? millesime;

/** Rank of the EPCI of a thing in the year shown. @param {Scene} scene @param {number} i */
export const rang_epci = (scene, i) =>
  scene.topo.communes[i].e[scene.topo.carto.millesimes.indexOf(annee_dessinee(scene))];

/** [SIREN, name] of the EPCI of the year shown. @param {Scene} scene */
export const liste_epci = (scene) => scene.topo.carto.epci[annee_dessinee(scene)] ?? [];

/** The middle of a thing's land, at zoom 0. @param {Topo} topo @param {Forme} forme @returns {Point2} */
export function centre(topo, { anneaux, boite: [x1, y1, x2, y2] }) {
  let aire = 0,
    sx = 0,
    sy = 0;
  for (const anneau of anneaux)
    for (const a of anneau) {
      const xy = topo.arcs[a < 0 ? ~a : a],
        sens = a < 0 ? -1 : 1;
      for (let i = 2; i < xy.length; i += 2) {
        const px = xy[i - 2] - x1,
          py = xy[i - 1] - y1,
          qx = xy[i] - x1,
          qy = xy[i + 1] - y1;
        const croix = sens * (px * qy - qx * py);
        aire += croix;
        sx += (px + qx) * croix;
        sy += (py + qy) * croix;
      }
    }
  return aire ? { x: x1 + sx / 3 / aire, y: y1 + sy / 3 / aire } : { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}
