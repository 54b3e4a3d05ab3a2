/* The exported page: search, perimeters and panel around the map engine, with no server.
 * DONNEES {config: CONFIG of the engine with its donnees, millesime, types: [id] chosen, vide: what is said of a référentiel without fiche, else empty, niveaux: {id: nom},
 *   fiches: [{id, type, structure, secteur, couverture, annee, contacts: [[text, address]], territoires, notes, interpretee,
 *     textes: [[title, text]], lieu, point: POINT of the engine, surbrillance: FICHE of the engine,
 *     couvre: {millesime: {niveau: bits over the communes of that millésime}}}],
 *   annees: [[millesime, its name]], those between which perimeters changed; every table by millésime holds these,
 *   perimetres: {millesime: {couverture: what a STATE of the engine says of it, par_type: {id: bits over its communes}, rangs: [[rank on the map] of each of its communes], anciennes: {code: [nom]}, epci}}}
 * Every text is hostile: it reaches the page through text nodes only.
 */
(() => {
"use strict";

const D = JSON.parse(document.getElementById("donnees").textContent);
const { carto, objects } = D.config.donnees, communes = objects.communes.geometries.map((g) => g.properties);
const types = D.config.types, millesimes = D.annees.map(([m]) => m);
const vue = { millesime: D.millesime, types: D.types, recherche: "", epci: null, commune: null, fiche: null };
vue.epci = D.perimetres[vue.millesime].epci;
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

const est_montre = (type) => !vue.types.length || vue.types.includes(type);

/** The fiches of the lists; the map is of all of them. */
function visibles() {
  const cherches = pieces(vue.recherche);
  return D.fiches.filter((f) => est_montre(f.type) && cherches.every((c) => f.mots.some((m) => m.startsWith(c))));
}

const ecrire_bits = (oui) => oui.join("").padEnd(4 * Math.ceil(oui.length / 4), "0").replace(/.{4}/g, (b) => parseInt(b, 2).toString(16));
/** Years alike are drawn once: the file holds the EPCI of one of them. */
const dessin = (m) => carto.dessins?.[m] ?? m;
const epci_de = (c) => c.e[carto.millesimes.indexOf(dessin(vue.millesime))];
const liste_epci = (m = vue.millesime) => carto.epci[dessin(m)];
const rang_epci = () => liste_epci().findIndex(([siren]) => siren === vue.epci);

/** The territory in focus, as the engine takes it. */
function situer() {
  const m = vue.millesime, rang = rang_epci();
  if (vue.commune) {
    const territoire = ecrire_bits(communes.map((c) => Number(c.c === vue.commune)));
    return { territoire, niveau: "commune", foyer: ["commune", vue.commune], commune: vue.commune, vue: { cle: `${m} ${vue.commune}`, cadre: "territoire" } };
  }
  if (rang < 0) return { vue: { cle: "departement", cadre: "departement" } };
  const territoire = ecrire_bits(communes.map((c) => Number(epci_de(c) === rang)));
  return { territoire, niveau: "epci", foyer: ["epci", vue.epci], vue: { cle: `${m} ${vue.epci}`, cadre: "territoire" } };
}

/** The engine's STATE. */
function construire_etat() {
  const fiche = D.fiches.find((f) => f.id === vue.fiche), focus = situer();
  return {
    ...D.perimetres[vue.millesime].couverture, types: vue.types, points: D.fiches.map((f) => f.point).filter(Boolean), ...focus,
    fiche: fiche?.surbrillance ?? null, sujet: fiche?.structure ?? liste_epci()[rang_epci()]?.[1],
    ...fiche && { vue: { cle: `fiche ${fiche.id}`, cadre: "fiche" } } };
}

/** Communes of the year that no fiche of the types shown covers. */
function compter_vides() {
  const { par_type, rangs } = D.perimetres[vue.millesime], sol = rangs.map(() => 0);
  for (const [type, hex] of Object.entries(par_type)) if (est_montre(type)) lire_bits(hex, sol.length).forEach((oui, i) => { sol[i] ||= oui; });
  return sol.filter((oui) => !oui).length;
}

// ---------------------------------------------------------------- panel

const liste = (elements) => noeud("ul", {}, elements.map((e) => noeud("li", {}, e)));
const par_niveaux = (niveaux) => noeud("span", { className: "discret" },
  ` par ${Object.keys(D.niveaux).filter((n) => niveaux.has(n)).map((n) => D.niveaux[n]).join(", ").replace(/, ([^,]*)$/, " et $1")}`);

function grouper(fiches, suite = () => null) {
  return types.map((t) => [t, fiches.filter((f) => f.type === t.id)]).filter(([, l]) => l.length).flatMap(([t, l]) =>
    [noeud("h3", {}, glyphe(t.id)), liste(l.map((f) => [lien("fiche", f.id, f.structure), suite(f)]))]);
}

/** An EPCI in focus: what covers one of its communes at least. */
function decrire_epci(fiches) {
  const m = vue.millesime, rang = rang_epci(), siennes = communes.flatMap((c, i) => epci_de(c) === rang ? [i] : []);
  const dessus = fiches.filter((f) => siennes.some((i) => f.sur[m].niveaux.has(i)));
  return [noeud("p", {}, lien("ensemble", "", "← Vue d’ensemble")), titre(liste_epci()[rang][1]),
    noeud("p", { className: "discret" }, `Découpage ${m}`),
    ...(dessus.length ? grouper(dessus) : [noeud("p", { className: "vide" }, D.vide || "Aucune coopération recensée ici parmi celles affichées.")])];
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
  const epci = liste_epci()[epci_de(c)]?.[1];
  const lieu = [epci && `${epci} (${m})`, carto.pays[c.y]?.[1], c.p !== null && compte(c.p, "habitant")];
  return [noeud("p", {}, lien("ensemble", "", "← Vue d’ensemble")), titre(c.n), noeud("p", { className: "discret" }, lieu.filter(Boolean).join(" · ")),
    avant && noeud("p", { className: "note" }, `En ${m} : ${avant.join(", ")}.`),
    dessus.length ? noeud("p", {}, noeud("strong", {}, compte(dessus.length, "coopération")), ` ${dessus.length < 2 ? "couvre" : "couvrent"} cette commune.`)
      : noeud("p", { className: "vide" }, D.vide || "Aucune coopération recensée ici parmi celles affichées."),
    ...grouper(dessus, (f) => par_niveaux(f.sur[m].niveaux.get(i))),
    caches && noeud("p", { className: "discret" }, `${compte(caches, "autre coopération masquée", "autres coopérations masquées")} par vos choix.`)];
}

function decrire_ensemble(fiches) {
  const cherches = pieces(vue.recherche), sans = fiches.filter((f) => !f.point).map((f) => f.structure);
  const trouvees = !cherches.length ? [] : communes.filter((c) => cherches.every((mot) => plier(c.n).includes(mot)))
    .sort((a, b) => a.n.length - b.n.length || a.n.localeCompare(b.n, "fr")).slice(0, 6);
  return [titre(D.vide ? "Aucune fiche pour l’instant" : compte(fiches.length, "fiche")),
    ...(trouvees.length ? [noeud("h3", {}, "Communes trouvées"), liste(trouvees.map((c) => lien("commune", c.c, c.n)))] : []),
    ...(fiches.length ? grouper(fiches) : [noeud("p", { className: "vide" }, D.vide || "Aucune fiche ne correspond. Changez de mot, ou cochez un autre type.")]),
    sans.length && noeud("p", { className: "discret" }, `Sans point sur la carte, faute d’adresse sûre : ${sans.join(" ; ")}.`)];
}

// ---------------------------------------------------------------- page

function constater(vides, n) {
  if (D.vide) return [D.vide.replace(/\.$/, "")];
  const [seul] = vue.types.length === 1 ? types.filter((t) => t.id === vue.types[0]) : [];
  if (!vides) return [`Chacune des ${nombre(n)} communes a au moins une coopération recensée`];
  return [noeud("strong", {}, `${compte(vides, "commune")} sur ${nombre(n)}`), vides < 2 ? " n’a " : " n’ont ",
    seul ? seul.aucun : vue.types.length ? `aucun des ${vue.types.length} types choisis` : "aucune coopération recensée"];
}

function decrire(fiches) {
  const fiche = D.fiches.find((f) => f.id === vue.fiche), commune = communes.find((c) => c.c === vue.commune);
  if (fiche) return decrire_fiche(fiche);
  if (commune) return decrire_commune(commune, fiches);
  return rang_epci() < 0 ? decrire_ensemble(fiches) : decrire_epci(fiches);
}

function dessiner(lire = false) {
  cartoEss.apply(construire_etat());
  $("panneau").replaceChildren(...decrire(visibles()).filter(Boolean));
  $("constat").replaceChildren(...constater(compter_vides(), D.perimetres[vue.millesime].rangs.length), ` (découpage ${vue.millesime}).`);
  if (lire) { $("panneau").scrollTop = 0; $("panneau").querySelector("h2").focus({ preventScroll: innerWidth > 860 }); }
}

let avant = {}; // the view before the last choice on the map, which a double click takes back
function choisir({ objet, id }) {
  if (objet === "annule") { Object.assign(vue, avant); return dessiner(); }
  avant = { ...vue };
  if (objet === "types") { vue.types = id ? id.split(",") : []; return dessiner(); }
  if (objet === "fiche") vue.fiche = id;
  else if (objet === "retour") vue.fiche = null;
  else if (objet !== "pret") Object.assign(vue, { fiche: null, epci: objet === "epci" ? id : null, commune: objet === "commune" ? id : null });
  dessiner(objet !== "pret");
}

/** The EPCI in focus goes with its land from one year to the other. */
function changer_annee(m) {
  vue.millesime = m;
  if (vue.epci) vue.epci = liste_epci(m).some(([siren]) => siren === vue.epci) ? vue.epci : D.perimetres[m].epci;
}

for (const [m, nom] of D.annees) {
  const champ = noeud("input", { type: "radio", name: "perimetres", checked: m === vue.millesime });
  champ.addEventListener("change", () => { changer_annee(m); dessiner(); });
  $("perimetres").append(noeud("label", { className: "puce" }, champ, noeud("span", {}, nom)));
}
$("perimetres").hidden = millesimes.length < 2;
$("recherche").addEventListener("input", (e) => { Object.assign(vue, { recherche: e.target.value, fiche: null, commune: null, epci: null }); dessiner(); });
$("reglages").addEventListener("submit", (e) => e.preventDefault());
window.Streamlit = { setComponentValue: choisir }; // the engine reports clicks as it does in the app
cartoEss.start(L.map("carte", { center: [0, 0], zoom: 1, zoomControl: false, attributionControl: false, preferCanvas: true }), D.config);
dessiner();
})();
