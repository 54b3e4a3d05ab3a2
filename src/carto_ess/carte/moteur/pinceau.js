import { rang_arc } from "./topologie.js";

/** @param {Ctx} ctx @param {Topo} topo @param {Ligne[]} lignes */
export function suivre_lignes(ctx, topo, lignes) {
  ctx.beginPath();
  for (const ligne of lignes)
    ligne.forEach((a, rang) => {
      const xy = topo.ecran[rang_arc(a)],
        n = xy.length,
        pas = a < 0 ? -2 : 2;
      let i = a < 0 ? n - 2 : 0;
      if (!rang) ctx.moveTo(xy[i], xy[i + 1]);
      for (i += pas; i >= 0 && i < n; i += pas) ctx.lineTo(xy[i], xy[i + 1]);
    });
}

/**
 * @param {Ctx} ctx @param {Topo} topo @param {Ligne[]} anneaux @param {string | CanvasPattern} style
 * @param {number} [alpha]
 */
export function remplir(ctx, topo, anneaux, style, alpha = 1) {
  suivre_lignes(ctx, topo, anneaux);
  Object.assign(ctx, { globalAlpha: alpha, fillStyle: style });
  ctx.fill("evenodd");
  ctx.globalAlpha = 1;
}

/**
 * @param {Ctx} ctx @param {Topo} topo @param {Ligne[]} lignes @param {string} couleur
 * @param {number} epaisseur
 * @param {number} [alpha] @param {number[]} [tirets]
 */
export function tracer(ctx, topo, lignes, couleur, epaisseur, alpha = 1, tirets = []) {
  const fin = epaisseur < 1.3; // round joins are slow, and no eye sees them on a thin line
  suivre_lignes(ctx, topo, lignes);
  Object.assign(ctx, {
    globalAlpha: alpha,
    strokeStyle: couleur,
    lineWidth: epaisseur,
    lineJoin: fin ? "bevel" : "round",
    lineCap: fin || tirets.length ? "butt" : "round",
  });
  ctx.setLineDash(tirets);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** A colour thinned with white. @param {string} couleur #rrggbb @param {number} a */
export const teinte = (couleur, a) =>
  `rgb(${[1, 3, 5].map((i) => Math.round(255 + a * (parseInt(couleur.slice(i, i + 2), 16) - 255)))})`;
