import assert from "node:assert/strict";
import { test } from "node:test";

import { ajouter_type, presser } from "../../../src/carto_ess/carte/moteur/choix.js";
import { Encre } from "../../../src/carto_ess/carte/moteur/encre.js";
import { montrer_points, placer_points } from "../../../src/carto_ess/carte/moteur/epingles.js";
import { decrire_legende } from "../../../src/carto_ess/carte/moteur/legende.js";
import { composer_image } from "../../../src/carto_ess/carte/moteur/planche.js";
import { Scene } from "../../../src/carto_ess/carte/moteur/scene.js";
import { TEXTES } from "../../../src/carto_ess/carte/moteur/textes.js";
import { decoder } from "../../../src/carto_ess/carte/moteur/topologie.js";
import { classe_commune, lire_bits, lire_zones, regrouper } from "../../../src/carto_ess/carte/moteur/zones.js";
import { build_rangee } from "./monde.js";

const TYPES = ["mutualisation", "regroupement", "appui"].map((id) => ({ id, nom: id, aucun: `aucun ${id}` }));

function build_scene(n, etat, types = []) {
  const scene = new Scene(null, { types: TYPES, style: {}, textes: TEXTES });
  scene.topo = scene.base = decoder(build_rangee(n));
  scene.etat = { types, millesime: 2026, tables: [], couches: {}, effectifs: {}, ...etat };
  scene.types = types;
  scene.zones = lire_zones(scene.topo, etat.zones);
  return scene;
}

const classes = (scene) => scene.topo.communes.map((_, i) => classe_commune(scene, i));

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

test("the class is the number of types present, whatever their fiches", () => {
  assert.deepEqual(classes(build_scene(4, { zones: "0123", tables: [[0, 0, 0], [7, 0, 0], [1, 1, 0], [1, 2, 3]] })),
    ["vide", "1", "2", "3"]);
});

test("of one type alone the class is the number of its fiches, three and more together", () => {
  const tables = [[1, 0, 0], [0, 1, 0], [0, 2, 0], [0, 9, 0]];
  assert.deepEqual(classes(build_scene(4, { zones: "0123", tables }, ["regroupement"])), ["vide", "1", "2", "3"]);
});

test("of two types the class says how many of them are present", () => {
  const tables = [[0, 0, 3], [1, 0, 1], [0, 2, 0], [1, 1, 0]];
  assert.deepEqual(classes(build_scene(4, { zones: "0123", tables }, ["mutualisation", "regroupement"])),
    ["vide", "1", "1", "2"]);
});

test("what is not known is never a gap, and what is known stays", () => {
  const scene = build_scene(3, { zones: "001", tables: [[0, 0, 0], [1, 0, 0]] });
  scene.inconnus = [1, 0, 1];
  assert.deepEqual(classes(scene), ["inconnu", "vide", "1"]);
});

test("a rule may hatch what is covered, unless nothing is known of it", () => {
  const scene = build_scene(3, { zones: "111", tables: [[0, 0, 0], [1, 0, 0]] });
  scene.inconnus = [1, 0, 0];
  scene.vides = [1, 1, 0];
  assert.deepEqual(classes(scene), ["inconnu", "vide", "1"]);
});

test("communes alike make one region, and every commune is in one", () => {
  const scene = build_scene(4, { zones: "0110", tables: [[0, 0, 0], [1, 0, 0]] });
  regrouper(scene);
  assert.deepEqual(scene.regions.map(([classe, anneaux]) => [classe, anneaux.length]), [["vide", 2], ["1", 1]]);
  assert.equal(scene.compte.dessinees, 4);
});

test("the legend counts what is drawn, and leaves counts out for another year", () => {
  const scene = build_scene(4, { zones: "0110", tables: [[0, 0, 0], [1, 0, 0]] });
  regrouper(scene);
  const { classes: lues, vide, n_vides } = decrire_legende(scene);
  assert.deepEqual(lues.map((c) => c.n), ["2", "0", "0"]);
  assert.deepEqual([vide, n_vides], ["aucun type", "2 communes"]);
  scene.etat.millesime = 2015;
  assert.deepEqual(decrire_legende(scene).classes.map((c) => c.n), ["", "", ""]);
});

