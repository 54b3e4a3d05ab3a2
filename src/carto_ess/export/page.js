/* The exported page: types, search, perimeters and panel around the map engine, with no server.
 * DONNEES {config: CONFIG of the engine with its donnees, millesime, types: [id], niveaux: {id: nom},
 *   fiches: [{id, type, structure, secteur, couverture, annee, contacts: [[text, address]], territoires, notes, interpretee,
 *     textes: [[title, text]], lieu, point: POINT of the engine, surbrillance: FICHE of the engine,
 *     couvre: {millesime: {niveau: bits over the communes of that millésime}}}],
 *   annees: [[millesime, its name]], those between which perimeters changed; every table by millésime holds these,
 *   perimetres: {millesime: {rangs: [[rank on the map] of each of its communes], anciennes: {code: [nom]}, epci}}}
 * Every text is hostile: it reaches the page through text nodes only.
 */
(() => {
"use strict";

const D = JSON.parse(document.getElementById("donnees").textContent);
const { carto, objects } = D.config.donnees, communes = objects.communes.geometries.map((g) => g.properties);
const types = D.config.types.filter((t) => D.types.includes(t.id)), millesimes = D.annees.map(([m]) => m);
const vue = { millesime: D.millesime, types: new Set(D.types), recherche: "", commune: null, fiche: null };
const $ = (id) => document.getElementById(id);

// ---------------------------------------------------------------- words

const nombre = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const compte = (n, un, des = `${un}s`) => `${nombre(n)} ${n < 2 ? un : des}`;
/** Lower case, no accents, signs as single spaces: what the app's own search compares. */
const plier = (t) => t.replace(/œ/gi, "oe").replace(/æ/gi, "ae").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const pieces = (t) => plier(t).split(" ").filter(Boolean);

function noeud(balise, proprietes = {}, ...enfants) {
  const n = Object.assign(document.createElement(balise), proprietes);
  n.append(...enfants.flat().filter((e) => e || e === 0));
  return n;
}

function lien(objet, id, texte) {
  const a = noeud("a", { href: `#${objet}${id ? `=${encodeURIComponent(id)}` : ""}` }, texte);
  Object.assign(a.dataset, { objet, id: id ?? "" }); // the engine turns its click into a choice
  return a;
}

function glyphe(id, texte) {
  const t = D.config.types.find((type) => type.id === id), n = noeud("span", { className: "glyphe" }, t.glyphe);
  n.style.color = t.contour;
  n.setAttribute("aria-hidden", "true");
  return [n, texte ?? t.nom];
}

// ---------------------------------------------------------------- what is shown

const lire_bits = (hex, n) => Array.from({ length: n }, (_, i) => parseInt(hex[i >> 2], 16) >> (3 - (i & 3)) & 1);
for (const f of D.fiches) {
  f.mots = pieces([f.structure, f.secteur, f.couverture, ...f.textes.map(([, t]) => t), ...f.contacts.flat(), ...f.territoires].join(" "));
  f.sur = Object.fromEntries(millesimes.map((m) => { // by millésime: niveaux that reach each commune drawn; communes of then
    const { rangs } = D.perimetres[m], niveaux = new Map(), sol = new Set();
    for (const [niveau, hex] of Object.entries(f.couvre[m])) lire_bits(hex, rangs.length).forEach((oui, i) => {
      if (!oui) return;
      sol.add(i);
      for (const r of rangs[i]) niveaux.set(r, new Set([...niveaux.get(r) ?? [], niveau]));
    });
    return [m, { niveaux, sol }];
  }));
}

function visibles() {
  const cherches = pieces(vue.recherche);
  return D.fiches.filter((f) => vue.types.has(f.type) && cherches.every((c) => f.mots.some((m) => m.startsWith(c))));
}

/** The engine's STATE: communes that the same fiches cover are one zone. */
function construire_etat(fiches) {
  const m = vue.millesime, numeros = new Map(), zones = [], ids = types.map((t) => t.id).filter((id) => vue.types.has(id));
  const par_commune = communes.map((_, i) => {
    const dessus = fiches.filter((f) => f.sur[m].niveaux.has(i)), cle = dessus.map((f) => f.id).join();
    if (!numeros.has(cle)) { numeros.set(cle, zones.length); zones.push(D.config.types.map((t) => dessus.filter((f) => f.type === t.id).length)); }
    return numeros.get(cle);
  });
  const chiffres = (zones.length - 1).toString(36).length, { epci, rangs } = D.perimetres[m];
  const vides = rangs.filter((_, i) => !fiches.some((f) => f.sur[m].sol.has(i))).length;
  return { vides, etat: {
    millesime: m, types: ids, epci, commune: vue.commune, zones: par_commune.map((z) => z.toString(36).padStart(chiffres, "0")).join(""), tables: zones,
    effectifs: { ...Object.fromEntries(ids.map((id) => [id, fiches.filter((f) => f.type === id).length])), aucune: compte(vides, "commune") },
    fiche: D.fiches.find((f) => f.id === vue.fiche)?.surbrillance ?? null, points: fiches.map((f) => f.point).filter(Boolean),
    vue: epci ? { cle: `${m}-${epci}`, cadre: "epci" } : { cle: "departement", cadre: "departement" } } };
}

// ---------------------------------------------------------------- panel

const liste = (elements) => noeud("ul", {}, elements.map((e) => noeud("li", {}, e)));
const par_niveaux = (niveaux) => noeud("span", { className: "discret" },
  ` par ${Object.keys(D.niveaux).filter((n) => niveaux.has(n)).map((n) => D.niveaux[n]).join(", ").replace(/, ([^,]*)$/, " et $1")}`);

function grouper(fiches, suite = () => null) {
  return types.map((t) => [t, fiches.filter((f) => f.type === t.id)]).filter(([, l]) => l.length).flatMap(([t, l]) =>
    [noeud("h3", {}, glyphe(t.id)), liste(l.map((f) => [lien("fiche", f.id, f.structure), suite(f)]))]);
}

const titre = (texte) => noeud("h2", { tabIndex: -1 }, texte);

function decrire_fiche(f) {
  const commune = communes.find((c) => c.c === vue.commune), type = noeud("p", { className: "type" }, glyphe(f.type));
  type.style.borderColor = D.config.types.find((t) => t.id === f.type).couleur;
  const contacts = f.contacts.map(([t, href]) => /^(https?|mailto|tel):/.test(href)
    ? noeud("a", { href, rel: "noopener noreferrer", target: href.startsWith("http") ? "_blank" : "" }, t) : t);
  return [noeud("p", {}, lien("retour", "", commune ? `← Retour à ${commune.n}` : "← Toutes les fiches")), type, titre(f.structure),
    noeud("p", { className: "discret" }, f.secteur),
    ...(contacts.length ? [noeud("h3", {}, "Contact"), liste(contacts),
      noeud("p", { className: "note" }, f.verifie ? `Coordonnées vérifiées le ${f.verifie}.` : `Coordonnées de ${f.annee}, jamais revérifiées : à vérifier avant usage.`)] : []),
    noeud("h3", {}, "Couverture territoriale"), noeud("p", {}, f.couverture), liste(f.territoires),
    noeud("p", { className: "discret" }, `${compte(f.sur[vue.millesime].sol.size, "commune")} en ${vue.millesime}.`),
    f.notes.length && noeud("p", { className: "note" }, f.interpretee && noeud("strong", {}, "Couverture interprétée. "), f.notes.join(" ")),
    noeud("p", { className: "discret" }, f.lieu ? `Point sur la carte : ${f.lieu}.` : "Sans point sur la carte : aucune adresse sûre n’est connue."),
    ...f.textes.flatMap(([t, texte]) => [noeud("h3", {}, t), noeud("div", { className: "texte" }, texte)]),
    noeud("p", { className: "note" }, `D’après la fiche du référentiel de ${f.annee}, reformulée.`)];
}

function decrire_commune(c, fiches) {
  const m = vue.millesime, i = communes.indexOf(c), dessus = fiches.filter((f) => f.sur[m].niveaux.has(i));
  const caches = D.fiches.filter((f) => f.sur[m].niveaux.has(i)).length - dessus.length, avant = D.perimetres[m].anciennes[c.c];
  const dessin = carto.dessins?.[m] ?? m, epci = carto.epci[dessin][c.e[carto.millesimes.indexOf(dessin)]]?.[1];
  const lieu = [epci && `${epci} (${m})`, carto.pays[c.y]?.[1], c.p !== null && compte(c.p, "habitant")];
  return [noeud("p", {}, lien("rien", "", "← Vue d’ensemble")), titre(c.n), noeud("p", { className: "discret" }, lieu.filter(Boolean).join(" · ")),
    avant && noeud("p", { className: "note" }, `En ${m} : ${avant.join(", ")}.`),
    dessus.length ? noeud("p", {}, noeud("strong", {}, compte(dessus.length, "coopération")), ` ${dessus.length < 2 ? "couvre" : "couvrent"} cette commune.`)
      : noeud("p", { className: "vide" }, "Aucune coopération recensée ici parmi celles affichées."),
    ...grouper(dessus, (f) => par_niveaux(f.sur[m].niveaux.get(i))),
    caches && noeud("p", { className: "discret" }, `${compte(caches, "autre coopération masquée", "autres coopérations masquées")} par vos choix.`)];
}

function decrire_ensemble(fiches) {
  const cherches = pieces(vue.recherche), sans = fiches.filter((f) => !f.point).map((f) => f.structure);
  const trouvees = !cherches.length ? [] : communes.filter((c) => cherches.every((mot) => plier(c.n).includes(mot)))
    .sort((a, b) => a.n.length - b.n.length || a.n.localeCompare(b.n, "fr")).slice(0, 6);
  return [titre(compte(fiches.length, "fiche")),
    ...(trouvees.length ? [noeud("h3", {}, "Communes trouvées"), liste(trouvees.map((c) => lien("commune", c.c, c.n)))] : []),
    ...(fiches.length ? grouper(fiches) : [noeud("p", { className: "vide" }, "Aucune fiche ne correspond. Changez de mot, ou cochez un autre type.")]),
    sans.length && noeud("p", { className: "discret" }, `Sans point sur la carte, faute d’adresse sûre : ${sans.join(" ; ")}.`)];
}

// ---------------------------------------------------------------- page

function constater(vides, n, n_fiches) {
  if (!n_fiches) return ["Aucune fiche ne correspond à vos choix"];
  if (!vides) return [`Chacune des ${nombre(n)} communes est atteinte par au moins une coopération affichée`];
  const pas = n_fiches < 2 ? "pas " : "", par = pas ? "la coopération affichée" : `aucune des ${n_fiches} coopérations affichées`;
  return [noeud("strong", {}, `${compte(vides, "commune")} sur ${nombre(n)}`),
    ` ${vides < 2 ? `n’est ${pas}atteinte` : `ne sont ${pas}atteintes`} par ${par}`];
}

function dessiner(lire = false) {
  const fiches = visibles(), { etat, vides } = construire_etat(fiches);
  const fiche = D.fiches.find((f) => f.id === vue.fiche), commune = communes.find((c) => c.c === vue.commune);
  cartoEss.apply(etat);
  $("panneau").replaceChildren(...(fiche ? decrire_fiche(fiche) : commune ? decrire_commune(commune, fiches) : decrire_ensemble(fiches)).filter(Boolean));
  $("constat").replaceChildren(...constater(vides, D.perimetres[vue.millesime].rangs.length, fiches.length), ` (périmètres ${vue.millesime}).`);
  if (lire) { $("panneau").scrollTop = 0; $("panneau").querySelector("h2").focus({ preventScroll: innerWidth > 860 }); }
}

function choisir({ objet, id }) {
  if (objet === "fiche") vue.fiche = id;
  else if (objet === "retour") vue.fiche = null;
  else Object.assign(vue, { fiche: null, commune: objet === "commune" ? id : null });
  dessiner(true);
}

function puce(type, groupe, checked, texte, change) {
  const champ = noeud("input", { type, name: groupe, checked });
  champ.addEventListener("change", () => { change(champ.checked); dessiner(); });
  $(groupe).append(noeud("label", { className: "puce" }, champ, noeud("span", {}, texte)));
}

for (const t of types) puce("checkbox", "types", true, [...glyphe(t.id), ` (${D.fiches.filter((f) => f.type === t.id).length})`],
  (oui) => { vue.types[oui ? "add" : "delete"](t.id); vue.fiche = null; });
for (const [m, nom] of D.annees) puce("radio", "perimetres", m === vue.millesime, nom, () => { vue.millesime = m; });
$("perimetres").hidden = millesimes.length < 2;
$("recherche").addEventListener("input", (e) => { Object.assign(vue, { recherche: e.target.value, fiche: null, commune: null }); dessiner(); });
$("reglages").addEventListener("submit", (e) => e.preventDefault());
window.Streamlit = { setComponentValue: choisir }; // the engine reports clicks as it does in the app
cartoEss.start(L.map("carte", { center: [0, 0], zoom: 1, zoomControl: false, attributionControl: false, preferCanvas: true }), D.config);
dessiner();
})();
