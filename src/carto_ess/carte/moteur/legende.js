import { motif_inconnu, motif_partiel, motif_vide, motif_voies } from "./motifs.js";
import { glyphe, noeud } from "./noeuds.js";
import { style_classe } from "./zones.js";

/** @param {Etat} etat @param {string} texte @param {string} cle */
const avec_effectif = ({ effectifs }, texte, cle) =>
  effectifs?.[cle] === undefined ? texte : `${texte} (${effectifs[cle].toLocaleString("fr-FR")})`;

/**
 * @param {any} motif @param {string} texte @param {TypeCooperation | null} [type] @param {string} [classe]
 */
function entree(motif, texte, type, classe) {
  const pastille = noeud("span", "carto-pastille");
  const { toile, cote } = motif;
  pastille.style.background = toile ? `#fff url(${toile.toDataURL()}) 0 0 / ${cote}px` : motif;
  return noeud("li", classe, pastille, type && glyphe(type), noeud("span", "", texte));
}

/** @param {Scene} scene */
function entrees_types(scene) {
  const { etat, config: { textes } } = scene, ids = etat.types, nombre = etat.mode === "nombre";
  if (nombre || ids.length === 1) {
    const classes = /** @type {string[]} */ ((nombre ? textes.classes_nombre : textes.classes_type) ?? []);
    const type = (/** @type {number} */ i) => nombre || i ? null : scene.type_de(ids[0]);
    return classes.map((c, i) => entree(style_classe(scene, String(i)), c, type(i)));
  }
  const fort = textes.fort && etat.tables.some((comptes) => comptes.some((n) => n > 1));
  const voie = (/** @type {string} */ id) => motif_voies(scene, ids.map((j) => Number(j === id)));
  const types = ids.map(scene.type_de, scene);
  return [...types.map((t) => entree(voie(t.id), avec_effectif(etat, t.nom, t.id), t)),
    ...(fort ? [entree(motif_voies(scene, ids.map((_, j) => j ? 0 : 2)), textes.fort)] : [])];
}

/**
 * Boxes that show or hide a layer at once, here in the frame: nothing to ask the server.
 * @param {Scene} scene
 */
function choix_couches(scene) {
  const { textes } = scene.config;
  const groupe = noeud("li", "carto-couches", noeud("span", "carto-annonce", textes.couches));
  for (const [nom, texte] of Object.entries(textes.lignes)) {
    const case_ = Object.assign(noeud("input"), { type: "checkbox", checked: scene.etat.couches[nom] });
    case_.addEventListener("change", () => {
      scene.couches[nom] = scene.etat.couches[nom] = case_.checked;
      scene.redessiner();
    });
    groupe.append(noeud("label", `carto-trait-${nom}`, case_, texte));
  }
  return groupe;
}

/** The legend is made of the very tiles and tints of the map. @param {Scene} scene */
export function ecrire_legende(scene) {
  const { legende, etat, inconnus, couvertes, config: { textes } } = scene;
  const { couches, mode, types, tables } = etat;
  const cle = JSON.stringify([mode, types, tables, Boolean(inconnus), couches.types, etat.effectifs,
    etat.libelle_vide, Boolean(couvertes), scene.minuscules]);
  if (!legende || legende.cle === cle) return;
  legende.cle = cle;
  const vide = avec_effectif(etat, etat.libelle_vide ?? textes.legende_vide, "aucune");
  legende.liste.replaceChildren(
    ...(couches.types ? [...entrees_types(scene), entree(motif_vide(scene), vide)] : []),
    ...(couches.types && couvertes ? [entree(motif_partiel(scene), textes.partiel)] : []),
    ...(couches.types && inconnus ? [entree(motif_inconnu(scene), textes.inconnu)] : []),
    choix_couches(scene));
  ranger_legende(scene);
}

/**
 * Over the map where it is wide; under it on a phone, where it would hide the territory.
 * @param {Scene} scene
 */
export function ranger_legende({ carte, legende }) {
  const boite = carte.getContainer(), dessous = boite.clientWidth <= 560;
  if (!legende || !boite.clientWidth) return;
  if (dessous !== legende.dessous) {
    legende.dessous = dessous;
    legende.boite.classList.toggle("carto-dessous", dessous);
    if (dessous) boite.after(legende.boite); else legende.coin?.appendChild(legende.boite);
  }
  const hauteur = Math.min(legende.hauteur, innerHeight || Infinity); // a site that embeds us may give less
  boite.style.height = `${hauteur - (dessous ? legende.boite.offsetHeight : 0)}px`;
}

/** @param {Scene} scene */
export function poser_legende(scene) {
  const { carte, config: { textes } } = scene;
  if (!textes.legende) return;
  const liste = noeud("ul");
  const boite = noeud("details", "carto-legende", noeud("summary", "", textes.legende), liste);
  boite.open = true;
  boite.addEventListener("toggle", () => ranger_legende(scene));
  scene.legende = { boite, liste, cle: "", hauteur: carte.getContainer().clientHeight };
  L.DomEvent.disableClickPropagation(boite).disableScrollPropagation(boite);
  Object.assign(L.control({ position: "topright" }), { onAdd: () => boite }).addTo(carte);
  scene.legende.coin = boite.parentElement ?? undefined;
}