test("the legend names the only type, or how many are chosen", () => {
  const lire = (types) => {
    const scene = build_scene(2, { zones: "00", tables: [[0, 0, 0]] }, types);
    regrouper(scene);
    const { titre, vide, n_vides } = decrire_legende(scene);
    return [titre, vide, n_vides];
  };
  assert.deepEqual(lire(["appui"]), ["appui", "aucun appui", "2 communes"]);
  assert.deepEqual(lire(["appui", "regroupement"]), ["Types choisis présents, sur 2", "aucun des 2", "2 communes"]);
});

test("a press shows a type alone, again takes it off; « + » adds, and all of them are as none", () => {
  assert.deepEqual(presser([], "a"), ["a"]);
  assert.deepEqual(presser(["a"], "a"), []);
  assert.deepEqual(presser(["a", "b"], "c"), ["c"]);
  assert.deepEqual(presser(["a", "b"], "a"), ["b"]);
  assert.deepEqual(ajouter_type(["b"], "a", ["a", "b", "c"]), ["a", "b"]);
  assert.deepEqual(ajouter_type(["b", "a"], "c", ["a", "b", "c"]), []);
});

test("pins show for one type, a focus, a fiche, or by option", () => {
  const scene = build_scene(2, { zones: "00", tables: [[0, 0, 0]] });
  scene.points = ["mutualisation", "appui"].map((type) => ({ id: type, type }));
  const vus = () => montrer_points(scene).map((p) => p.id);
  assert.deepEqual(vus(), []);
  scene.focus = [1, 0];
  assert.deepEqual(vus(), ["mutualisation", "appui"]);
  scene.types = ["appui"];
  assert.deepEqual(vus(), ["appui"]);
  scene.etat.couches.points = false;
  assert.deepEqual(vus(), []);
  scene.etat.fiche = { id: "mutualisation" };
  assert.deepEqual(vus(), ["mutualisation"]);
});

test("points of one place stand side by side", () => {
  const points = [1, 2, 3].map((id) => ({ id, lon: 2, lat: 50, x: 0, y: 0, ax: 0, ay: 0 }));
  placer_points({ k: 1, o: { x: 0, y: 0 } }, points);
  const [a, b, c] = points.map((p) => p.x);
  assert.ok(b - a >= 19 && c - b >= 19);
  assert.equal(points[1].x, points[1].ax);
});

test("a picture kept as SVG escapes its words and names each pattern once", () => {
  const encre = new Encre();
  for (const x of [0, 10]) {
    encre.fillStyle = { svg: "<rect/>", cote: 6 };
    encre.fillRect(x, 0, 5, 5);
  }
  encre.fillStyle = "#000";
  encre.font = '700 12px "Source Sans"';
  encre.fillText("<script>&", 1.234, 2);
  const svg = encre.ecrire_svg(20, 10, "</title>");
  assert.equal(svg.split("<pattern ").length, 2);
  assert.ok(!svg.includes("<script") && !svg.includes("</title></title>"));
  assert.ok(svg.includes('x="1.2"') && svg.includes("&#60;script&#62;&#38;"));
});

test("the picture keeps in its legend what the screen says in its own", () => {
  const scene = build_scene(3, { zones: "011", tables: [[0, 0, 0], [1, 0, 0]], incertains: { tous: "4" } });
  const carte = { getSize: () => ({ x: 700, y: 500 }), containerPointToLayerPoint: () => ({ x: 0, y: 0 }) };
  const dits = [], ctx = new Proxy({}, {
    get: (_, nom) => (nom === "fillText" ? (texte) => dits.push(texte) : () => {}),
    set: () => true,
  });
  Object.assign(scene.style, { hachures: { pastille: [6, 1.5] }, nombre: ["#1", "#2", "#3", "#4", "#5"] });
  for (const motif of ["hachure 6 1.5", "doute"]) scene.motifs.set(motif, {});
  scene.carte = carte;
  composer_image(ctx, scene, () => {});
  assert.ok(dits.includes(TEXTES.doute));
  assert.ok(dits.some((dit) => dit?.startsWith(TEXTES.aucun_type)));
});
