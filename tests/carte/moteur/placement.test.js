import assert from "node:assert/strict";
import { test } from "node:test";

import { couper, placer_blocs, placer_nom } from "../../../src/carto_ess/carte/moteur/placement.js";
import { abreger, chiffre, lire_signes, mesurer_pastille } from "../../../src/carto_ess/carte/moteur/signes.js";
import { remplir_phrase } from "../../../src/carto_ess/carte/moteur/textes.js";
import { decoder } from "../../../src/carto_ess/carte/moteur/topologie.js";
import { eclaircir } from "../../../src/carto_ess/carte/moteur/projection.js";
import { sonder, tramer, trouver_poles } from "../../../src/carto_ess/carte/moteur/trame.js";
import { build_rangee } from "./monde.js";

/** A row of squares of 100 px, each its own territory, over a grid of 5 px. */
function build_trame(n, rang_de = (i) => i) {
  const topo = decoder(build_rangee(n)), k = 100 / (topo.boite[2] / n - topo.boite[0] / n);
  topo.ecran = topo.arcs.map((xy) => eclaircir(xy, k, { x: topo.boite[0] * k, y: topo.boite[1] * k }));
  return tramer(topo, rang_de, [0, 0, 100 * n, 100], 5);
}

function build_blocs(trame, taille) {
  const poles = trouver_poles(trame);
  const blocs = [...poles].map(([rang, { x, y }]) => ({ rang, px: x, py: y, x, y, rappel: false, ...taille }));
  return { blocs, poles };
}

test("the grid gives each cell to the territory it is in, and none at sea", () => {
  const trame = build_trame(2);
  assert.equal(trame.l, 40);
  assert.deepEqual([trame.cases[0], trame.cases[19], trame.cases[20], trame.cases[39]], [0, 0, 1, 1]);
  const mer = build_trame(2, (i) => i ? -1 : 0);
  assert.deepEqual([mer.cases[19], mer.cases[20]], [0, -1]);
});

test("the pole of a territory is the place farthest from its border", () => {
  const { x, y, n } = trouver_poles(build_trame(3)).get(1);
  assert.ok(Math.abs(x - 150) <= 10 && Math.abs(y - 50) <= 10, `${x} ${y}`);
  assert.equal(n, 400);
});

test("a box knows how much of it is on its land, on that of others, and off all of them", () => {
  const trame = build_trame(2);
  assert.deepEqual(sonder(trame, [50, 20, 150, 80], 0), { sien: 0.5, autre: 0.5, cases: 120 });
  assert.equal(sonder(trame, [150, 20, 250, 80], 1).sien, 0.5);
});

test("each block stands on its own land when there is room for it", () => {
  const trame = build_trame(3), { blocs, poles } = build_blocs(trame, { l: 60, h: 30 });
  const places = placer_blocs(blocs, { trame, poles, cadre: [0, 0, 300, 100], pris: [] });
  assert.equal(places.length, 3);
  for (const { rang, x, l, rappel } of places) {
    assert.ok(x - l / 2 >= 100 * rang && x + l / 2 <= 100 * rang + 100, `${rang} ${x}`);
    assert.equal(rappel, false);
  }
});

test("two blocks never overlap, nor a control, nor the edge of the frame", () => {
  const trame = build_trame(3), { blocs, poles } = build_blocs(trame, { l: 90, h: 40 });
  const commande = [100, 0, 200, 55], cadre = [0, 0, 300, 100];
  const places = placer_blocs(blocs, { trame, poles, cadre, pris: [commande] });
  const boites = [commande, ...places.map(({ x, y, l, h }) => [x - l / 2, y - h / 2, x + l / 2, y + h / 2])];
  boites.forEach((a, i) => boites.slice(i + 1).forEach((b) =>
    assert.ok(a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1], `${a} / ${b}`)));
  for (const b of boites.slice(1)) assert.ok(b[0] >= 0 && b[1] >= 0 && b[2] <= 300 && b[3] <= 100);
});

