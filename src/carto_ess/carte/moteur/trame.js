/**
 * Which territory is where: a grid over a box of the map, filled along the borders of each territory.
 * @param {Topo} topo @param {(i: number) => number} rang_de territory of each thing drawn, -1 for none
 * @param {Boite} boite layer pixels @param {number} pas @returns {Trame}
 */
export function tramer(topo, rang_de, [x0, y0, x1, y1], pas) {
  const l = Math.max(1, Math.ceil((x1 - x0) / pas)),
    h = Math.max(1, Math.ceil((y1 - y0) / pas));
  const cases = new Int16Array(l * h).fill(-1);
  for (const [rang, rangees] of croiser(topo, rang_de, y0, pas, h))
    rangees.forEach((xs, ligne) => {
      xs.sort((a, b) => a - b);
      for (let i = 0; i + 1 < xs.length; i += 2) {
        const de = Math.max(0, Math.ceil((xs[i] - x0) / pas - 0.5)),
          a = Math.ceil((xs[i + 1] - x0) / pas - 0.5);
        if (de < Math.min(l, a)) cases.fill(rang, ligne * l + de, ligne * l + Math.min(l, a));
      }
    });
  return { x0, y0, pas, l, h, cases };
}

/**
 * Where the border of each territory crosses the middle of each row.
 * @param {Topo} topo @param {(i: number) => number} rang_de @param {number} y0 @param {number} pas @param
 * {number} h
 */
function croiser(topo, rang_de, y0, pas, h) {
  /** @type {Map<number, number[][]>} */ const par_rang = new Map();
  topo.bords.forEach((bord, arc) => {
    if (!bord.length || bord.some((i) => topo.caches.has(i))) return;
    const [a, b] = [rang_de(bord[0]), bord[1] === undefined ? -1 : rang_de(bord[1])];
    if (a === b) return;
    for (const rang of [a, b]) {
      if (rang < 0) continue;
      const rangees = par_rang.get(rang) ?? Array.from({ length: h }, () => /** @type {number[]} */ ([]));
      par_rang.set(rang, rangees);
      ajouter_croisements(rangees, topo.ecran[arc], y0, pas);
    }
  });
  return par_rang;
}

/** @param {number[][]} rangees @param {number[]} xy @param {number} y0 @param {number} pas */
function ajouter_croisements(rangees, xy, y0, pas) {
  for (let i = 2; i < xy.length; i += 2) {
    const xa = xy[i - 2],
      ya = xy[i - 1],
      xb = xy[i],
      yb = xy[i + 1];
    const haut = Math.min(ya, yb),
      bas = Math.max(ya, yb);
    const debut = Math.max(0, Math.ceil((haut - y0) / pas - 0.5));
    for (let r = debut; r < rangees.length; r++) {
      const y = y0 + (r + 0.5) * pas;
      if (y >= bas) break;
      rangees[r].push(xa + ((xb - xa) * (y - ya)) / (yb - ya));
    }
  }
}

/**
 * How far each cell of a territory is from another one or from the edge, in cells: two passes, as a chamfer
 * does. The first view pays for it before any of this is compiled: as little as can be for each cell.
 * @param {Trame} trame
 */
export function eloigner({ l, h, cases }) {
  const loin = new Float32Array(l * h).fill(0.5);
  for (const sens of [1, -1]) {
    const bord = sens > 0 ? l + 1 : l * (h - 1) - 2,
      fin = sens > 0 ? l * (h - 1) - 1 : l;
    for (let k = bord; k !== fin; k += sens) {
      const rang = cases[k],
        x = k % l;
      if (rang < 0 || x === 0 || x === l - 1) continue;
      const dessus = k - sens * l;
      let d = 1;
      if (cases[k - sens] === rang && cases[dessus] === rang) {
        d = Math.min(loin[k - sens], loin[dessus]) + 1;
        const gauche = cases[dessus - 1] === rang ? loin[dessus - 1] + 1.41 : 1.41,
          droite = cases[dessus + 1] === rang ? loin[dessus + 1] + 1.41 : 1.41;
        d = Math.min(d, gauche, droite);
      }
      loin[k] = sens > 0 ? d : Math.min(loin[k], d);
    }
  }
  return loin;
}

/**
 * The pole of each territory, the place farthest from its border, and its number of cells.
 * @param {Trame} trame @returns {Map<number, {x: number, y: number, n: number, loin: number}>}
 */
export function trouver_poles(trame) {
  const { x0, y0, pas, l, h, cases } = trame,
    loin = eloigner(trame);
  /** @type {Map<number, {k: number, n: number}>} */ const trouves = new Map();
  let rang = -1,
    pole = { k: 0, n: 0 };
  for (let k = 0; k < l * h; k++) {
    if (cases[k] < 0) continue;
    if (cases[k] !== rang) {
      rang = cases[k]; // most cells are of the one before
      pole = trouves.get(rang) ?? { k, n: 0 };
      trouves.set(rang, pole);
    }
    pole.n += 1;
    if (loin[k] > loin[pole.k]) pole.k = k;
  }
  const situer = (/** @type {number} */ k) => ({
    x: x0 + ((k % l) + 0.5) * pas,
    y: y0 + (Math.floor(k / l) + 0.5) * pas,
  });
  return new Map([...trouves].map(([r, { k, n }]) => [r, { ...situer(k), n, loin: loin[k] }]));
}

/**
 * What a box covers: the share of it on the land of `rang`, on that of others, and in cells.
 * @param {Trame} trame @param {Boite} boite @param {number} rang
 */
export function sonder({ x0, y0, pas, l, h, cases }, [x1, y1, x2, y2], rang) {
  const de = Math.floor((x1 - x0) / pas),
    a = Math.ceil((x2 - x0) / pas);
  let sien = 0,
    autre = 0,
    n = 0;
  for (let r = Math.floor((y1 - y0) / pas); r < Math.ceil((y2 - y0) / pas); r++)
    for (let c = de; c < a; c++) {
      n += 1;
      const ici = r < 0 || r >= h || c < 0 || c >= l ? -1 : cases[r * l + c];
      if (ici === rang) sien += 1;
      else if (ici >= 0) autre += 1;
    }
  return { sien: sien / n, autre: autre / n, cases: sien };
}
