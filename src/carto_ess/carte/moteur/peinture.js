import { rang_epci } from "./communes.js";
import { maille, terre } from "./contours.js";
import { peindre_doutes } from "./doutes.js";
import { cerner, peindre_fiche, peindre_focus, etendue } from "./focus.js";
import { motif_partiel } from "./motifs.js";
import { remplir, teinte, tracer } from "./pinceau.js";
import { style_classe } from "./zones.js";

/** @param {Ctx} ctx @param {Scene} scene */
export function peindre_terre(ctx, scene) {
  const {
    topo,
    style,
    etat: { fiche, couches },
  } = scene;
  peindre_voisins(ctx, scene);
  remplir(ctx, topo, terre(scene), style.papier, scene.config.tuiles ? 0.6 : 1);
  if (!fiche && couches.types !== false) {
    for (const [classe, anneaux] of scene.regions) remplir(ctx, topo, anneaux, style_classe(scene, classe));
    if (scene.partiels) remplir(ctx, topo, scene.partiels, motif_partiel(scene));
    peindre_doutes(ctx, scene);
  }
  if (fiche && scene.couverts) peindre_fiche(ctx, scene, scene.couverts);
  peindre_limites(ctx, scene);
  if (fiche && scene.couverts)
    cerner(ctx, scene, ...etendue(scene, scene.couverts), scene.type_de(fiche.type).contour);
  else if (scene.focus) peindre_focus(ctx, scene, scene.focus);
}

/** @param {Ctx} ctx @param {Scene} scene */
function peindre_voisins(ctx, scene) {
  const {
    topo,
    style,
    etat: { fiche },
    config,
  } = scene;
  for (const d of topo.departements) {
    if (d.x) continue;
    const atteint = fiche?.departements?.includes(d.c) ? scene.type_de(fiche.type) : null;
    remplir(
      ctx,
      topo,
      d.anneaux,
      atteint ? teinte(atteint.couleur, 0.25) : style.terre,
      config.tuiles ? 0.55 : 1,
    );
    tracer(ctx, topo, d.anneaux, atteint ? atteint.contour : style.bord_terre, 1);
  }
}

/** @param {Ctx} ctx @param {Scene} scene */
function peindre_limites(ctx, scene) {
  const {
      topo,
      style,
      zones,
      minuscules: petit,
      etat: { couches, millesime, fiche },
    } = scene,
    loin = topo.zoom < 9.6;
  if (!petit) {
    const communes = maille(scene, "communes", (i) => i);
    tracer(
      ctx,
      topo,
      communes,
      fiche ? style.trait_commune : style.papier,
      fiche || loin ? 0.7 : 1.2,
      fiche ? 0.8 : 0.75,
    );
    if (!fiche && !scene.types.length && couches.types !== false) {
      // where what covers changes
      const bords = maille(scene, `zones ${scene.etat.zones}`, (i) => zones[i]);
      tracer(ctx, topo, bords, style.encre2, loin ? 0.5 : 0.8, 0.5);
    }
  }
  const epci = maille(scene, `epci ${millesime}`, (i) => rang_epci(scene, i));
  tracer(ctx, topo, epci, style.encre, petit ? 0.35 : loin ? 0.8 : 1.1, petit ? 0.5 : 0.8);
  if (petit) {
    for (const d of topo.departements) tracer(ctx, topo, d.anneaux, style.encre, 0.9, 0.8);
  }
  if (couches.pays) {
    const pays = maille(scene, "pays", (i) => topo.communes[i].y);
    tracer(ctx, topo, pays, style.papier, 4.6, 0.7);
    tracer(ctx, topo, pays, style.pays, 2.4, 0.95, [11, 3.5, 3, 3.5]);
  }
  tracer(ctx, topo, terre(scene), style.encre, loin ? 1.6 : 1.8);
}
