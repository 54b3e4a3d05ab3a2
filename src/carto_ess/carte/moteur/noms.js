import { centre } from "./communes.js";
import { mesureur } from "./mesure.js";
import { placer_nom } from "./placement.js";
import { ecran, monde } from "./projection.js";
import { sonder, tramer, trouver_poles } from "./trame.js";

/** @type {[number, number][]} */ const DECALAGES = [
  [0, 0],
  [0, 13],
  [0, -13],
  [0, 25],
];

/** @type {[number, number][]} */ const LARGES = [
  ...DECALAGES,
  [34, 4],
  [-34, 4],
  [0, 36],
  [0, -36],
  [46, 16],
  [-46, 16],
];

/** @type {[number, number][]} */ const HAUTS = [
  [0, 0],
  [0, 20],
  [0, -20],
  [0, 40],
];

const ALENTOUR = /** @type {CanvasTextAlign} */ ("start");

/**
 * Names of communes, the most inhabited first, where they collide with nothing.
 * @param {Scene} scene @param {Boite} cadre @param {Boite[]} pris
 */
export function nommer_communes(scene, cadre, pris) {
  const { topo, etat, vise, couverts, style } = scene,
    dedans = etat.fiche ? couverts : etat.niveau === "commune" ? null : vise;
  const gras = mesureur(`700 13px ${style.lettres}`),
    maigre = mesureur(`500 11.5px ${style.lettres}`);
  const visibles = topo.noms.filter((c) => {
    const i = /** @type {number} */ (topo.rang.get(c.c)),
      { x, y } = ecran(topo, milieu(topo, c));
    return (
      (!dedans || dedans[i]) &&
      c.c !== (etat.niveau === "commune" ? etat.commune : null) &&
      !c.d &&
      x > cadre[0] &&
      x < cadre[2] &&
      y > cadre[1] &&
      y < cadre[3]
    );
  });
  return visibles.slice(0, 160).flatMap((c, rang) => {
    const fort = rang < 6 && (dedans !== null || etat.niveau === "commune"),
      l = (fort ? gras : maigre)(c.n) + 4;
    const ou = placer_nom(
      pris,
      cadre,
      ecran(topo, milieu(topo, c)),
      { l, h: fort ? 15 : 13 },
      fort ? LARGES : DECALAGES,
    );
    return ou ? [{ texte: c.n, ...ou, gras: fort, ancre: /** @type {CanvasTextAlign} */ ("center") }] : [];
  });
}

/** @type {WeakMap<Forme, Point2>} */ const milieux = new WeakMap();

/** @param {Topo} topo @param {Forme} forme */
function milieu(topo, forme) {
  const connu = milieux.get(forme) ?? centre(topo, forme);
  milieux.set(forme, connu);
  return connu;
}

/**
 * The towns that say where one is, when EPCI are too small for their names: eight, 40 px apart.
 * @param {Scene} scene @param {Boite} cadre @param {Boite[]} pris
 */
export function nommer_villes({ topo, style, config }, cadre, pris) {
  const mesurer = mesureur(`700 13px ${style.lettres}`),
    prises = [...pris];
  /** @type {Nom[]} */ const noms = [];
  for (const c of topo.noms) {
    if (noms.length === 8 || (config.details && c.p < 100000)) break;
    const point = ecran(topo, milieu(topo, c)),
      l = mesurer(c.n) + 4;
    if (noms.some(({ point: autre }) => autre && Math.hypot(autre.x - point.x, autre.y - point.y) < 40))
      continue;
    const cote = 8 + l / 2,
      ou = placer_nom(prises, cadre, point, { l, h: 16 }, [
        [cote, 0],
        [-cote, 0],
        [0, -14],
        [0, 14],
      ]);
    if (ou) noms.push({ texte: c.n, ...ou, gras: true, point, ancre: "center" });
  }
  return noms;
}

/**
 * Names of what is around, where none of them lies over land of another: départements in the middle of
 * what is seen of them, seas at the first of their places that is free.
 * @param {Scene} scene @param {Boite} cadre @param {Boite[]} pris @returns {Nom[]}
 */
export function nommer_alentours(scene, cadre, pris) {
  const { topo, style } = scene,
    mesurer = mesureur(`italic 500 13px ${style.lettres}`),
    voisins = topo.departements.filter((d) => !d.x);
  const trame = tramer({ ...topo, ...border(topo, voisins) }, (i) => i, cadre, 8),
    sol = tramer(topo, () => 1, cadre, 8),
    prises = [...pris];
  const couvre = (/** @type {Trame} */ quoi, /** @type {Point2} */ p, /** @type {number} */ l) =>
    sonder(quoi, [p.x - l / 2, p.y - 8, p.x + l / 2, p.y + 8], -1).sien < 1;
  return [...nommer_departements(), ...nommer_mers()];

  function nommer_departements() {
    return [...trouver_poles(trame)].flatMap(([rang, { x, y, loin }]) => {
      const texte = voisins[rang].n,
        l = mesurer(texte);
      if (2 * 8 * loin < Math.min(l, 40)) return [];
      const ou = placer_nom(prises, cadre, { x, y }, { l, h: 16 }, HAUTS);
      return ou && !couvre(sol, ou, l) ? [{ texte, ...ou, gras: false, ancre: ALENTOUR }] : [];
    });
  }

  function nommer_mers() {
    return (scene.config.mers ?? []).flatMap(([texte, lieux]) => {
      const l = mesurer(texte);
      for (const [lat, lng] of lieux) {
        const point = ecran(topo, monde({ lat, lng }));
        if (couvre(sol, point, l) || couvre(trame, point, l)) continue;
        const ou = placer_nom(prises, cadre, point, { l, h: 16 }, [[0, 0]]);
        if (ou) return [{ texte, ...ou, gras: false, ancre: ALENTOUR }];
      }
      return [];
    });
  }
}

/** The sides of the arcs of some shapes. @param {Topo} topo @param {Forme[]} formes */
function border(topo, formes) {
  /** @type {number[][]} */ const bords = topo.arcs.map(() => []);
  formes.forEach((f, i) => f.arcs.forEach((a) => bords[a].push(i)));
  return { bords, caches: new Set() };
}
