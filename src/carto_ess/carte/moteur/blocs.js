import { centre, liste_epci, rang_epci } from "./communes.js";
import { mesureur } from "./mesure.js";
import { couper, placer_blocs, placer_nom } from "./placement.js";
import { ecran } from "./projection.js";
import {
  choisir_signes,
  dire_part,
  lire_signes,
  mesurer_pastille,
  nom_epci,
  signes_commune,
} from "./signes.js";
import { tramer, trouver_poles } from "./trame.js";

const PAS = 4,
  MAX = 60; // px of a cell; blocks in a view

/** How large an EPCI is drawn: the median of the square root of their areas, px. @param {Scene} scene */
export function taille_epci(scene) {
  const { base, topo } = scene,
    aires = new Map();
  base.communes.forEach((c, i) => {
    const [x1, y1, x2, y2] = c.boite;
    const rang = rang_epci(scene, i); // units come first: their rank is the same once some are opened
    // a commune fills about half its box
    aires.set(rang, (aires.get(rang) ?? 0) + 0.55 * (x2 - x1) * (y2 - y1));
  });
  const triees = [...aires.values()].sort((a, b) => a - b);
  return topo.k * Math.sqrt(triees[Math.floor(triees.length / 2)] ?? 0);
}

/** @param {Bloc} b @returns {Boite} */
export const boite_bloc = ({ x, y, l, h }) => [x - l / 2, y - h / 2, x + l / 2, y + h / 2];

/** @param {Scene} scene @param {Boite} vue @param {Boite} cadre @param {Boite[]} pris @param {number} s */
export function poser_blocs(scene, vue, cadre, pris, s) {
  const { topo, vise: focus, style } = scene,
    etroit = scene.cadre.clientWidth < style.bandeau;
  const [taille, rayon] = s < 75 ? [11, 4.3] : etroit ? [11.5, 4.4] : [12, 4.7];
  const trame = tramer(topo, (i) => rang_epci(scene, i) ?? -1, vue, PAS),
    poles = trouver_poles(trame);
  const cher = focus ? tramer(topo, (i) => (focus[i] ? 1 : -1), vue, PAS) : undefined;
  const tout_dedans = (/** @type {number} */ rang) =>
    focus !== null && topo.communes.every((_, i) => rang_epci(scene, i) !== rang || focus[i]);
  const mesurer = mesureur(`650 ${taille}px ${style.lettres}`);
  const blocs = [...poles]
    .filter(([rang]) => !tout_dedans(rang))
    .sort((a, b) => b[1].n - a[1].n)
    .slice(0, MAX)
    .map(([rang, pole]) => faire_bloc(scene, rang, pole, taille, rayon, mesurer));
  return placer_blocs(blocs, { trame, poles, cadre, pris, cher, sur_sa_terre: focus ? 0.7 : 0 });
}

/**
 * @param {Scene} scene @param {number} rang @param {Point2} pole @param {number} taille @param {number} rayon
 * @param {(texte: string) => number} mesurer @returns {Bloc}
 */
function faire_bloc(scene, rang, pole, taille, rayon, mesurer) {
  const signes = choisir_signes(scene, lire_signes(scene.etat.signes, scene.config.types, rang));
  const suite = signes.length ? dire_part(scene, rang) : undefined;
  const etape = scene.etat.etapes?.find(([siren]) => siren === liste_epci(scene)[rang]?.[0]);
  return finir_bloc(
    { rang, signes, suite, taille, rayon, px: pole.x, py: pole.y },
    etape ? `${etape[1]}. ${nom_epci(scene, rang)}` : nom_epci(scene, rang),
    mesurer,
  );
}

/**
 * @param {Omit<Bloc, "lignes" | "l" | "h" | "x" | "y" | "rappel">} bloc @param {string} nom
 * @param {(t: string) => number} mesurer
 */
function finir_bloc(bloc, nom, mesurer) {
  const pastille = mesurer_pastille(bloc.signes, bloc.rayon, bloc.suite);
  const lignes = couper(nom, Math.max(7 * bloc.taille, pastille.l), mesurer);
  const l = Math.max(pastille.l, ...lignes.map(mesurer)) + 4,
    h = lignes.length * (bloc.taille + 1) + pastille.h + 3;
  return { ...bloc, lignes, l, h, x: bloc.px, y: bloc.py, rappel: false };
}

/** Around the middle of a commune, where no pin is. @type {[number, number][]} */
const AUTOUR = [0, -16, 16, -32, 32, -48, 48, -64, 64].flatMap((dy) => [
  [0, dy],
  [36, dy],
  [-36, dy],
]);

/**
 * The commune in focus, with its own signs; its place is taken from the other labels.
 * @param {Scene} scene @param {Boite} cadre @param {Boite[]} pris @returns {Bloc[]}
 */
export function poser_commune(scene, cadre, pris) {
  const { etat, topo, style } = scene,
    i = topo.rang.get(etat.commune ?? "");
  if (i === undefined) return [];
  const { x, y } = ecran(topo, centre(topo, topo.communes[i])),
    signes = choisir_signes(scene, signes_commune(scene, i)),
    mesurer = mesureur(`700 13.5px ${style.lettres}`);
  const bloc = finir_bloc(
    { rang: -1, signes, taille: 13.5, rayon: 4.7, px: x, py: y },
    topo.communes[i].n,
    mesurer,
  );
  return [{ ...bloc, ...placer_nom(pris, cadre, { x, y }, bloc, AUTOUR) }];
}
