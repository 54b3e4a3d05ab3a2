/** @type {HTMLCanvasElement | undefined} */ let toile;

/** @param {string} font @returns {(texte: string) => number} */
export function mesureur(font) {
  toile ??= document.createElement("canvas");
  const ctx = /** @type {Ctx} */ (toile.getContext("2d"));
  return (texte) => {
    ctx.font = font;
    return ctx.measureText(texte).width;
  };
}
