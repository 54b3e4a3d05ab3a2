import { sonder } from "./trame.js";

const ANNEAUX = [6, 12, 20, 30, 42, 56, 72],
  DIRECTIONS = 16;

/** Where a block may stand: at the pole, then around it. @type {[dx: number, dy: number, d: number][]} */
const CANDIDATS = [
  [0, 0, 0],
  ...ANNEAUX.flatMap((d) =>
    Array.from({ length: DIRECTIONS }, (_, k) => {
      const angle = (2 * Math.PI * k) / DIRECTIONS;
      return /** @type {[number, number, number]} */ ([d * Math.cos(angle), d * Math.sin(angle), d]);
    }),
  ),
];

/** @param {Boite} a @param {Boite} b */
export const se_touchent = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

/** @param {Boite} dedans @param {Boite} dehors */
const tient = (dedans, dehors) =>
  dedans[0] >= dehors[0] && dedans[1] >= dehors[1] && dedans[2] <= dehors[2] && dedans[3] <= dehors[3];

/** @param {Pick<Bloc, "l" | "h">} bloc @param {number} x @param {number} y @returns {Boite} */
const boite_de = ({ l, h }, x, y) => [x - l / 2, y - h / 2, x + l / 2, y + h / 2];

/**
 * Places blocks one after the other, those with the least land for their size first.
 * @param {Bloc[]} blocs with the pole of their land in px, py
 * @param {{trame: Trame, poles: Map<number, {n: number}>, cadre: Boite, pris: Boite[], cher?: Trame,
 * sur_sa_terre?: number}}
 *   ou `pris`: controls and pins; `cher`: land in focus, that no block may hide; `sur_sa_terre`: least share
 *   of a
 *   block on its own land
 * @returns {Bloc[]} those that found room
 */
export function placer_blocs(blocs, ou) {
  const place = (/** @type {Bloc} */ b) => (ou.poles.get(b.rang)?.n ?? 0) / (b.l * b.h),
    pris = [...ou.pris];
  return [...blocs]
    .sort((a, b) => place(a) - place(b))
    .filter((bloc) => {
      const choix = choisir_place(bloc, ou, pris);
      if (!choix) return false;
      Object.assign(bloc, { x: choix.x, y: choix.y, rappel: choix.sien < 0.25 });
      pris.push(boite_de(bloc, bloc.x, bloc.y));
      return true;
    });
}

/** @param {Bloc} bloc @param {Parameters<typeof placer_blocs>[1]} ou @param {Boite[]} pris */
function choisir_place(bloc, { trame, poles, cadre, cher, sur_sa_terre = 0 }, pris) {
  const terre = poles.get(bloc.rang)?.n ?? 1;
  let mieux = null;
  for (const [dx, dy, d] of CANDIDATS) {
    if (mieux && d / 60 >= mieux.cout) break; // farther can only cost more
    const x = bloc.px + dx,
      y = bloc.py + dy,
      boite = boite_de(bloc, x, y);
    if (!tient(boite, cadre) || pris.some((autre) => se_touchent(boite, autre))) continue;
    if (cher && sonder(cher, boite, 1).sien > 0.02) continue;
    const { sien, autre, cases } = sonder(trame, boite, bloc.rang);
    if (sien < sur_sa_terre) continue;
    const cout = d / 60 + 1.6 * autre + 0.35 * (1 - sien) + 1.5 * Math.max(0, cases / terre - 0.3);
    if (!mieux || cout < mieux.cout) mieux = { x, y, cout, sien };
  }
  return mieux;
}

/**
 * A name where it hides nothing: at its place, or by one of the shifts; `null` where there is no room.
 * @param {Boite[]} pris @param {Boite} cadre @param {Point2} lieu @param {{l: number, h: number}} taille
 * @param {[number, number][]} ecarts
 */
export function placer_nom(pris, cadre, { x, y }, taille, ecarts) {
  for (const [dx, dy] of ecarts) {
    const boite = boite_de(taille, x + dx, y + dy);
    if (!tient(boite, cadre) || pris.some((autre) => se_touchent(boite, autre))) continue;
    pris.push(boite);
    return { x: x + dx, y: y + dy };
  }
  return null;
}

/**
 * A name in one line, or in two as even as can be where it is wider than `large`.
 * @param {string} nom @param {number} large @param {(texte: string) => number} mesurer
 */
export function couper(nom, large, mesurer) {
  if (mesurer(nom) <= large) return [nom];
  const mots = nom.split(" ");
  let mieux = [nom],
    pire = mesurer(nom);
  for (let i = 1; i < mots.length; i++) {
    const lignes = [mots.slice(0, i).join(" "), mots.slice(i).join(" ")],
      l = Math.max(...lignes.map(mesurer));
    if (l < pire - 0.5) [mieux, pire] = [lignes, l];
  }
  return mieux;
}
