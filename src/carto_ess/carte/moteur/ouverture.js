import { par_population, ranger } from "./topologie.js";

/**
 * What is drawn when `unites` are opened: they give their place to the communes that came, keep their rank,
 * and are drawn no more.
 * @param {Topo} base @param {Forme[]} unites @param {Map<string, any>} details @returns {Topo}
 */
export function composer(base, unites, details) {
  const prets = unites.filter((u) => details.get(u.c)?.arcs),
    places = placer(base, unites);
  const topo = {
    ...base,
    cle: "",
    arcs: [...base.arcs],
    bouts: [...base.bouts],
    bords: [...base.bords],
    communes: base.communes.map((u) => (prets.includes(u) ? { ...u, anneaux: [], arcs: [] } : u)),
    caches: new Set(prets.map((u) => /** @type {number} */ (base.rang.get(u.c)))),
    ouverts: nommer_ouverts(unites, details),
  };
  prets.forEach((u, k) => ajouter(topo, u, details.get(u.c), k, /** @type {number} */ (places.get(u))));
  topo.noms = par_population(topo.communes.filter((c) => !prets.some((u) => u.c === c.c)));
  topo.rang = ranger(topo.communes);
  return topo;
}

/** @param {Forme[]} unites @param {Map<string, any>} details */
export const nommer_ouverts = (unites, details) =>
  unites.map((u) => (details.get(u.c)?.arcs ? u.c : `${u.c}?`)).join(" ");

/**
 * Place of the first commune of each unit in the texts of a state.
 * @param {Topo} base @param {Forme[]} unites
 */
function placer(base, unites) {
  /** @type {Map<Forme, number>} */ const places = new Map();
  unites.reduce((place, u) => {
    places.set(u, place);
    return place + u.m;
  }, base.communes.length);
  return places;
}

/** @param {Topo} topo @param {Forme} unite @param {Topo} detail @param {number} k @param {number} place */
function ajouter(topo, unite, detail, k, place) {
  const n_arcs = topo.arcs.length,
    n = topo.communes.length;
  const decaler = (/** @type {number} */ a) => (a < 0 ? a - n_arcs : a + n_arcs);
  const grille = (k + 1) * 2 ** 47; // each grid has its own nodes
  topo.arcs.push(...detail.arcs);
  for (const [a, b] of detail.bouts) topo.bouts.push([a + grille, b + grille]);
  topo.bords.push(...detail.bords.map((bord) => bord.map((i) => i + n)));
  topo.communes.push(
    ...detail.communes.map((c, i) => ({
      ...c,
      unite: unite.c,
      place: place + i,
      anneaux: c.anneaux.map((l) => l.map(decaler)),
      arcs: c.arcs.map(decaler),
    })),
  );
}
