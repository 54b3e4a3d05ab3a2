/* The map engine: fetches the geometry once, then repaints it for each state that Python sends.
 *   cartoEss.start(map, CONFIG)   once, from the constant base script of the frame
 *   cartoEss.apply(STATE)         at each Streamlit run; may come before the geometry has arrived
 *   cartoEss.etat()               what is on screen, for tests; "carto-ess:dessin" is fired after each draw
 *
 * CONFIG {topologie: url, details: url of a folder where the map draws EPCI first, langue, tuiles: null | {url, attribution, options}, types: [{id, nom, couleur, contour, glyphe}],
 *   donnees: the TopoJSON itself, for a page that has no server; textes: {titre, attribution, and any of TEXTES to say otherwise; legende: "" draws no legend}}
 * STATE {millesime, mode: "types" | "nombre", types: [id, in lane order], zones: base 36, file order,
 *   tables: [[count of each type of CONFIG]], by zone; effectifs: {id of a type: fiches, aucune: communes} for the legend;
 *   epci, commune, fiche: null | {id, type, communes: bits, departements: [code]}, inconnus: bits, annonce,
 *   vides: bits of the communes to hatch whatever their count, libelle_vide: what the legend calls them,
 *   territoire: bits, framed like an EPCI and by the same veil,
 *   where the file holds EPCI ("units", in place of communes), zones and bits are of every unit, then of the communes of those
 *   opened; ouverts: [key of a unit], couvertes: number of communes covered in each unit, two digits in base 36, fiche.parts: bits
 *   of the units that the fiche covers in part;
 *   points: [[id, nom, rank of type, nature, lon, lat, lieu]], vue: {cle, cadre: "departement" | "epci" | "ouverts" | "commune" | "fiche"},
 *   couches: {communes, epci, pays, points, types, noms}}   what is left out keeps its default
 * With CONFIG.pret, {objet: "pret"} is sent once, when the map is painted or cannot be.
 * A click sends {objet: "commune" | "epci" (a unit) | "fiche" | "rien", id, n}, n growing; Escape from opened units, "ensemble"; a link of the page, {objet, id} of its data-*.
 *
 * Two canvases: `fond` (communes, borders, fiche) is repainted when a state comes; `dessus` (selection, hover, names,
 * points) is cheap enough to follow the pointer. One Leaflet path paints each, and hit tests are ours: no event hangs on
 * 887 layers. Names are hostile text: they reach the page through text nodes and fillText only, never as HTML.
 */
