/** A small world made by hand: a row of square communes, as a file of the map holds them. */

/** The scene's browser, as far as modules ask for it. */
globalThis.matchMedia ??= () => ({ matches: false });

/**
 * A row of `n` squares of side 1 degree from (0, 0), each arc shared by the two squares beside it.
 * Arc 0 is the left edge; then, for each square, its top, its bottom, its right edge.
 */
export function build_rangee(n, proprietes = {}) {
  const arcs = [[[0, 0], [0, 1]]], geometries = [];
  for (let i = 0; i < n; i++) {
    const [haut, bas, droite] = [1, 2, 3].map((k) => 3 * i + k), gauche = 3 * i;
    arcs.push([[i, 1], [1, 0]], [[i, 0], [1, 0]], [[i + 1, 0], [0, 1]]);
    geometries.push({
      type: "Polygon", arcs: [[bas, droite, ~haut, ~gauche]],
      properties: { c: String(i), n: `Commune ${i}`, p: 100 * (i + 1), e: [i < 2 ? 0 : 1], y: null, ...proprietes[i] },
    });
  }
  return {
    type: "Topology", transform: { scale: [1, 1], translate: [0, 0] }, arcs,
    objects: { communes: { geometries }, departements: { geometries: [] } },
    carto: { millesimes: [2026], epci: { 2026: [["s0", "EPCI 0"], ["s1", "EPCI 1"]] }, pays: [] },
  };
}
