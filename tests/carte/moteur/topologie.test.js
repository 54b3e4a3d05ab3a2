import assert from "node:assert/strict";
import { test } from "node:test";

import { contient, trouver_commune } from "../../../src/carto_ess/carte/moteur/communes.js";
import { chainer, contour } from "../../../src/carto_ess/carte/moteur/contours.js";
import { eclaircir, monde_x, monde_y } from "../../../src/carto_ess/carte/moteur/projection.js";
import { composer } from "../../../src/carto_ess/carte/moteur/ouverture.js";
import { decoder, rang_arc } from "../../../src/carto_ess/carte/moteur/topologie.js";
import { build_rangee } from "./monde.js";

const longueur = (lignes) => lignes.reduce((n, l) => n + l.length, 0);

test("deltas add up to places, projected as Leaflet projects them", () => {
  const { arcs, boite } = decoder(build_rangee(2));
  assert.deepEqual([...arcs[4]], [monde_x(1), monde_y(1), monde_x(2), monde_y(1)]);
  assert.deepEqual(boite, [monde_x(0), monde_y(1), monde_x(2), monde_y(0)]);
  assert.ok(Math.abs(monde_y(0) - 128) < 1e-9 && monde_x(180) === 256);
});

test("an arc knows the one or two communes on its sides", () => {
  const { bords } = decoder(build_rangee(3));
  assert.deepEqual([bords[0], bords[3], bords[6], bords[9]], [[0], [0, 1], [1, 2], [2]]);
});

test("a commune is found by its land, none at sea, and none in the hole of a ring", () => {
  const topo = decoder(build_rangee(2));
  assert.equal(trouver_commune(topo, { lng: 1.5, lat: 0.5 }), 1);
  assert.equal(trouver_commune(topo, { lng: 2.5, lat: 0.5 }), null);
  const carre = (a, b) => Float64Array.from([a, a, b, a, b, b, a, b, a, a]);
  assert.deepEqual([2, 5].map((x) => contient({ arcs: [carre(0, 10), carre(4, 6)] }, [0, 1], x, x)), [true, false]);
});

test("the outline of several communes is one ring without their common edges", () => {
  const topo = decoder(build_rangee(3)), anneaux = contour(topo, (i) => i < 2);
  assert.equal(anneaux.length, 1);
  const arcs = anneaux[0].map(rang_arc).sort((a, b) => a - b);
  assert.deepEqual(arcs, [0, 1, 2, 4, 5, 6]); // not 3, the edge between them
});

test("communes apart make a ring each, and each ring closes", () => {
  const topo = decoder(build_rangee(3)), anneaux = contour(topo, (i) => i !== 1);
  assert.equal(anneaux.length, 2);
  for (const anneau of anneaux) {
    const bout = (a, fin) => topo.bouts[rang_arc(a)][(a < 0) === fin ? 0 : 1];
    anneau.forEach((a, k) => assert.equal(bout(a, true), bout(anneau[(k + 1) % anneau.length], false)));
  }
});

test("open lines stop at junctions, so that dashes run evenly", () => {
  const topo = decoder(build_rangee(2)), lignes = chainer(topo, () => true, false);
  assert.equal(longueur(lignes), topo.arcs.length);
  assert.deepEqual(lignes.map((l) => l.length).sort(), [1, 3, 3]); // the middle edge, and a side each
});

test("points that no eye could tell apart are left out, the ends never", () => {
  const xy = Float64Array.from([0, 0, 0.1, 0.1, 5, 5, 5.2, 5.2]);
  assert.deepEqual(eclaircir(xy, 1, { x: 0, y: 0 }), [0, 0, 5, 5, 5.2, 5.2]);
});

test("the communes of a unit opened take its place and keep the arcs that are theirs", () => {
  const base = decoder(build_rangee(2, { 0: { m: 2 }, 1: { m: 3 } }));
  const detail = decoder(build_rangee(3, { 0: { c: "a" }, 1: { c: "b" }, 2: { c: "c" } }));
  const topo = composer(base, [base.communes[1]], new Map([["1", detail]]));
  assert.deepEqual([...topo.caches], [1]);
  assert.deepEqual(topo.communes.map((c) => c.place), [undefined, undefined, 2, 3, 4]);
  assert.equal(topo.rang.get("b"), 3);
  const tracer = ({ arcs }, { anneaux }) => anneaux.flat().map((a) => [a < 0, ...arcs[rang_arc(a)]]);
  assert.deepEqual(tracer(topo, topo.communes[3]), tracer(detail, detail.communes[1]));
  assert.deepEqual(topo.communes[1].arcs, []);
});

test("the texts of a state keep a place for units whose communes are on their way", () => {
  const base = decoder(build_rangee(2, { 0: { m: 2 }, 1: { m: 3 } }));
  const detail = decoder(build_rangee(3));
  const topo = composer(base, [base.communes[0], base.communes[1]], new Map([["0", "en route"], ["1", detail]]));
  assert.deepEqual(topo.communes.slice(2).map((c) => c.place), [4, 5, 6]);
  assert.equal(topo.ouverts, "0? 1");
});