(() => {
"use strict";

/** What the frame says by itself, in French; CONFIG.textes adds what depends on the département. */
const TEXTES = {
  legende: "Légende", zoom_avant: "Zoomer", zoom_arriere: "Dézoomer", perimetres: "Périmètres {millesime}",
  erreur: "Les contours n’ont pas pu être chargés. Rechargez la page ; le tableau sous la carte donne les mêmes fiches.",
  fiche: "1 coopération recensée", fiches: "{n} coopérations recensées", aucune: "aucune recensée", inconnu: "non renseigné",
  erreur_detail: "Les communes de {n} n’ont pas pu être chargées : l’EPCI reste dessiné d’un bloc. Choisissez-le de nouveau pour réessayer.",
  communes: { aucune: "aucune de ses {m} communes n’est couverte", partie: "{k} communes sur {m} couvertes", une: "1 commune sur {m} couverte", toutes: "ses {m} communes sont couvertes" },
  partiel: "hachures en plus : en partie", ouvrir: "Cliquez pour voir ses communes.",
  fort: "trait épais : 2 fiches ou plus", lignes: { communes: "communes", epci: "EPCI", pays: "Pays", points: "points" },
  couches: "Afficher", legende_vide: "aucune",
  classes_type: ["1 fiche", "2 fiches", "3 fiches et plus"], classes_nombre: ["1 fiche", "2 ou 3 fiches", "4 fiches et plus"],
  natures: { siege: "siège à {lieu}", contact: "contact à {lieu}", lieu_action: "lieu d’action à {lieu}" },
};
const COULEURS = {
  papier: "#fdfdfb", voisin: "#f4f2ed", trait_voisin: "#d3cfc6", commune: "#5b6673", epci: "#4a5562", pays: "#6b4a86",
  zone: "#2d3742", choix: "#11181f", hachure: "#75828e", inconnu: "#e9e9e9", point_inconnu: "#6f757c", encre: "#1d252d",
};
const BLEUS = ["#c6dbef", "#6baed6", "#2171b5"]; // ColorBrewer Blues: 1, 2–3, 4 and more
const TEINTES = [0.34, 0.62, 0.92]; // of a type shown alone: 1, 2, 3 and more
const RAYON = 8.5; // of a point, px
const PATIENCE = 3000; // ms given to the answer to a click
const TAU = 2 * Math.PI;
const sobre = window.matchMedia("(prefers-reduced-motion: reduce)"), souris = window.matchMedia("(any-hover: hover)");
const lignes_cachees = new Map(), tuiles = new Map(), details = new Map(), temps = {}, couches_choisies = {};
let carte, config, topo, fond, dessus, infobulle, region_vive, legende;
let voulu = null, etat = null, signature = "", vue = { cle: null }, a_bouge = false;
let choix = null, survole = null, points = [], zones = [], regions = [], partiels = null, dedans = null, couverts = null, inconnus = null, vides = null;
let base = null, couvertes = null, parties = null, alerte = null, quitte = null, rappel = 0;
let n_clic = 0, dessins = 0, peints = 0, n_dessinees = 0;

// ---------------------------------------------------------------- geometry

const rang_arc = (a) => a < 0 ? ~a : a; // TopoJSON: ~a is the arc a, followed backwards
const monde_x = (lng) => 256 * (lng / 360 + 0.5); // Mercator pixels at zoom 0, as Leaflet's own EPSG:3857 but without its objects
const monde_y = (lat) => 128 * (1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI);
const monde = ({ lng, lat }) => ({ x: monde_x(lng), y: monde_y(lat) });
const ecran = ({ x, y }) => ({ x: x * topo.k - topo.o.x, y: y * topo.k - topo.o.y });
const bornes_geo = ([x1, y1, x2, y2]) => L.latLngBounds([[x1, y2], [x2, y1]].map((p) => carte.options.crs.pointToLatLng(L.point(p), 0)));
const union = (boites) => boites.reduce((u, b) => [Math.min(u[0], b[0]), Math.min(u[1], b[1]), Math.max(u[2], b[2]), Math.max(u[3], b[3])]);

/** Decodes a quantised TopoJSON, once. */
function decoder({ transform: { scale: [kx, ky], translate: [tx, ty] }, arcs: deltas, objects, carto }) {
  const bouts = [], boites = [], bords = [], arcs = []; // of each arc: its ends, its box, the communes on its sides, its points
  for (const arc of deltas) { // the one loop over every point: plain, since it runs before any compiler has warmed to it
    const n = arc.length, xy = new Float64Array(2 * n);
    let x = 0, y = 0, debut = 0, x1 = Infinity, y1 = Infinity, x2 = -Infinity, y2 = -Infinity;
    for (let i = 0; i < n; i++) {
      x += arc[i][0]; y += arc[i][1];
      if (!i) debut = x * 2 ** 26 + y;
      const px = monde_x(x * kx + tx), py = monde_y(y * ky + ty);
      xy[2 * i] = px; xy[2 * i + 1] = py;
      if (px < x1) x1 = px;
      if (px > x2) x2 = px;
      if (py < y1) y1 = py;
      if (py > y2) y2 = py;
    }
    arcs.push(xy); bouts.push([debut, x * 2 ** 26 + y]); boites.push([x1, y1, x2, y2]); bords.push([]);
  }
  const lire = (objet) => (objet?.geometries ?? []).filter((g) => g.arcs?.length).map((g) => {
    const anneaux = g.type === "Polygon" ? g.arcs : g.arcs.flat(), siens = anneaux.flat().map(rang_arc);
    return { ...g.properties, anneaux, arcs: siens, boite: union(siens.map((a) => boites[a])) };
  });
  const communes = lire(objects.communes ?? objects.unites);
  if (objects.unites) for (const u of communes) u.n ??= carto.epci[carto.millesimes.at(-1)][u.e.at(-1)][1];
  communes.forEach((c, i) => c.arcs.forEach((a) => bords[a].push(i)));
  return {
    arcs, bouts, bords, communes, carto, cle: "", caches: new Set(), ouverts: "", boite: union(communes.map((c) => c.boite)),
    voisins: lire(objects.departements).filter((d) => !d.x), rang: new Map(communes.map((c, i) => [c.c, i])),
    noms: communes.filter((c) => c.p).sort((a, b) => b.p - a.p),
  };
}

/** Units opened give their place to their communes, once fetched; they keep their rank, and are drawn no more. */
function composer(unites) {
  const prets = unites.filter((u) => details.get(u.c)?.arcs), ouverts = unites.map((u) => prets.includes(u) ? u.c : `${u.c}?`).join(" ");
  if (topo.ouverts === ouverts) return;
  const caches = new Set(prets.map((u) => base.rang.get(u.c)));
  topo = { ...base, cle: "", arcs: [...base.arcs], bouts: [...base.bouts], bords: [...base.bords], communes: base.communes.map((u) => prets.includes(u) ? { ...u, anneaux: [], arcs: [] } : u), noms: base.noms.filter((u) => !prets.includes(u)), caches, ouverts };
  const places = new Map(); // of the first commune of each unit in the texts of a state
  unites.reduce((place, u) => { places.set(u, place); return place + u.m; }, base.communes.length);
  prets.forEach((u, k) => {
    const d = details.get(u.c), n_arcs = topo.arcs.length, n = topo.communes.length, decaler = (a) => a < 0 ? a - n_arcs : a + n_arcs;
    topo.arcs.push(...d.arcs);
    topo.bouts.push(...d.bouts.map((bout) => bout.map((noeud) => noeud + (k + 1) * 2 ** 47))); // each grid has its own nodes
    topo.bords.push(...d.bords.map((bord) => bord.map((i) => i + n)));
    topo.communes.push(...d.communes.map((c, i) => ({ ...c, unite: u.c, place: places.get(u) + i, anneaux: c.anneaux.map((l) => l.map(decaler)), arcs: c.arcs.map(decaler) })));
  });
  topo.noms = [...topo.noms, ...topo.communes.slice(base.communes.length).filter((c) => c.p)].sort((a, b) => b.p - a.p);
  topo.rang = new Map(topo.communes.map((c, i) => [c.c, i]));
  lignes_cachees.clear();
  projeter();
}

/** Asks for the communes of units; the state is drawn again when they come, and their absence said. */
function demander(unites) {
  for (const u of unites) {
    if (!u.d || details.has(u.c)) continue;
    details.set(u.c, "en route");
    telecharger(config.details + u.d).then(decoder).catch((erreur) => { console.error(erreur); return "absent"; }).then((detail) => {
      details.set(u.c, detail);
      signature = "";
      if (voulu) apply(voulu);
    });
  }
}

function dire_absents(unites) {
  const absents = unites.filter((u) => details.get(u.c) === "absent");
  for (const [cle, detail] of details) if (detail === "absent" && !absents.some((u) => u.c === cle)) details.delete(cle); // asked for again the next time
  alerte?.remove();
  alerte = absents.length ? alerter(gabarit(config.textes.erreur_detail, absents[0])) : null;
}

/** Arcs in layer pixels for this zoom, without the points no eye could tell apart. */
function projeter() {
  const zoom = carte.getZoom(), k = 2 ** zoom, o = carte.getPixelOrigin(), cle = `${k} ${o.x} ${o.y}`;
  if (topo.cle === cle) return;
  Object.assign(topo, { cle, k, o, zoom, ecran: topo.arcs.map((xy) => {
    const garde = [];
    let px = Infinity, py = Infinity;
    for (let i = 0; i < xy.length; i += 2) {
      const x = xy[i] * k - o.x, y = xy[i + 1] * k - o.y;
      if (i && i < xy.length - 2 && Math.abs(x - px) + Math.abs(y - py) < 0.9) continue;
      garde.push(x, y); px = x; py = y;
    }
    return garde;
  }) });
  placer_points();
}

function retenir(cle, calculer) {
  if (lignes_cachees.size > 80) lignes_cachees.clear();
  if (!lignes_cachees.has(cle)) lignes_cachees.set(cle, calculer());
  return lignes_cachees.get(cle);
}

/** Borders: the arcs whose two communes differ by `classe`, or that have one commune only. */
const maille = (cle, classe) => retenir(`maille ${cle}`, () => chainer((bord) => !bord.some(cache) && (bord[1] === undefined || classe(bord[0]) !== classe(bord[1])), false));
/** The outline of the communes that pass `test`, as closed rings: filled, it is their union, with no seam inside. */
const contour = (test) => chainer(([a, b]) => Boolean(test(a)) !== Boolean(b !== undefined && test(b)), true);
const cache = (i) => topo.caches.has(i);
const terre = () => region("terre", (i) => i < base.communes.length); // all the land: units opened count, and not their communes again
const region = (cle, test) => retenir(`region ${cle}`, () => contour(test));

/** Joins the kept arcs end to end. Lines stop at junctions, so that dashes run evenly; rings go on until they close. */
function chainer(garder, ferme) {
  const noeuds = new Map(), reste = new Set(), lignes = [];
  topo.bords.forEach((bord, a) => {
    if (!bord.length || !garder(bord)) return;
    reste.add(a);
    topo.bouts[a].forEach((n, i) => noeuds.has(n) ? noeuds.get(n).push(i ? ~a : a) : noeuds.set(n, [i ? ~a : a]));
  });
  const suivre = (a) => {
    const ligne = [];
    while (a !== undefined) {
      ligne.push(a);
      reste.delete(rang_arc(a));
      const suite = noeuds.get(topo.bouts[rang_arc(a)][a < 0 ? 0 : 1]);
      a = ferme || suite.length === 2 ? suite.find((b) => reste.has(rang_arc(b))) : undefined;
    }
    lignes.push(ligne);
  };
  if (!ferme) for (const departs of noeuds.values()) if (departs.length !== 2) departs.forEach((a) => reste.has(rang_arc(a)) && suivre(a));
  for (const a of reste) suivre(a);
  return lignes;
}

function trouver_commune(latlng) {
  const { x, y } = monde(latlng);
  const i = topo.communes.findIndex(({ boite: b, arcs }) => x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && contient(arcs, x, y));
  return i < 0 ? null : i;
}

function contient(arcs, x, y) {
  let dans = false; // parity of the crossings: neither the order of the arcs nor their direction matters
  for (const xy of arcs.map((a) => topo.arcs[a]))
    for (let i = 2; i < xy.length; i += 2)
      if (xy[i - 1] > y !== xy[i + 1] > y && x < xy[i - 2] + (xy[i] - xy[i - 2]) * (y - xy[i - 1]) / (xy[i + 1] - xy[i - 1])) dans = !dans;
  return dans;
}

// ---------------------------------------------------------------- strokes, tiles, fills

function suivre_lignes(ctx, lignes) {
  ctx.beginPath();
  for (const ligne of lignes) ligne.forEach((a, rang) => {
    const xy = topo.ecran[rang_arc(a)], n = xy.length, pas = a < 0 ? -2 : 2;
    let i = a < 0 ? n - 2 : 0;
    if (!rang) ctx.moveTo(xy[i], xy[i + 1]);
    for (i += pas; i >= 0 && i < n; i += pas) ctx.lineTo(xy[i], xy[i + 1]);
  });
}

function remplir(ctx, anneaux, style, alpha = 1) {
  suivre_lignes(ctx, anneaux);
  Object.assign(ctx, { globalAlpha: alpha, fillStyle: style });
  ctx.fill("evenodd");
  ctx.globalAlpha = 1;
}

function tracer(ctx, lignes, couleur, epaisseur, alpha = 1, tirets = []) {
  const fin = epaisseur < 1.3; // round joins are slow, and no eye sees them on a thin line
  suivre_lignes(ctx, lignes);
  Object.assign(ctx, { globalAlpha: alpha, strokeStyle: couleur, lineWidth: epaisseur, lineJoin: fin ? "bevel" : "round" });
  ctx.lineCap = fin || tirets.length ? "butt" : "round";
  ctx.setLineDash(tirets);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** A seamless square tile of diagonals: `dessiner(ctx, periode)` paints one period in a frame turned by `sens` × 45°. */
function tuile(cle, cote, sens, dessiner) {
  if (tuiles.has(cle)) return tuiles.get(cle);
  const m = L.Browser.retina ? 2 : 1, periode = cote / Math.SQRT2; // m: the ratio Leaflet gives its canvases
  const toile = document.createElement("canvas"), ctx = toile.getContext("2d");
  toile.width = toile.height = cote * m;
  ctx.scale(m, m);
  ctx.rotate(sens * Math.PI / 4);
  ctx.translate(0, -3 * periode);
  for (let k = -2; k <= 2; k++) { ctx.translate(0, periode); dessiner(ctx, periode); }
  const motif = ctx.createPattern(toile, "repeat");
  motif.setTransform(new DOMMatrix().scale(1 / m)); // Leaflet draws in layer pixels: stripes stay put when the map pans
  tuiles.set(cle, Object.assign(motif, { toile, cote }));
  return motif;
}

function trait(ctx, y, periode, couleur, epaisseur, tirets = [], bout = "butt") {
  ctx.beginPath();
  ctx.setLineDash(tirets);
  Object.assign(ctx, { lineCap: bout, strokeStyle: couleur, lineWidth: epaisseur });
  ctx.moveTo(-2 * periode, y); ctx.lineTo(2 * periode, y);
  ctx.stroke();
}

/** One texture per lane, told apart without colour (e: width, p: period). */
const TEXTURES = [
  (ctx, y, e, t, p) => trait(ctx, y, p, t.couleur, e),
  (ctx, y, e, t, p) => trait(ctx, y, p, t.couleur, e, [0.64, 0.36].map((part) => part * diviser(p, 9.5))),
  (ctx, y, e, t, p) => [-0.36, 0.36].forEach((dy) => trait(ctx, y + e * dy, p, t.couleur, e * 0.42)),
  (ctx, y, e, t, p) => trait(ctx, y, p, t.couleur, e * 1.15, [0.01, diviser(p, e < 1.6 ? 2.6 : e < 2.8 ? 4.6 : 5.6) - 0.01], "round"),
  (ctx, y, e, t, p) => { trait(ctx, y, p, t.couleur, e * 1.25); trait(ctx, y, p, t.contour, e * 0.32); },
];
/** About `pas`, and a divisor of the period, or each tile would show its edges. */
const diviser = (periode, pas) => periode / Math.max(1, Math.round(periode / pas));

/** Stripes: each shown type keeps its lane everywhere, whether the others are there or not, so colours never blend. */
function motif_voies(comptes) {
  const n_voies = comptes.length, largeur = minuscules() ? 2 : topo.zoom < 10.5 ? 3.7 : 4.6;
  const cote = Math.round((n_voies * largeur + (minuscules() ? 0.6 : Math.max(0.6, 6 - 0.9 * n_voies))) * Math.SQRT2); // few lanes: more paper between
  return tuile(`voies ${largeur} ${etat.types} ${comptes}`, cote, -1, (ctx, periode) => comptes.forEach((n, i) => {
    const t = type_de(etat.types[i]), pas = periode / n_voies;
    if (n) TEXTURES[config.types.indexOf(t) % TEXTURES.length](ctx, (i + 0.5) * pas, largeur * (n > 1 ? 0.9 : 0.6), t, periode);
  }));
}

/** Whether what is drawn is so small that a wide stripe would hold one thing and no more. */
const minuscules = () => couvertes !== null && topo.zoom < 8;
const motif_vide = () => tuile(`vide ${minuscules()}`, minuscules() ? 6 : 10, 1, (ctx, p) => trait(ctx, p / 2, p, COULEURS.hachure, 0.7));
const motif_partiel = () => tuile("partiel", 14, 1, (ctx, p) => { trait(ctx, p / 2, p, "#fff", 2.6); trait(ctx, p / 2, p, COULEURS.hachure, 1.1); });
const motif_inconnu = () => tuile("inconnu", 6, 1, (ctx, p) => {
  ctx.fillStyle = COULEURS.inconnu; ctx.fillRect(-4 * p, 0, 8 * p, p + 0.5);
  trait(ctx, p / 2, p, COULEURS.point_inconnu, 1.3, [0.01, p - 0.01], "round");
});
const teinte = (couleur, a) => `rgb(${[1, 3, 5].map((i) => Math.round(255 + a * (parseInt(couleur.slice(i, i + 2), 16) - 255)))})`;
const type_de = (id) => config.types.find((t) => t.id === id);

/** What covers a commune, or a unit: number of fiches, and of each type. */
function zone_de(i) {
  const comptes = etat.tables[zones[i]] ?? [];
  const t = Object.fromEntries(config.types.map(({ id }, rang) => [id, comptes[rang] ?? 0]));
  return { n: comptes.reduce((somme, c) => somme + c, 0), t };
}

/** How many communes of a unit are covered, of how many; `null` for a commune. */
const part_unite = (i) => couvertes && i < base.communes.length ? { k: couvertes[i], m: topo.communes[i].m } : null;

/** What a commune or a unit shows, as a key: "vide", "inconnu", an integer class, or one count per lane. */
function classe_commune(i) {
  const { n, t } = zone_de(i), comptes = etat.types.map((id) => t[id]);
  if (inconnus?.[i]) return "inconnu";
  if (vides?.[i]) return "vide";
  if (etat.mode === "nombre") return n > 3 ? "2" : n > 1 ? "1" : n ? "0" : "vide";
  if (!comptes.some(Boolean)) return "vide";
  return comptes.length === 1 ? String(Math.min(comptes[0], 3) - 1) : comptes.map((c) => Math.min(c, 2)).join();
}

function style_classe(classe) {
  if (classe === "vide") return motif_vide();
  if (classe === "inconnu") return motif_inconnu();
  if (etat.mode === "nombre") return BLEUS[classe];
  return etat.types.length === 1 ? teinte(type_de(etat.types[0]).couleur, TEINTES[classe]) : motif_voies(classe.split(",").map(Number));
}

/** Communes alike make one region, filled in one go: faster than 887 fills, and no white seam between two of them. */
function regrouper() {
  const classes = topo.communes.map((_, i) => cache(i) ? null : classe_commune(i));
  regions = [...new Set(classes)].filter(Boolean).map((classe) => [classe, contour((i) => classes[i] === classe)]);
  partiels = couvertes && contour((i) => !cache(i) && classes[i] !== "vide" && part_unite(i)?.k < part_unite(i)?.m);
  n_dessinees = classes.filter(Boolean).length;
}

// ---------------------------------------------------------------- the two paintings

const Dessin = L.Path.extend({
  options: { interactive: false },
  initialize(peindre) { this._peindre = peindre; L.setOptions(this, { renderer: L.canvas({ padding: 0.2 }) }); },
  _project() { projeter(); },
  _update() {},
  _updatePath() { if (etat && this._renderer._drawing) this._peindre(this._renderer._ctx); },
  peindre_bientot() { this._renderer._requestRedraw(this); }, // no pixel bounds: one redraw of the whole canvas, at the next frame
});

function peindre_fond(ctx) {
  const debut = performance.now(), { couches, fiche, millesime } = etat, loin = topo.zoom < 9.5, petit = minuscules();
  const type = fiche && type_de(fiche.type), opaque = !config.tuiles;
  for (const d of topo.voisins) {
    const atteint = type && fiche.departements?.includes(d.c);
    remplir(ctx, d.anneaux, atteint ? teinte(type.couleur, 0.2) : COULEURS.voisin, opaque ? 1 : 0.55);
    tracer(ctx, d.anneaux, atteint ? type.contour : COULEURS.trait_voisin, 1);
  }
  remplir(ctx, terre(), COULEURS.papier, opaque ? 1 : 0.6);
  if (couches.types) for (const [classe, anneaux] of regions) remplir(ctx, anneaux, style_classe(classe));
  if (couches.types && partiels) remplir(ctx, partiels, motif_partiel());
  if (couches.communes && !petit) {
    if (topo.zoom > 10.5) tracer(ctx, maille("communes", (i) => i), "#fff", 2, 0.7); // or the stripes would hide the line
    tracer(ctx, maille("communes", (i) => i), COULEURS.commune, loin ? 0.5 : 0.8, loin ? 0.3 : 0.75);
  }
  if (couches.pays) tracer(ctx, maille("pays", (i) => topo.communes[i].y), COULEURS.pays, 3.4, 0.85, [11, 3.5, 3, 3.5]);
  if (couches.epci) tracer(ctx, maille(`epci ${millesime}`, rang_epci), COULEURS.epci, petit ? 0.5 : loin ? 1 : 1.5, petit ? 0.5 : 0.75);
  if (couches.types && !petit) tracer(ctx, maille(`zones ${etat.zones}`, (i) => zones[i]), COULEURS.zone, loin ? 0.9 : 1.3);
  tracer(ctx, terre(), COULEURS.zone, 1.3);
  if (dedans) detacher(ctx, dedans, `filtre ${millesime} ${etat.epci} ${etat.territoire}`, COULEURS.choix, etat.territoire ? 0.25 : 0.78);
  if (type && couverts) peindre_fiche(ctx, type);
  peints += 1;
  temps.dessin = performance.now() - debut;
  window.dispatchEvent(new CustomEvent("carto-ess:dessin"));
}

/** Veils what is outside and outlines what is inside. */
function detacher(ctx, garde, cle, couleur, voile) {
  const bord = region(cle, (i) => garde[i] && !cache(i));
  remplir(ctx, region(`hors ${cle}`, (i) => !garde[i] && !cache(i)), "#fff", voile);
  tracer(ctx, bord, "#fff", 5, 0.9);
  tracer(ctx, bord, couleur, 2.5);
}

function peindre_fiche(ctx, type) {
  const cle = `fiche ${etat.fiche.communes}`, dans = region(cle, (i) => couverts[i] && !cache(i));
  remplir(ctx, dans, "#fff", 0.86);
  remplir(ctx, dans, type.couleur, 0.42);
  if (parties) for (const [style, alpha] of [["#fff", 0.86], [type.couleur, 0.25], [motif_partiel(), 1]]) remplir(ctx, region(`parts ${cle}`, (i) => parties[i] && !cache(i)), style, alpha);
  if (etat.couches.epci) tracer(ctx, maille(`epci ${etat.millesime}`, rang_epci), COULEURS.epci, 0.9, 0.5);
  detacher(ctx, parties ? couverts.map((c, i) => c || parties[i]) : couverts, `${cle} ${etat.fiche.parts}`, type.contour, 0.82);
}

function peindre_dessus(ctx) {
  const bord = (i) => topo.communes[i].anneaux;
  if (survole !== null && survole !== choix) tracer(ctx, bord(survole), COULEURS.choix, 1.6, 0.85);
  if (choix !== null) [["#fff", 8], [COULEURS.choix, 5.4], ["#fff", 1.8]].forEach(([c, l]) => tracer(ctx, bord(choix), c, l));
  if (etat.couches.noms) peindre_noms(ctx);
  if (!etat.couches.points) return;
  ctx.beginPath(); // a point moved aside keeps a short line to its place
  for (const { x, y, ax, ay } of points) if (Math.hypot(x - ax, y - ay) > 5) { ctx.moveTo(ax, ay); ctx.lineTo(x, y); }
  Object.assign(ctx, { strokeStyle: COULEURS.choix, lineWidth: 0.9 }).stroke();
  points.forEach((p) => peindre_point(ctx, p));
}

/** Glyphs as shapes of radius 1: a font might lack them. */
const FORMES = {
  "●": "M.82 0A.82 .82 0 1 1-.82 0A.82 .82 0 1 1 .82 0z", "■": "M-.75-.75h1.5v1.5h-1.5z", "▲": "M0-.95L.92 .7H-.92z",
  "◆": "M0-1.05L1.05 0L0 1.05L-1.05 0z", "✚": "M-.3-.9h.6v.6h.6v.6h-.6v.6h-.6v-.6h-.6v-.6h.6z",
  "★": "M0-1.1L.29-.4L1.05-.34L.47 .15L.65 .89L0 .49L-.65 .89L-.47 .15L-1.05-.34L-.29-.4z",
};
const TIRETS = { siege: [], contact: [3, 2.4] }; // the ring of a point; any other nature is dotted

function peindre_point(ctx, p) {
  const type = type_de(p.type), actif = etat.fiche?.id === p.id, forme = new Path2D(FORMES[type.glyphe] ?? FORMES["●"]);
  ctx.save();
  if (etat.fiche && !actif) ctx.globalAlpha = 0.55;
  ctx.translate(p.x, p.y);
  if (actif) ctx.scale(1.25, 1.25);
  ctx.beginPath(); ctx.arc(0, 0, RAYON + 1.2, 0, TAU); ctx.fillStyle = "#fff"; ctx.fill();
  ctx.beginPath(); ctx.arc(0, 0, RAYON - 0.4, 0, TAU);
  ctx.setLineDash(TIRETS[p.nature] ?? [1.2, 2.4]);
  Object.assign(ctx, { strokeStyle: COULEURS.choix, lineWidth: 1.4 }).stroke();
  ctx.setLineDash([]);
  ctx.scale(RAYON * 0.58, RAYON * 0.58);
  Object.assign(ctx, { fillStyle: type.couleur, strokeStyle: type.contour, lineWidth: 0.18 }).fill(forme);
  ctx.stroke(forme);
  ctx.restore();
}

/** Points of one place stand side by side; neighbours that would overlap push each other away, always the same way. */
function placer_points() {
  const pas = 2 * RAYON + 1.5;
  points.forEach((p, i) => {
    const { x, y } = ecran(monde({ lng: p.lon, lat: p.lat })), meme_lieu = (q) => q.lat === p.lat && q.lon === p.lon;
    const rang = points.slice(0, i).filter(meme_lieu).length, nombre = points.filter(meme_lieu).length;
    Object.assign(p, { ax: x, ay: y, x: x + (rang - (nombre - 1) / 2) * pas, y });
  });
  for (let tour = 0, bouge = true; bouge && tour < 40; tour++) {
    bouge = false;
    points.forEach((p, i) => points.slice(i + 1).forEach((q) => {
      const dx = q.x - p.x, dy = q.y - p.y, d = Math.hypot(dx, dy) || 0.01, f = (pas - d) / 2 / d;
      if (d >= pas - 0.1) return;
      p.x -= dx * f; p.y -= dy * f; q.x += dx * f; q.y += dy * f;
      bouge = true;
    }));
  }
}

/** Names of the larger communes first, where they cover neither a point nor another name. */
function peindre_noms(ctx) {
  const seuil = 26000 / 3 ** (topo.zoom - 8);
  const pris = etat.couches.points ? points.map((p) => [p.x - RAYON, p.y - RAYON, p.x + RAYON, p.y + RAYON]) : [];
  Object.assign(ctx, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
  Object.assign(ctx, { strokeStyle: "rgba(255,255,255,.95)", fillStyle: COULEURS.encre });
  const gauche = carte.containerPointToLayerPoint([0, 0]).x, droite = gauche + carte.getSize().x;
  for (const c of topo.noms) {
    if (c.p < seuil) break;
    ctx.font = c.p < 25000 ? "500 11.5px system-ui, sans-serif" : "600 12.5px system-ui, sans-serif";
    const centre = ecran({ x: (c.boite[0] + c.boite[2]) / 2, y: (c.boite[1] + c.boite[3]) / 2 }), y = centre.y;
    const l = ctx.measureText(c.n).width / 2 + 3;
    if (centre.x < gauche || centre.x > droite) continue;
    const x = Math.min(Math.max(centre.x, gauche + l), droite - l); // no name is cut by the edge of the frame
    const libre = (b) => !pris.some((q) => b[0] < q[2] && b[2] > q[0] && b[1] < q[3] && b[3] > q[1]);
    const dy = [0, 17, -17, 30, -30].find((d) => libre([x - l, y + d - 8, x + l, y + d + 8]));
    if (dy === undefined) continue;
    pris.push([x - l, y + dy - 8, x + l, y + dy + 8]);
    ctx.strokeText(c.n, x, y + dy); ctx.fillText(c.n, x, y + dy);
  }
}

// ---------------------------------------------------------------- state

const rang_epci = (i) => topo.communes[i].e[topo.carto.millesimes.indexOf(etat.millesime)];
const liste_epci = () => topo.carto.epci[etat.millesime] ?? [];
/** Hexadecimal bitset, file order, first commune = highest bit. */
const lire_bits = (hex) => hex ? topo.communes.map(({ place }, rang) => {
  const i = place ?? rang;
  return parseInt(hex[i >> 2] ?? "0", 16) >> (3 - (i & 3)) & 1;
}) : null;

/** `n`: how many things the text is of; more than are drawn while communes are on their way. */
function lire_zones(texte = "", n = topo.communes.length) {
  const l = Math.round(texte.length / n);
  return topo.communes.map(({ place }, rang) => l ? parseInt(texte.slice((place ?? rang) * l, (place ?? rang) * l + l), 36) : 0);
}

function apply(nouveau) {
  const texte = JSON.stringify(nouveau);
  voulu = nouveau;
  if (!topo || texte === signature) return;
  const debut = performance.now(), avant = peints;
  signature = texte;
  etat = { tables: [], mode: "types", annonce: "", ...nouveau, types: (nouveau.types ?? []).filter(type_de),
    couches: { communes: true, epci: true, pays: false, points: true, types: true, noms: !config.tuiles, ...nouveau.couches, ...couches_choisies } };
  const ouvertes = (etat.ouverts ?? []).map((cle) => base.communes[base.rang.get(cle)]).filter(Boolean);
  demander(ouvertes);
  dire_absents(ouvertes);
  composer(ouvertes);
  zones = lire_zones(etat.zones, base.communes.length + ouvertes.reduce((n, u) => n + u.m, 0));
  couvertes = etat.couvertes ? base.communes.map((_, i) => parseInt(etat.couvertes.slice(2 * i, 2 * i + 2), 36)) : null;
  couverts = lire_bits(etat.fiche?.communes);
  parties = lire_bits(etat.fiche?.parts);
  inconnus = lire_bits(etat.inconnus);
  vides = lire_bits(etat.vides);
  const filtre = liste_epci().findIndex(([siren]) => siren === etat.epci);
  dedans = lire_bits(etat.territoire) ?? (filtre < 0 ? null : topo.communes.map((_, i) => rang_epci(i) === filtre));
  choix = topo.rang.get(etat.commune) ?? null;
  points = (etat.points ?? []).map(([id, nom, rang, nature, lon, lat, lieu]) => (
    { id, nom, type: config.types[rang].id, nature, lon, lat, lieu }));
  placer_points();
  regrouper();
  cacher_infobulle();
  if (region_vive.textContent !== etat.annonce) region_vive.textContent = etat.annonce;
  if (peints || dedans || config.details) ecrire_legende(); else addEventListener("carto-ess:dessin", ecrire_legende, { once: true }); // the land first
  dessins += 1;
  if (etat.vue && etat.vue.cle !== vue.cle) cadrer(etat.vue, vue.cle !== null && !sobre.matches);
  if (peints === avant) { fond.peindre_bientot(); dessus.peindre_bientot(); } // a jump has painted both already
  temps.apply = performance.now() - debut;
}

/** Shows the département, the EPCI, the commune or the coverage of the fiche; only a new key of view moves the map. */
function cadrer(nouvelle, animate) {
  const garde = { epci: dedans, territoire: dedans, ouverts: topo.communes.map((c) => etat.ouverts?.includes(c.unite ?? c.c)), fiche: couverts, commune: choix !== null && topo.communes.map((_, i) => i === choix) }[nouvelle.cadre];
  const formes = topo.communes.filter((_, i) => garde?.[i] && !cache(i)), serre = formes.length > 0 && formes.length < topo.communes.length / 2;
  const deja = vue.cle === null && !serre && !config.details; // the map starts on the département
  vue = nouvelle;
  a_bouge = false;
  if (deja || !carte.getSize().x) return;
  const degage = serre || Boolean(config.details); // a country behind the legend would lack a region
  const couvert = degage && legende?.boite.open && !legende.dessous ? legende.boite.offsetWidth + 10 : 0; // nothing hides behind an open legend
  const limites = carte.options.maxBounds; // a pan back inside them that is under way would go on after the jump
  carte.setMaxBounds(null).stop();
  carte.fitBounds(bornes_geo(serre ? union(formes.map((c) => c.boite)) : topo.boite), {
    paddingTopLeft: serre ? [24, 24] : [8, 8], paddingBottomRight: serre ? [24 + couvert, 24] : [8 + 0.75 * couvert, 8], maxZoom: 12, animate });
  carte.setMaxBounds(limites);
}

// ---------------------------------------------------------------- pointer

function envoyer(objet, id) {
  n_clic = Math.max(n_clic + 1, Date.now()); // keeps growing when the frame is loaded again
  window.Streamlit?.setComponentValue({ objet, id, n: n_clic });
}

function trouver_point(latlng, marge) {
  const p = ecran(monde(latlng)), proches = points.filter((q) => Math.hypot(q.x - p.x, q.y - p.y) <= RAYON + marge);
  return etat.couches.points && proches.length ? proches[proches.length - 1] : null;
}

function cliquer({ latlng }) {
  if (!etat) return;
  const point = trouver_point(latlng, souris.matches ? 1 : 6), i = trouver_commune(latlng);
  cacher_infobulle();
  if (point) return envoyer("fiche", point.id);
  choix = i; // drawn before the server answers
  dessus.peindre_bientot();
  const c = i === null ? null : topo.communes[i];
  if (c?.d) demander([c]);
  const clic = [c === null ? "rien" : c.d ? "epci" : "commune", c?.c ?? null];
  envoyer(...clic);
  if (config.details) insister(clic);
}

/** Streamlit may lose a click that comes while it still answers the one before, as when an EPCI has just opened: sent once more. */
function insister([objet, id]) {
  clearTimeout(rappel);
  rappel = id === null ? 0 : setTimeout(() => etat.commune === id || etat.ouverts?.includes(id) || envoyer(objet, id), PATIENCE);
}

function survoler({ latlng }) {
  if (!etat || !souris.matches || carte.dragging.moving()) return;
  const point = trouver_point(latlng, 1), i = point ? null : trouver_commune(latlng), sujet = point ?? i;
  carte.getContainer().classList.toggle("carto-cliquable", sujet !== null);
  if (sujet === null) return cacher_infobulle();
  if (infobulle.sujet !== sujet) infobulle.setContent(point ? decrire_point(point) : decrire_commune(i));
  infobulle.sujet = sujet;
  infobulle.setLatLng(point ? carte.layerPointToLatLng([point.x, point.y]) : latlng).addTo(carte);
  if (survole !== i) { survole = i; dessus.peindre_bientot(); }
}

/** Escape hides the tooltip, then goes back to the units. */
function quitter() {
  if ((infobulle.sujet ?? null) === null && etat?.ouverts?.length && quitte !== etat) {
    clearTimeout(rappel);
    quitte = etat; // asked once: a second key would cut short the run of the first
    envoyer("ensemble", null);
  }
  cacher_infobulle();
}

function cacher_infobulle() {
  infobulle.remove();
  infobulle.sujet = null;
  if (survole !== null) { survole = null; dessus.peindre_bientot(); }
}

/** Links of the page around the frame act as clicks on the map; the listener of a former frame is taken away. */
function ecouter_liens() {
  try {
    const page = window.parent.document, suivre = (e) => {
      const a = e.target?.closest?.("a[data-objet]");
      if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
      e.preventDefault();
      envoyer(a.dataset.objet, a.dataset.id || null);
    };
    if (window.parent.cartoEssLiens) page.removeEventListener("click", window.parent.cartoEssLiens);
    page.addEventListener("click", window.parent.cartoEssLiens = suivre);
  } catch { /* a page of another origin: its links keep their own way */ }
}

// ---------------------------------------------------------------- words: tooltip, legend, names

/** Strings among the children become text nodes, never HTML. */
function noeud(balise, classe, ...enfants) {
  const n = document.createElement(balise);
  if (classe) n.className = classe;
  n.append(...enfants.filter((e) => e !== null && e !== undefined)); // append() makes a text node of a string or a number
  return n;
}

const gabarit = (modele, valeurs) => String(modele ?? "").replace(/\{(\w+)\}/g, (tout, cle) => valeurs[cle] ?? tout);

function glyphe(type) {
  const n = noeud("span", "carto-glyphe", type.glyphe);
  Object.assign(n.style, { color: type.couleur, webkitTextStroke: `.6px ${type.contour}` });
  n.setAttribute("aria-hidden", "true");
  return n;
}

const ligne_type = (type, n) => noeud("div", "carto-ligne", glyphe(type), noeud("span", "", type.nom), noeud("b", "", n));
const decrire_point = (p) => noeud("div", "", noeud("strong", "", p.nom), ligne_type(type_de(p.type)), 
  noeud("div", "carto-discret", gabarit(config.textes.natures?.[p.nature] ?? "{lieu}", p)));

function decrire_part({ k, m }) {
  const { communes: { aucune, une, partie, toutes } } = config.textes;
  return gabarit(k === 0 ? aucune : k === m ? toutes : k === 1 ? une : partie, { k, m });
}

function decrire_commune(i) {
  const { textes } = config, { n, t } = zone_de(i), part = topo.communes[i].d ? part_unite(i) : null;
  const compte = inconnus?.[i] ? textes.inconnu : n ? gabarit(n > 1 ? textes.fiches : textes.fiche, { n }) : textes.aucune;
  return noeud("div", "", noeud("strong", "", topo.communes[i].n), noeud("div", part ? "carto-compte" : "carto-discret", part ? decrire_part(part) : liste_epci()[rang_epci(i)]?.[1]),
    noeud("div", "carto-compte", compte), ...etat.types.filter((id) => t[id]).map((id) => ligne_type(type_de(id), t[id])),
    part && noeud("div", "carto-discret", textes.ouvrir), noeud("div", "carto-discret", gabarit(textes.perimetres, etat)));
}

const avec_effectif = (texte, cle) => etat.effectifs?.[cle] === undefined ? texte : `${texte} (${etat.effectifs[cle].toLocaleString("fr-FR")})`;

function entree(motif, texte, type, classe) {
  const pastille = noeud("span", "carto-pastille");
  pastille.style.background = motif.toile ? `#fff url(${motif.toile.toDataURL()}) 0 0 / ${motif.cote}px` : motif;
  return noeud("li", classe, pastille, type && glyphe(type), noeud("span", "", texte));
}

function entrees_types() {
  const { textes } = config, ids = etat.types, classes = (etat.mode === "nombre" ? textes.classes_nombre : textes.classes_type) ?? [];
  if (etat.mode === "nombre" || ids.length === 1)
    return classes.map((c, i) => entree(style_classe(String(i)), c, etat.mode === "nombre" || i ? null : type_de(ids[0])));
  const fort = textes.fort && etat.tables.some((comptes) => comptes.some((n) => n > 1));
  return [...ids.map((id) => entree(motif_voies(ids.map((j) => Number(j === id))), avec_effectif(type_de(id).nom, id), type_de(id))),
    ...(fort ? [entree(motif_voies(ids.map((_, j) => j ? 0 : 2)), textes.fort)] : [])];
}

/** Boxes that show or hide a layer at once, here in the frame: nothing to ask the server. */
function choix_couches() {
  const { textes } = config, groupe = noeud("li", "carto-couches", noeud("span", "carto-annonce", textes.couches));
  for (const [nom, texte] of Object.entries(textes.lignes)) {
    const case_ = Object.assign(noeud("input"), { type: "checkbox", checked: etat.couches[nom] });
    case_.addEventListener("change", () => {
      couches_choisies[nom] = etat.couches[nom] = case_.checked;
      fond.peindre_bientot(); dessus.peindre_bientot();
    });
    groupe.append(noeud("label", `carto-trait-${nom}`, case_, texte));
  }
  return groupe;
}

/** The legend is made of the very tiles and tints of the map. */
function ecrire_legende() {
  const { textes } = config, { couches, mode, types, tables } = etat;
  const cle = JSON.stringify([mode, types, tables, Boolean(inconnus), couches.types, etat.effectifs, etat.libelle_vide, Boolean(couvertes), minuscules()]);
  if (!legende || legende.cle === cle) return;
  legende.cle = cle;
  legende.liste.replaceChildren(
    ...(couches.types ? [...entrees_types(), entree(motif_vide(), avec_effectif(etat.libelle_vide ?? textes.legende_vide, "aucune"))] : []),
    ...(couches.types && couvertes ? [entree(motif_partiel(), textes.partiel)] : []),
    ...(couches.types && inconnus ? [entree(motif_inconnu(), textes.inconnu)] : []),
    choix_couches());
  ranger_legende();
}

/** Over the map where it is wide; under it on a phone, where it would hide the territory. */
function ranger_legende() {
  const boite = carte.getContainer(), dessous = boite.clientWidth <= 560;
  if (!legende || !boite.clientWidth) return;
  if (dessous !== legende.dessous) {
    legende.dessous = dessous;
    legende.boite.classList.toggle("carto-dessous", dessous);
    if (dessous) boite.after(legende.boite); else legende.coin.appendChild(legende.boite);
  }
  const hauteur = Math.min(legende.hauteur, window.innerHeight || Infinity); // a site that embeds us may give less
  boite.style.height = `${hauteur - (dessous ? legende.boite.offsetHeight : 0)}px`;
}

function poser_legende() {
  if (!config.textes.legende) return;
  const liste = noeud("ul"), boite = noeud("details", "carto-legende", noeud("summary", "", config.textes.legende), liste);
  boite.open = true;
  boite.addEventListener("toggle", ranger_legende);
  legende = { boite, liste, cle: "", hauteur: carte.getContainer().clientHeight };
  L.DomEvent.disableClickPropagation(boite).disableScrollPropagation(boite);
  Object.assign(L.control({ position: "topright" }), { onAdd: () => boite }).addTo(carte);
  legende.coin = boite.parentElement;
}

function nommer() {
  const { titre } = config.textes, boite = carte.getContainer();
  document.documentElement.lang = config.langue ?? "fr";
  document.title = titre;
  try { if (window.frameElement) window.frameElement.title = titre; } catch { /* a page of another origin */ }
  // "region", not "application": legend, buttons and sources stay within reach of a screen reader's own keys.
  boite.setAttribute("role", "region");
  boite.setAttribute("aria-label", titre);
  region_vive = boite.appendChild(noeud("div", "carto-annonce"));
  region_vive.setAttribute("aria-live", "polite");
}

/** Once, when there is something to see: what of the page waits for the map may come. */
function annoncer_pret() {
  if (config.pret) requestAnimationFrame(() => setTimeout(() => envoyer("pret", null))); // what comes next would hold back this frame
}

function alerter(phrase) {
  const boite = carte.getContainer().appendChild(noeud("div", "carto-erreur"));
  boite.setAttribute("role", "alert"); // before its words, or they would not be read out
  boite.textContent = phrase;
  return boite;
}

function echouer(erreur) {
  console.error(erreur);
  alerter(config.textes.erreur);
  annoncer_pret();
}

// ---------------------------------------------------------------- start

function regler_carte() {
  const { textes, tuiles: plan } = config;
  document.body.style.margin = "0"; // the style sheet may come after the first drawing, which would be done again
  carte.invalidateSize({ pan: false });
  Object.assign(carte.options, { zoomSnap: plan ? 1 : 0.25, zoomDelta: plan ? 1 : 0.5, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 0.9 });
  if (sobre.matches) { carte._zoomAnimated = false; carte.options.inertia = false; }
  carte.zoomControl?.remove();
  carte.attributionControl?.remove();
  carte.zoomControl = L.control.zoom({ zoomInTitle: textes.zoom_avant, zoomOutTitle: textes.zoom_arriere }).addTo(carte);
  carte.attributionControl = L.control.attribution({ prefix: false }).addTo(carte).addAttribution(textes.attribution ?? "");
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(carte);
}

/** No world beyond the département and a strip around it. */
function borner() {
  if (!carte.getSize().x) return;
  const bornes = bornes_geo(topo.boite);
  carte.setMaxBounds(null).setMinZoom(0);
  carte.setMinZoom(carte.getBoundsZoom(bornes) - 0.75).setMaxZoom(14).setMaxBounds(bornes.pad(0.3));
}

function poser_couches() {
  [fond, dessus] = [peindre_fond, peindre_dessus].map((peindre) => new Dessin(peindre).addTo(carte));
  [fond, dessus].forEach((d) => d._renderer._container.setAttribute("aria-hidden", "true"));
  if (config.tuiles) L.tileLayer(config.tuiles.url, { attribution: config.tuiles.attribution, ...config.tuiles.options }).addTo(carte);
  infobulle = L.tooltip({ className: "carto-infobulle", direction: "auto", offset: [12, 0], opacity: 1 });
}

function ecouter_carte() {
  const boite = carte.getContainer(), bouger = () => { a_bouge = true; };
  carte.on({ click: cliquer, mousemove: survoler, mouseout: cacher_infobulle, zoomstart: cacher_infobulle });
  carte.on("zoomend", () => couvertes && ecrire_legende()); // made of the map's own tiles
  carte.on("dragstart", () => { bouger(); cacher_infobulle(); });
  for (const nom of ["wheel", "keydown", "dblclick", "touchmove"]) boite.addEventListener(nom, bouger, { passive: true });
  boite.querySelector(".leaflet-control-zoom").addEventListener("click", bouger);
  // Leaflet gives itself the focus at a press of the mouse, and browsers then disagree on :focus-visible.
  boite.addEventListener("pointerdown", () => boite.classList.add("carto-pointeur"));
  boite.addEventListener("keyup", () => boite.classList.remove("carto-pointeur"));
  boite.addEventListener("keydown", (e) => e.key === "Escape" && quitter());
  carte.on("resize", () => { ranger_legende(); borner(); if (!a_bouge && vue.cle !== null) cadrer(vue, false); }); // the frame gets its width late
  addEventListener("resize", ranger_legende);
  document.addEventListener("load", ({ target }) => target.tagName === "LINK" && remesurer(), true);
  new ResizeObserver(() => carte.invalidateSize({ pan: false })).observe(boite);
}

/** Style sheets may come after the first drawing: what was measured on the legend is measured again. */
function remesurer() {
  ranger_legende();
  if (!a_bouge && vue.cle !== null && (vue.cadre !== "departement" || config.details)) cadrer(vue, false);
}

/** The page around the frame may have asked for the file already, while the frame was being made. */
async function telecharger(adresse) {
  try {
    const avance = window.parent.cartoEssAvance?.[adresse.split("/").pop()];
    if (avance) return await avance;
  } catch { /* a page of another origin, or its request failed: ask again */ }
  const reponse = await fetch(adresse, { cache: "force-cache" });
  if (!reponse.ok) throw new Error(`${adresse}: HTTP ${reponse.status}`);
  return reponse.json();
}

async function start(map, CONFIG) {
  carte = map; config = { ...CONFIG, textes: { ...TEXTES, ...CONFIG.textes } };
  nommer();
  regler_carte();
  ecouter_liens();
  try {
    const donnees = config.donnees ?? await telecharger(config.topologie), debut = performance.now();
    topo = base = decoder(donnees);
    temps.decodage = performance.now() - debut;
    if (carte.getSize().x) carte.fitBounds(bornes_geo(topo.boite), { padding: [8, 8], animate: false });
    borner();
    poser_legende();
    poser_couches();
    ecouter_carte();
    addEventListener("carto-ess:dessin", annoncer_pret, { once: true });
    if (voulu) apply(voulu);
  } catch (erreur) { echouer(erreur); }
}

window.cartoEss = {
  start, apply,
  etat: () => ({
    pret: dessins > 0 && peints > 0, nCommunes: topo?.communes.length ?? 0, nDessinees: n_dessinees,
    zones: new Set(zones).size, points: points.length, millesime: etat?.millesime ?? null, fiche: etat?.fiche?.id ?? null,
    commune: topo?.communes[choix]?.c ?? null, epci: etat?.epci ?? null, ouverts: [...(topo?.caches ?? [])].map((i) => base.communes[i].c), regions: regions.map(([classe]) => classe), partiels: partiels?.length ?? 0, dessins, peints,
    cadre: carte?._loaded ? carte.getBounds().toBBoxString().split(",").map(Number) : null, temps: { ...temps },
  }),
};
})();
