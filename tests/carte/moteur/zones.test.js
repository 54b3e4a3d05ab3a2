import assert from "node:assert/strict";
import { test } from "node:test";

import { Scene } from "../../../src/carto_ess/carte/moteur/scene.js";
import { decoder } from "../../../src/carto_ess/carte/moteur/topologie.js";
import { classe_commune, lire_bits, lire_zones, regrouper } from "../../../src/carto_ess/carte/moteur/zones.js";
import { build_rangee } from "./monde.js";

const TYPES = ["mutualisation", "regroupement"].map((id) => ({ id, couleur: "#000000", contour: "#000000" }));

function build_scene(n, etat) {
  const scene = new Scene(null, { types: TYPES });
  scene.topo = scene.base = decoder(build_rangee(n));
  scene.etat = { types: TYPES.map((t) => t.id), mode: "types", millesime: 2026, tables: [], ...etat };
  scene.zones = lire_zones(scene.topo, etat.zones);
  return scene;
}

test("the first commune is the highest bit of the first digit, and what is missing is not chosen", () => {
  const { topo } = build_scene(6, {});
  assert.deepEqual(lire_bits(topo, "a4"), [1, 0, 1, 0, 0, 1]);
  assert.deepEqual(lire_bits(topo, "8"), [1, 0, 0, 0, 0, 0]);
  assert.equal(lire_bits(topo, null), null);
});

test("zones take one digit each, or two when there are many", () => {
  const { topo } = build_scene(3, {});
  assert.deepEqual(lire_zones(topo, "0z1"), [0, 35, 1]);
  assert.deepEqual(lire_zones(topo, "000z10"), [0, 35, 36]);
  assert.deepEqual(lire_zones(topo, ""), [0, 0, 0]);
});

test("a commune without a fiche of the types shown is empty, whatever the others are", () => {
  const scene = build_scene(3, { zones: "012", tables: [[0, 0], [2, 0], [0, 1]] });
  assert.deepEqual([0, 1, 2].map((i) => classe_commune(scene, i) === "vide"), [true, false, false]);
  scene.etat.types = ["regroupement"];
  assert.deepEqual([0, 1, 2].map((i) => classe_commune(scene, i)), ["vide", "vide", "0"]);
});

test("unknown comes before empty, and both before what is counted", () => {
  const scene = build_scene(3, { zones: "111", tables: [[0, 0], [1, 0]] });
  scene.inconnus = [1, 0, 0];
  scene.vides = [1, 1, 0];
  assert.deepEqual([0, 1, 2].map((i) => classe_commune(scene, i)).slice(0, 2), ["inconnu", "vide"]);
});

test("communes alike make one region, and every commune is in one", () => {
  const scene = build_scene(4, { zones: "0110", tables: [[0, 0], [1, 0]] });
  regrouper(scene);
  assert.equal(scene.regions.length, 2);
  assert.deepEqual(scene.regions.map(([, anneaux]) => anneaux.length), [2, 1]);
  assert.equal(scene.compte.dessinees, 4);
});
