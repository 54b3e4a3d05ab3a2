/** Writes a number short: a tenth of a pixel is enough. @param {number} n */
const court = (n) => String(Math.round(n * 10) / 10);

/** @param {string} texte */
const echapper = (texte) => texte.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * What a canvas context is for the painters, kept as SVG: the picture is drawn by the very code of the
 * screen.
 * Only what they use is here; transforms are moves and even scales.
 */
export class Encre {
  fillStyle = /** @type {string | Motif} */ ("");
  strokeStyle = "";
  lineWidth = 1;
  lineJoin = "miter";
  lineCap = "butt";
  globalAlpha = 1;
  font = "";
  textAlign = "left";
  textBaseline = "middle";
  /** @type {string[]} */ elements = [];
  /** @type {Map<string, string>} */ motifs = new Map();
  #chemin = "";
  #tirets = "";
  #repere = { x: 0, y: 0, k: 1 };
  /** @type {{x: number, y: number, k: number, alpha: number}[]} */ #pile = [];

  save() {
    this.#pile.push({ ...this.#repere, alpha: this.globalAlpha });
  }
  restore() {
    const { alpha, ...repere } = this.#pile.pop() ?? { x: 0, y: 0, k: 1, alpha: 1 };
    this.#repere = repere;
    this.globalAlpha = alpha;
  }
  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.#repere.x += x * this.#repere.k;
    this.#repere.y += y * this.#repere.k;
  }
  /** @param {number} k */
  scale(k) {
    this.#repere.k *= k;
  }

  beginPath() {
    this.#chemin = "";
  }
  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#chemin += `M${court(x)} ${court(y)}`;
  }
  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#chemin += `L${court(x)} ${court(y)}`;
  }
  /** A whole circle. @param {number} x @param {number} y @param {number} r */
  arc(x, y, r) {
    this.#chemin += `M${court(x - r)} ${court(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  }
  /** @param {number} x @param {number} y @param {number} l @param {number} h */
  rect(x, y, l, h) {
    this.#chemin += `M${court(x)} ${court(y)}h${court(l)}v${court(h)}h${court(-l)}z`;
  }
  /** @param {number} x @param {number} y @param {number} l @param {number} h @param {number} r */
  roundRect(x, y, l, h, r) {
    const a = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    this.#chemin +=
      `M${court(x + r)} ${court(y)}h${court(l - 2 * r)}${a(r, r)}v${court(h - 2 * r)}${a(-r, r)}` +
      `h${court(2 * r - l)}${a(-r, -r)}v${court(2 * r - h)}${a(r, -r)}z`;
  }
  /** @param {number} x @param {number} y @param {number} l @param {number} h */
  fillRect(x, y, l, h) {
    this.beginPath();
    this.rect(x, y, l, h);
    this.fill();
  }

  /** @param {string} [regle] */
  fill(regle) {
    this.#poser(this.#chemin, `fill="${this.#fond()}"${regle ? ` fill-rule="${regle}"` : ""}`);
  }
  stroke() {
    this.#poser(this.#chemin, `fill="none"${this.#trait()}`);
  }
  /** @param {number[]} tirets */
  setLineDash(tirets) {
    this.#tirets = tirets.join(" ");
  }
  /** A shape given as a text. @param {string} d @param {boolean} fond @param {boolean} bord */
  forme(d, fond, bord) {
    this.#poser(d, `fill="${fond ? this.#fond() : "none"}"${bord ? this.#trait() : ""}`);
  }
  /** @param {string} texte @param {number} x @param {number} y */
  fillText(texte, x, y) {
    this.#ecrire(texte, x, y, `fill="${this.#fond()}"`);
  }
  /** @param {string} texte @param {number} x @param {number} y */
  strokeText(texte, x, y) {
    this.#ecrire(texte, x, y, `fill="none"${this.#trait()}`);
  }

  /**
   * Opens a window on what comes next: outside it nothing shows.
   * @param {Boite} boite @param {Point2} coin
   */
  ouvrir_fenetre([x1, y1, x2, y2], { x, y }) {
    const l = x2 - x1,
      h = y2 - y1;
    this.elements.push(`<svg x="${x1}" y="${y1}" width="${l}" height="${h}" viewBox="${x} ${y} ${l} ${h}">`);
  }
  fermer_fenetre() {
    this.elements.push("</svg>");
  }

  /** The whole drawing. @param {number} l @param {number} h @param {string} titre */
  ecrire_svg(l, h, titre) {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${l}" height="${h}" viewBox="0 0 ${l} ${h}">` +
      `<title>${echapper(titre)}</title><defs>${[...this.motifs.values()].join("")}</defs>` +
      `${this.elements.join("\n")}</svg>`
    );
  }

  #fond() {
    const style = this.fillStyle;
    if (typeof style === "string") return echapper(style);
    const cle = style.svg,
      id = `m${[...this.motifs.keys(), cle].indexOf(cle)}`,
      c = style.cote;
    this.motifs.set(
      cle,
      `<pattern id="${id}" width="${c}" height="${c}" patternUnits="userSpaceOnUse">${cle}</pattern>`,
    );
    return `url(#${id})`;
  }
  #trait() {
    const tirets = this.#tirets && ` stroke-dasharray="${this.#tirets}"`;
    return (
      ` stroke="${echapper(this.strokeStyle)}" stroke-width="${this.lineWidth}"` +
      ` stroke-linejoin="${this.lineJoin}"` +
      ` stroke-linecap="${this.lineCap}"${tirets}`
    );
  }
  #attributs() {
    const { x, y, k } = this.#repere,
      alpha = this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : "";
    return x || y || k !== 1 ? ` transform="translate(${court(x)} ${court(y)}) scale(${k})"${alpha}` : alpha;
  }
  /** @param {string} d @param {string} style */
  #poser(d, style) {
    if (d) this.elements.push(`<path d="${d}" ${style}${this.#attributs()}/>`);
  }
  /** @param {string} texte @param {number} x @param {number} y @param {string} style */
  #ecrire(texte, x, y, style) {
    const ancre = this.textAlign === "center" ? "middle" : this.textAlign === "right" ? "end" : "start";
    const ou = `x="${court(x)}" y="${court(y)}" dy="${this.textBaseline === "middle" ? ".35em" : "0"}"`;
    this.elements.push(
      `<text ${ou} text-anchor="${ancre}" style="font:${echapper(this.font)}" ${style}${this.#attributs()}>` +
        `${echapper(texte)}</text>`,
    );
  }
}
