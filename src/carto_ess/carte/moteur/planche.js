import { peindre_etiquettes } from "./ecriture.js";
import { peindre_epingles } from "./epingles.js";
import { poser_etiquettes } from "./etiquettes.js";
import { peindre_glyphe } from "./formes.js";
import { decrire_legende } from "./legende.js";
import { hachure, motif_doute, motif_inconnu } from "./motifs.js";
import { peindre_terre } from "./peinture.js";
import { remplir_phrase } from "./textes.js";
import { style_classe } from "./zones.js";

const TETE = 62; // px of the title
const BORD = 16;

/** @param {Scene} scene */
export function mesurer_image({ carte }) {
  const { x, y } = carte.getSize();
  return { l: Math.max(x, 560), h: TETE + y + 92, bas: TETE + y };
}

/** Title, and what is shown of which year. @param {Scene} scene @returns {[string, string]} */
export function titrer(scene) {
  const {
      config: { textes },
      etat,
    } = scene,
    { titre } = decrire_legende(scene);
  const dit = [etat.sujet, etat.fiche ? null : titre, remplir_phrase(textes.perimetres, etat).toLowerCase()];
  return [textes.titre, dit.filter(Boolean).join(", ")];
}

/**
 * @param {Ctx} ctx @param {Scene} scene
 * @param {(boite: Boite, coin: Point2, peindre: () => void) => void} fenetre paints inside a window
 */
export function composer_image(ctx, scene, fenetre) {
  const {
      carte,
      style,
      config: { textes },
    } = scene,
    { l, h, bas } = mesurer_image(scene),
    { x, y } = carte.getSize();
  const [titre, sous_titre] = titrer(scene),
    gauche = (l - x) / 2;
  Object.assign(ctx, { fillStyle: style.papier });
  ctx.fillRect(0, 0, l, h);
  ecrire_ligne(ctx, `700 18px ${style.lettres}`, style.encre, titre, BORD, 24);
  ecrire_ligne(ctx, `400 13px ${style.lettres}`, style.encre2, sous_titre, BORD, 46);
  fenetre([gauche, TETE, gauche + x, TETE + y], carte.containerPointToLayerPoint([0, 0]), () => {
    ctx.fillStyle = style.mer;
    ctx.fillRect(-1e4, -1e4, 3e4, 3e4);
    peindre_terre(ctx, scene);
    peindre_etiquettes(ctx, scene, poser_etiquettes(scene));
    peindre_epingles(ctx, scene);
  });
  if (!scene.etat.fiche) peindre_echelle(ctx, scene, bas + 24);
  ecrire_ligne(
    ctx,
    `400 11px ${style.lettres}`,
    style.encre2,
    textes.sources ?? textes.attribution ?? "",
    BORD,
    bas + 74,
  );
}

/**
 * @param {Ctx} ctx @param {string} font @param {string} couleur @param {string} texte @param {number} x
 * @param {number} y
 */
function ecrire_ligne(ctx, font, couleur, texte, x, y) {
  Object.assign(ctx, { font, fillStyle: couleur, textAlign: "left", textBaseline: "middle" });
  ctx.fillText(texte, x, y);
}

/** The legend in two rows: classes, then signs. @param {Scene} scene @param {Ctx} ctx @param {number} y */
function peindre_echelle(ctx, scene, y) {
  const {
      style,
      actifs,
      etat,
      config: { textes },
    } = scene,
    dit = decrire_legende(scene);
  const police = `400 12px ${style.lettres}`,
    suite = (/** @type {string} */ t) => 26 + 6.6 * t.length + 16;
  let x = BORD;
  const vide = dit.n_vides ? `${dit.vide} : ${dit.n_vides}` : dit.vide;
  const entrees = [
    ...dit.classes.map(({ classe, nom, n }) => ({
      motif: style_classe(scene, classe),
      texte: n ? `${nom} (${n})` : nom,
    })),
    { motif: hachure(scene, style.hachures.pastille), texte: vide },
    ...(dit.inconnu ? [{ motif: motif_inconnu(scene), texte: dit.inconnu }] : []),
    ...(dit.doute ? [{ motif: motif_doute(scene), texte: dit.doute }] : []),
  ];
  for (const { motif, texte } of entrees) {
    ctx.beginPath();
    ctx.rect(x, y - 7, 20, 14);
    Object.assign(ctx, { fillStyle: motif, strokeStyle: style.bord, lineWidth: 1 });
    ctx.fill();
    ctx.stroke();
    ecrire_ligne(ctx, police, style.encre, texte, x + 26, y);
    x += suite(texte);
  }
  if (!etat.signes) return;
  x = BORD;
  for (const e of /** @type {Signe["etat"][]} */ (["2", "1", "0"])) {
    peindre_glyphe(ctx, style, actifs[0], e, x + 6, y + 25, 5);
    ecrire_ligne(ctx, police, style.encre, textes.signes[e], x + 16, y + 25);
    x += suite(textes.signes[e]);
  }
  for (const type of actifs) {
    peindre_glyphe(ctx, style, type, "2", x + 6, y + 25, 5);
    ecrire_ligne(ctx, police, style.encre, type.nom, x + 16, y + 25);
    x += suite(type.nom);
  }
}
