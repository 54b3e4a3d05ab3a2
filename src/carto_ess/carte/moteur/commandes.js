import { telecharger_image } from "./image.js";
import { envoyer } from "./messages.js";
import { bouton, dessin, noeud } from "./noeuds.js";

/** @param {string} d */
const trait = (d) =>
  dessin("0 0 20 20", [
    {
      d,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": "1.8",
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    },
  ]);

/** Zoom, full screen, picture; the way back to the whole. @param {Scene} scene */
export function poser_commandes(scene) {
  const {
      carte,
      config: { textes },
    } = scene,
    titres = { zoomInTitle: textes.zoom_avant, zoomOutTitle: textes.zoom_arriere };
  carte.zoomControl?.remove();
  carte.attributionControl?.remove();
  carte.zoomControl = L.control.zoom({ position: "topright", ...titres }).addTo(carte);
  carte.attributionControl = L.control.attribution({ prefix: false }).addTo(carte);
  carte.attributionControl.addAttribution(textes.attribution ?? "");
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(carte);
  const barre = noeud("div", "leaflet-bar carto-outils", ...poser_plein_ecran(scene), ...poser_image(scene));
  L.DomEvent.disableClickPropagation(barre);
  Object.assign(L.control({ position: "topright" }), { onAdd: () => barre }).addTo(carte);
  poser_retour(scene);
}

/** @param {Scene} scene */
function poser_plein_ecran({ cadre, config: { textes } }) {
  if (!document.fullscreenEnabled) return [];
  const b = bouton(
    "carto-outil carto-ecran",
    textes.plein_ecran,
    trait("M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4"),
  );
  b.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : cadre.requestFullscreen(),
  );
  document.addEventListener("fullscreenchange", () => {
    b.title = document.fullscreenElement ? textes.quitter_plein_ecran : textes.plein_ecran;
    b.setAttribute("aria-label", b.title);
  });
  return [b];
}

/** @param {Scene} scene */
function poser_image(scene) {
  const { textes } = scene.config,
    menu = noeud("details", "carto-menu");
  const tete = noeud("summary", "carto-outil", trait("M10 3v9M6.5 8.5L10 12l3.5-3.5M3.5 16.5h13"));
  tete.title = textes.image;
  tete.setAttribute("aria-label", textes.image);
  const choix = /** @type {const} */ (["png", "svg"]).map((format) => {
    const b = noeud("button", "", textes[format]);
    b.type = "button";
    b.addEventListener("click", () => {
      menu.open = false;
      telecharger_image(scene, format);
    });
    return b;
  });
  menu.append(tete, noeud("div", "carto-choix", ...choix));
  menu.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !menu.open) return;
    e.stopPropagation();
    menu.open = false;
    tete.focus();
  });
  return [menu];
}

/** @param {Scene} scene */
function poser_retour(scene) {
  const b = noeud("button", "carto-retour");
  b.type = "button";
  b.hidden = true;
  b.addEventListener("click", () => envoyer(scene, scene.etat.fiche ? "retour" : "ensemble", null));
  scene.carte.getContainer().append(b);
  L.DomEvent.disableClickPropagation(b);
  scene.retour = b;
}

/** Shows the way back when there is somewhere to go back from. @param {Scene} scene */
export function montrer_retour({ retour, etat, vise, cadre, style, config: { textes } }) {
  if (!retour) return;
  retour.hidden = !etat.fiche && !vise && !etat.ouverts?.length;
  const court = cadre.clientWidth < style.bandeau;
  retour.replaceChildren(
    trait("M16 10H4M9 4.5L3.5 10L9 15.5"),
    etat.fiche ? textes.retour_fiche : court ? textes.retour_court : textes.retour,
  );
}
