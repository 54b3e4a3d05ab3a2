import { Encre } from "./encre.js";
import { noeud } from "./noeuds.js";
import { composer_image, mesurer_image, titrer } from "./planche.js";

const POINTS_PAR_PX = 2; // of a PNG

/**
 * Saves what is seen as a picture, with its title, legend, year and sources.
 * @param {Scene} scene @param {"png" | "svg"} format
 */
export async function telecharger_image(scene, format) {
  const nom = `${scene.config.textes.fichier ?? "carte"}-${scene.etat.millesime}.${format}`;
  const a = noeud("a"),
    url = URL.createObjectURL(await faire_image(scene, format));
  Object.assign(a, { href: url, download: nom });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** @param {Scene} scene @param {"png" | "svg"} format @returns {Promise<Blob>} */
export async function faire_image(scene, format) {
  const { l, h } = mesurer_image(scene);
  if (format === "svg") {
    const encre = new Encre();
    composer_image(/** @type {any} */ (encre), scene, (boite, coin, peindre) => {
      encre.ouvrir_fenetre(boite, coin);
      peindre();
      encre.fermer_fenetre();
    });
    return new Blob([encre.ecrire_svg(l, h, titrer(scene).join(" : "))], { type: "image/svg+xml" });
  }
  const toile = noeud("canvas"),
    ctx = /** @type {Ctx} */ (toile.getContext("2d"));
  Object.assign(toile, { width: l * POINTS_PAR_PX, height: h * POINTS_PAR_PX });
  ctx.scale(POINTS_PAR_PX, POINTS_PAR_PX);
  composer_image(ctx, scene, ([x1, y1, x2, y2], coin, peindre) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(x1, y1, x2 - x1, y2 - y1);
    ctx.clip();
    ctx.translate(x1 - coin.x, y1 - coin.y);
    peindre();
    ctx.restore();
  });
  return new Promise((faire) => toile.toBlob((b) => faire(/** @type {Blob} */ (b)), "image/png"));
}
