import { monde_x, monde_y, union } from "./projection.js";

/** ~a is the arc a, followed backwards. @param {number} a */
export const rang_arc = (a) => (a < 0 ? ~a : a);

/** Decodes a quantised TopoJSON, once. @param {TopoJSON} fichier @returns {Topo} */
export function decoder({ transform, arcs: deltas, objects, carto }) {
  const { bouts, boites, bords, arcs } = decoder_arcs(deltas, transform);
  const communes = lire_formes(objects.communes ?? objects.unites, boites);
  if (objects.unites) {
    const recents = carto.epci[/** @type {number} */ (carto.millesimes.at(-1))];
    for (const u of communes) u.n ??= recents[/** @type {number} */ (u.e.at(-1))][1];
  }
  communes.forEach((c, i) => c.arcs.forEach((a) => bords[a].push(i)));
  return {
    arcs,
    bouts,
    bords,
    communes,
    carto,
    cle: "",
    caches: new Set(),
    ouverts: "",
    boite: union(communes.map((c) => c.boite)),
    departements: lire_formes(objects.departements, boites),
    rang: ranger(communes),
    noms: par_population(communes),
    k: 1,
    o: { x: 0, y: 0 },
    zoom: 0,
    ecran: [],
  };
}

/**
 * Of each arc: its points, its two ends as numbers, its box, and an empty list for the things on its sides.
 * @param {[number, number][][]} deltas @param {TopoJSON["transform"]} transform
 */
function decoder_arcs(deltas, { scale: [kx, ky], translate: [tx, ty] }) {
  /** @type {[number, number][]} */ const bouts = [];
  /** @type {Boite[]} */ const boites = [];
  /** @type {number[][]} */ const bords = [];
  const arcs = [];
  for (const arc of deltas) {
    // the one loop over every point, plain: it runs before a compiler warms to it
    const n = arc.length,
      xy = new Float64Array(2 * n);
    let x = 0,
      y = 0,
      debut = 0,
      x1 = Infinity,
      y1 = Infinity,
      x2 = -Infinity,
      y2 = -Infinity;
    for (let i = 0; i < n; i++) {
      x += arc[i][0];
      y += arc[i][1];
      if (!i) debut = x * 2 ** 26 + y;
      const px = monde_x(x * kx + tx),
        py = monde_y(y * ky + ty);
      xy[2 * i] = px;
      xy[2 * i + 1] = py;
      if (px < x1) x1 = px;
      if (px > x2) x2 = px;
      if (py < y1) y1 = py;
      if (py > y2) y2 = py;
    }
    arcs.push(xy);
    bouts.push([debut, x * 2 ** 26 + y]);
    boites.push([x1, y1, x2, y2]);
    bords.push([]);
  }
  return { arcs, bouts, boites, bords };
}

/** @param {{geometries: any[]} | undefined} objet @param {Boite[]} boites @returns {Forme[]} */
function lire_formes(objet, boites) {
  return (objet?.geometries ?? [])
    .filter((g) => g.arcs?.length)
    .map((g) => {
      const anneaux = g.type === "Polygon" ? g.arcs : g.arcs.flat(),
        arcs = anneaux.flat().map(rang_arc);
      return {
        ...g.properties,
        anneaux,
        arcs,
        boite: union(arcs.map((/** @type {number} */ a) => boites[a])),
      };
    });
}

/** @param {Forme[]} formes */
export const ranger = (formes) => new Map(formes.map((c, i) => [c.c, i]));

/** @param {Forme[]} formes */
export const par_population = (formes) => formes.filter((c) => c.p).sort((a, b) => b.p - a.p);
