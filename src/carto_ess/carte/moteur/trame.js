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
 * How far each cell is from another territory or from the edge, in cells: two passes, as a chamfer does.
 * @param {Trame} trame
 */
export function eloigner({ l, h, cases }) {
  const loin = new Float32Array(l * h),
    pres = (/** @type {number} */ k, /** @type {number} */ autre) =>
      cases[autre] === cases[k] ? loin[autre] : 0;
  for (let k = 0; k < l * h; k++) {
    const x = k % l;
    loin[k] = x && k >= l ? Math.min(pres(k, k - 1) + 1, pres(k, k - l) + 1, pres(k, k - l - 1) + 1.41) : 0.5;
    if (x && k >= l && x < l - 1) loin[k] = Math.min(loin[k], pres(k, k - l + 1) + 1.41);
  }
  for (let k = l * h - 1; k >= 0; k--) {
    const x = k % l,
      dedans = x < l - 1 && k + l < l * h;
    const bas = dedans ? Math.min(pres(k, k + 1) + 1, pres(k, k + l) + 1, pres(k, k + l + 1) + 1.41) : 0.5;
    loin[k] = Math.min(loin[k], bas, dedans && x ? pres(k, k + l - 1) + 1.41 : Infinity);
  }
  return loin;
}

/**
 * The pole of each territory, the place farthest from its border, and its number of cells.
 * @param {Trame} trame @returns {Map<number, {x: number, y: number, n: number, loin: number}>}
 */
export function trouver_poles(trame) {
  const { x0, y0, pas, l, cases } = trame,
    loin = eloigner(trame),
    poles = new Map();
  cases.forEach((rang, k) => {
    if (rang < 0) return;
    const pole = poles.get(rang) ?? { x: 0, y: 0, n: 0, loin: -1 };
    poles.set(rang, pole);
    pole.n += 1;
    if (loin[k] > pole.loin) {
      Object.assign(pole, {
        loin: loin[k],
        x: x0 + ((k % l) + 0.5) * pas,
        y: y0 + (Math.floor(k / l) + 0.5) * pas,
      });
    }
  });
  return poles;
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
