/** Glyphs as shapes of radius 1: a font might lack them. @type {Record<string, string>} */
export const FORMES = {
  "●": "M.92 0A.92 .92 0 1 1-.92 0A.92 .92 0 1 1 .92 0z",
  "■": "M-.8-.8h1.6v1.6h-1.6z",
  "▲": "M0-.98L1 .78H-1z",
  "◆": "M0-1.12L1.12 0L0 1.12L-1.12 0z",
  "✚": "M-.3-.9h.6v.6h.6v.6h-.6v.6h-.6v-.6h-.6v-.6h.6z",
  "★": "M0-1.15L.3-.42L1.1-.36L.49 .16L.68 .94L0 .51L-.68 .94L-.49 .16L-1.1-.36L-.3-.42z",
};

/** Their left halves. @type {Record<string, string>} */
export const DEMIS = {
  "●": "M0-.92A.92 .92 0 0 0 0 .92z",
  "■": "M-.8-.8H0V.8H-.8z",
  "▲": "M0-.98V.78H-1z",
  "◆": "M0-1.12V1.12L-1.12 0z",
  "✚": "M0-.9H-.3v.6h-.6v.6h.6v.6H0z",
  "★": "M0-1.15V.51L-.68 .94L-.49 .16L-1.1-.36L-.3-.42z",
};

/** A pin: a drop whose tip is the place, around a circle of radius 1 whose centre is 1.5 over it. */
export const GOUTTE = "M0 0C-.28-.42-1-.78-1-1.5A1 1 0 1 1 1-1.5C1-.78 .28-.42 0 0z";

/** @type {Map<string, Path2D>} */ const chemins = new Map();

/**
 * Paints a shape where the context stands. `ctx.forme` is that of a drawing kept as SVG, which takes its
 * text.
 * @param {Ctx & {forme?: (d: string, fond: boolean, bord: boolean) => void}} ctx @param {string} d
 * @param {{fond?: string, bord?: string, epaisseur?: number, tirets?: number[]}} style
 */
export function peindre_forme(ctx, d, { fond, bord, epaisseur = 1, tirets = [] }) {
  if (fond) ctx.fillStyle = fond;
  if (bord) Object.assign(ctx, { strokeStyle: bord, lineWidth: epaisseur, lineJoin: "round" });
  ctx.setLineDash(tirets);
  if (ctx.forme) ctx.forme(d, Boolean(fond), Boolean(bord));
  else {
    const chemin = chemins.get(d) ?? new Path2D(d);
    chemins.set(d, chemin);
    if (fond) ctx.fill(chemin);
    if (bord) ctx.stroke(chemin);
  }
  ctx.setLineDash([]);
}

/**
 * The glyph of a type around a place, of radius `r` px.
 * @param {Ctx} ctx @param {Style} style @param {TypeCooperation} type @param {Signe["etat"]} etat
 * @param {number} x @param {number} y @param {number} r
 */
export function peindre_glyphe(ctx, style, type, etat, x, y, r) {
  const d = FORMES[type.glyphe] ?? FORMES["●"],
    present = etat === "1" || etat === "2";
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(r, r);
  if (etat === "1") peindre_forme(ctx, DEMIS[type.glyphe] ?? DEMIS["●"], { fond: type.couleur });
  peindre_forme(ctx, d, {
    fond: etat === "2" ? type.couleur : undefined,
    bord: present ? type.contour : style.creux,
    epaisseur: (present ? 0.9 : 1.1) / r,
    tirets: etat === "x" ? [1.4 / r, 1.6 / r] : [],
  });
  ctx.restore();
}
