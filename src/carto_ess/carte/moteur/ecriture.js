import { peindre_pastille } from "./signes.js";

/**
 * Text with a white halo: it is read over any fill.
 * @param {Ctx} ctx @param {Style} style @param {string} texte @param {number} x @param {number} y
 */
function ecrire_halo(ctx, style, texte, x, y) {
  Object.assign(ctx, { strokeStyle: style.papier, lineWidth: style.halo, lineJoin: "round" });
  ctx.strokeText(texte, x, y);
  ctx.fillText(texte, x, y);
}

/** @param {Ctx} ctx @param {Scene} scene @param {{blocs: Bloc[], noms: Nom[]}} etiquettes */
export function peindre_etiquettes(ctx, scene, { blocs, noms }) {
  const { style, vise } = scene;
  ctx.textBaseline = "middle";
  for (const { texte, x, y, gras, point, ancre } of noms) {
    const voisin = ancre === "start";
    ctx.textAlign = "center";
    ctx.font = `${voisin ? "italic 500 13px" : gras ? "700 13px" : "500 11.5px"} ${style.lettres}`;
    ctx.fillStyle = voisin ? style.creux : style.encre;
    if (point) peindre_rond(ctx, style, point);
    ctx.fillStyle = voisin ? style.creux : style.encre;
    ecrire_halo(ctx, style, texte, x, y);
  }
  for (const bloc of blocs) peindre_bloc(ctx, scene, bloc, vise !== null && bloc.rang >= 0);
}

/** @param {Ctx} ctx @param {Style} style @param {Point2} lieu */
function peindre_rond(ctx, style, { x, y }) {
  ctx.beginPath();
  ctx.arc(x, y, 3, 0, 2 * Math.PI);
  Object.assign(ctx, { fillStyle: style.encre, strokeStyle: style.papier, lineWidth: 1.5 });
  ctx.fill();
  ctx.stroke();
}

/** @param {Ctx} ctx @param {Scene} scene @param {Bloc} bloc @param {boolean} voisin */
function peindre_bloc(ctx, scene, { lignes, signes, suite, taille, rayon, x, y, h, px, py, rappel }, voisin) {
  const { style } = scene,
    haut = y - h / 2;
  if (rappel) {
    ctx.beginPath();
    ctx.moveTo(px, py);
    ctx.lineTo(x, y);
    Object.assign(ctx, { strokeStyle: style.encre, lineWidth: 0.9 });
    ctx.stroke();
    peindre_rond(ctx, style, { x: px, y: py });
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `${taille > 13 ? 700 : 650} ${taille}px ${style.lettres}`;
  lignes.forEach((texte, i) => {
    ctx.fillStyle = voisin ? style.encre2 : style.encre;
    ecrire_halo(ctx, style, texte, x, haut + (i + 0.5) * (taille + 1));
  });
  const pied = haut + lignes.length * (taille + 1) + 2 + rayon + 4.3;
  if (signes.length) peindre_pastille(ctx, scene, signes, x, pied, rayon, suite);
}
