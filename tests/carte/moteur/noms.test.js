import assert from "node:assert/strict";
import { test } from "node:test";

import { placer_nom } from "../../../src/carto_ess/carte/moteur/noms.js";
import { placer_points } from "../../../src/carto_ess/carte/moteur/points.js";
import { remplir_phrase } from "../../../src/carto_ess/carte/moteur/textes.js";

test("a name moves aside for another, and is left out where there is no room", () => {
  const pris = [[-20, -8, 20, 8]];
  assert.equal(placer_nom([], 0, 0, 20), 0);
  assert.equal(placer_nom(pris, 0, 0, 20), 17);
  assert.equal(placer_nom([[-20, -60, 20, 60]], 0, 0, 20), undefined);
});

test("points of one place stand side by side", () => {
  const points = [1, 2, 3].map((id) => ({ id, lon: 2, lat: 50, x: 0, y: 0, ax: 0, ay: 0 }));
  placer_points({ k: 1, o: { x: 0, y: 0 } }, points);
  const [a, b, c] = points.map((p) => p.x);
  assert.ok(b - a >= 18 && c - b >= 18);
  assert.equal(points[1].x, points[1].ax);
});

test("a sentence keeps the braces that nothing fills", () => {
  assert.equal(remplir_phrase("{n} sur {m}", { n: 0 }), "0 sur {m}");
});