test("a block would rather go a little farther than stand on the land of another", () => {
  const trame = build_trame(2), { poles } = build_blocs(trame, {});
  const bloc = { rang: 0, px: 90, py: 50, x: 90, y: 50, l: 60, h: 30, rappel: false };
  const [place] = placer_blocs([bloc], { trame, poles, cadre: [0, 0, 200, 100], pris: [] });
  assert.ok(place.x + 30 <= 105, String(place.x));
});

test("beside a focus, a block that is not on its own land is left out", () => {
  const trame = build_trame(3), { blocs, poles } = build_blocs(trame, { l: 140, h: 30 });
  const ou = { trame, poles, cadre: [-60, -60, 300, 160], pris: [] };
  assert.equal(placer_blocs(blocs.slice(0, 1), { ...ou, sur_sa_terre: 0.65 }).length, 1); // 95 of its 140 px
  assert.equal(placer_blocs(blocs.slice(0, 1), { ...ou, sur_sa_terre: 0.75 }).length, 0);
});

test("no block hides the land in focus", () => {
  const trame = build_trame(3), cher = build_trame(3, (i) => i === 1 ? 1 : -1);
  const { blocs, poles } = build_blocs(trame, { l: 90, h: 30 });
  const places = placer_blocs(blocs, { trame, poles, cadre: [0, 0, 300, 100], pris: [], cher });
  assert.deepEqual(places.map((b) => b.rang).sort(), [0, 2]);
});

test("a name moves aside for another, and is left out where there is no room", () => {
  const cadre = [-100, -100, 100, 100], ecarts = [[0, 0], [0, 17]];
  const placer = (pris) => placer_nom(pris, cadre, { x: 0, y: 0 }, { l: 40, h: 16 }, ecarts);
  assert.deepEqual(placer([]), { x: 0, y: 0 });
  assert.deepEqual(placer([[-20, -8, 20, 8]]), { x: 0, y: 17 });
  assert.equal(placer([[-20, -60, 20, 60]]), null);
});

test("a name too wide is cut in two lines as even as can be", () => {
  const mesurer = (texte) => texte.length;
  assert.deepEqual(couper("Arras", 10, mesurer), ["Arras"]);
  assert.deepEqual(couper("Deux Baies en Montreuillois", 12, mesurer), ["Deux Baies en", "Montreuillois"]);
  assert.deepEqual(couper("Béthune-Bruay", 5, mesurer), ["Béthune-Bruay"]);
});

test("an EPCI loses its kind and its article, and keeps its name", () => {
  const noms = {
    "CA des Deux Baies en Montreuillois": "Deux Baies en Montreuillois", "CU d’Arras": "Arras",
    "CC de la Région d’Audruicq": "Région d’Audruicq", "CA Grand Calais Terres et Mers": "Grand Calais Terres et Mers",
    "CC du Pays de Lumbres": "Pays de Lumbres", "Métropole de Lyon": "Lyon", "CC de l’Atrébatie": "Atrébatie",
    "Carvin": "Carvin",
  };
  for (const [long, court] of Object.entries(noms)) assert.equal(abreger(long), court);
});

test("signs are two characters for each type of each EPCI", () => {
  const types = [{ id: "a" }, { id: "b" }], lus = lire_signes("2210" + "z100", types, 1);
  assert.deepEqual(lus.map(({ n, etat }) => [n, etat]), [[35, "1"], [0, "0"]]);
  assert.deepEqual(lire_signes("2210", types, 0).map(({ n, etat }) => [n, etat]), [[2, "2"], [1, "0"]]);
  assert.deepEqual(lire_signes(undefined, types, 0), []);
});

test("one fiche has no digit, more than nine say so", () => {
  assert.deepEqual([0, 1, 2, 9, 10, 35].map(chiffre), ["", "", "2", "9", "9+", "9+"]);
  const pastille = (n) => mesurer_pastille([{ n, etat: "2" }], 4.7).l;
  assert.ok(pastille(2) > pastille(1) && pastille(12) > pastille(2));
});

test("a sentence keeps the braces that nothing fills", () => {
  assert.equal(remplir_phrase("{n} sur {m}", { n: 0 }), "0 sur {m}");
});
