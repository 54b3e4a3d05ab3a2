import { GOUTTE } from "./formes.js";
import { compte_juste, decrire_legende } from "./legende.js";
import { hachure, motif_doute, motif_inconnu, motif_partiel } from "./motifs.js";
import { dessin, glyphe, noeud } from "./noeuds.js";
import { teinte } from "./pinceau.js";
import { compter_communes } from "./textes.js";
import { style_classe } from "./zones.js";

/**
 * A swatch of the very tile or tint of the map.
 * @param {Scene} scene @param {Motif | string} motif @param {string} [coin] where the tile begins in it
 */
export function pastille(scene, motif, coin = "0 0") {
  const n = noeud("span", "carto-pastille");
  n.style.background =
    typeof motif === "string"
      ? motif
      : `${scene.style.papier} url(${motif.toile.toDataURL()}) ${coin} / ${motif.cote}px`;
  return n;
}

/** @param {Scene} scene */
export function ecrire_legende(scene) {
  const {
    legende,
    etat,
    topo,
    config: { textes },
  } = scene;
  if (!legende || !etat) return;
  if (etat.fiche) return ecrire_fiche(scene, legende, etat.fiche);
  const dit = decrire_legende(scene);
  const cle = JSON.stringify([dit, topo.zoom < 8, scene.types, etat.signes === undefined, etat.couches.pays]);
  if (legende.dataset.cle === cle) return;
  legende.dataset.cle = cle;
  const titre = noeud(
    "strong",
    "carto-titre",
    noeud("span", "carto-long", dit.titre),
    noeud("span", "carto-court", dit.court),
  );
  const echelle = noeud(
    "ul",
    "carto-echelle",
    ...dit.classes.map(({ classe, nom, n }) =>
      noeud(
        "li",
        "",
        pastille(scene, style_classe(scene, classe)),
        noeud("b", "", nom),
        noeud("span", "carto-n", n),
      ),
    ),
  );
  const vide = noeud(
    "p",
    "carto-vide",
    pastille(scene, hachure(scene, scene.style.hachures.pastille)),
    noeud(
      "span",
      "",
      noeud("b", "", dit.n_vides ? `${dit.vide} :` : dit.vide),
      dit.n_vides && " ",
      dit.n_vides && noeud("span", "carto-nb", dit.n_vides),
    ),
  );
  legende.replaceChildren(
    titre,
    echelle,
    vide,
    ...(dit.inconnu ? [noeud("p", "carto-vide", pastille(scene, motif_inconnu(scene)), dit.inconnu)] : []),
    ...(dit.doute ? [noeud("p", "carto-vide", pastille_doute(scene), dit.doute)] : []),
    ...(etat.couches.pays ? [noeud("p", "carto-vide", noeud("span", "carto-pays"), textes.pays)] : []),
    ...(dit.partiel ? [noeud("p", "carto-vide", pastille(scene, motif_partiel(scene)), dit.partiel)] : []),
    decrire_signes(scene),
  );
}

/**
 * A fiche open: what its fill means. @param {Scene} scene @param {HTMLElement} legende @param
 * {NonNullable<Etat["fiche"]>} fiche
 */
function ecrire_fiche(scene, legende, fiche) {
  const {
      style,
      couverts,
      config: { textes },
    } = scene,
    type = scene.type_de(fiche.type);
  const n = couverts?.reduce((somme, b) => somme + b, 0) ?? 0;
  legende.dataset.cle = fiche.id;
  legende.replaceChildren(
    noeud("strong", "carto-titre", textes.legende_fiche),
    noeud(
      "p",
      "carto-vide",
      pastille(scene, teinte(type.couleur, style.fiche)),
      glyphe(scene, type),
      noeud(
        "span",
        "",
        scene.etat.sujet ?? type.nom,
        n && compte_juste(scene) ? noeud("span", "carto-nb", ` : ${compter_communes(textes, n)}`) : "",
      ),
    ),
  );
}

/** One ring, whole. @param {Scene} scene */
const pastille_doute = (scene) => pastille(scene, motif_doute(scene), "8px 1px");

/** « présente » of a mutualisation. @param {Scene} scene @param {string} mot */
const accorder = ({ seul }, mot) =>
  mot.startsWith("présent") && seul?.aucun.startsWith("aucune") ? `${mot}e` : mot;

/** What the signs of a pill mean. @param {Scene} scene */
function decrire_signes(scene) {
  const {
      actifs,
      seul,
      etat,
      style,
      config: { textes },
    } = scene,
    type = actifs[0];
  if (!etat.signes) return noeud("ul", "carto-signes");
  const etats = /** @type {Signe["etat"][]} */ (["2", "1", "0", ...(scene.inconnus ? ["x"] : [])]);
  const pin = () =>
    dessin(
      "-1.3 -2.8 2.6 3",
      [
        { d: GOUTTE, fill: style.papier, stroke: style.encre, "stroke-width": ".2" },
        { d: "M-.5-1.5a.5 .5 0 1 0 1 0a.5 .5 0 1 0-1 0z", fill: type.couleur },
      ],
      "carto-glyphe",
    );
  return noeud(
    "ul",
    "carto-signes",
    ...etats.map((e) => noeud("li", "", glyphe(scene, type, e), accorder(scene, textes.signes[e]))),
    noeud("li", "", glyphe(scene, type), noeud("b", "", "2"), textes.deux),
    seul && noeud("li", "", pin(), textes.epingle),
  );
}
