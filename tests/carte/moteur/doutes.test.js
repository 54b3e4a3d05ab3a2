import assert from "node:assert/strict";
import { test } from "node:test";

import { lire_doutes } from "../../../src/carto_ess/carte/moteur/doutes.js";

test("a doubt is of every type at once, or of one of those shown", () => {
  const topo = { communes: [{}, {}, {}, {}] };
  const incertains = { mutualisation: "8", regroupement: "1" };
  assert.equal(lire_doutes(topo, {}, ["mutualisation"]), null);
  assert.deepEqual(lire_doutes(topo, { incertains }, ["mutualisation"]), [1, 0, 0, 0]);
  assert.deepEqual(lire_doutes(topo, { incertains }, Object.keys(incertains)), [1, 0, 0, 1]);
  assert.deepEqual(lire_doutes(topo, { incertains: { tous: "6" } }, []), [0, 1, 1, 0]);
});
