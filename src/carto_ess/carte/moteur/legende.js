import { lire_doutes } from "./doutes.js";
import { compter_communes, nombre, remplir_phrase } from "./textes.js";
import { compter, lister_classes } from "./zones.js";

/**
 * Counts are of the communes drawn: those of the most recent découpage, and of no other.
 * @param {Scene} scene
 */
export const compte_juste = ({ etat, topo, config }) =>
  etat.millesime === topo.carto.millesimes.at(-1) && !config.details;

/** What the legend calls each class. @param {Scene} scene */
export function decrire_legende(scene) {
  const {
      seul,
      types,
      actifs,
      etat,
      config: { textes },
    } = scene,
    juste = compte_juste(scene);
  const titre = seul
    ? seul.nom
    : types.length
      ? remplir_phrase(textes.legende_choisis, { n: types.length })
      : textes.legende_tous;
  const vide =
    etat.libelle_vide ??
    (seul
      ? seul.aucun
      : types.length
        ? remplir_phrase(textes.aucun_des, { n: actifs.length })
        : textes.aucun_type);
  return {
    titre,
    court: types.length ? titre : textes.legende_tous_court,
    classes: lister_classes(scene).map((classe, i) => ({
      classe,
      nom: seul ? textes.classes[i] : classe,
      n: juste ? nombre(compter(scene, classe)) : "",
    })),
    vide,
    n_vides: juste ? compter_communes(textes, compter(scene, "vide")) : "",
    inconnu: scene.inconnus ? textes.inconnu : "",
    partiel: scene.partiels ? textes.partiel : "",
    doute: lire_doutes(scene.topo, etat, actifs.map((t) => t.id)) ? textes.doute : "",
  };
}
