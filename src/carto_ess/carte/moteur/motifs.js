/**
 * A seamless square tile; `dessiner` paints one in a context, `svg` is the same as the inside of an SVG
 * pattern.
 * @param {Scene} scene @param {string} cle @param {number} cote @param {(ctx: Ctx) => void} dessiner
 * @param {string} svg
 */
export function tuile({ motifs }, cle, cote, dessiner, svg) {
  const fait = motifs.get(cle);
  if (fait) return fait;
  const m = Math.ceil(globalThis.devicePixelRatio ?? 1) * 2; // finer than the screen: lines stay even
  const toile = document.createElement("canvas"),
    ctx = /** @type {Ctx} */ (toile.getContext("2d"));
  toile.width = toile.height = Math.round(cote * m);
  const k = toile.width / cote;
  ctx.scale(k, k);
  dessiner(ctx);
  const motif = /** @type {CanvasPattern} */ (ctx.createPattern(toile, "repeat"));
  // Leaflet draws in layer pixels: hatches stay put in a pan
  motif.setTransform(new DOMMatrix().scale(1 / k));
  const complet = /** @type {Motif} */ (Object.assign(motif, { toile, cote, svg }));
  motifs.set(cle, complet);
  return complet;
}

/**
 * Lines at 45°, `trait` wide, every `periode` px, on their own paper.
 * @param {Scene} scene @param {[number, number]} mesure
 */
export function hachure(scene, [periode, trait]) {
  const { lacune, lacune_fond: fond } = scene.style,
    c = periode * Math.SQRT2;
  const d = `M${-c / 2} ${c / 2}L${c / 2} ${-c / 2}M0 ${c}L${c} 0M${c / 2} ${1.5 * c}L${1.5 * c} ${c / 2}`;
  return tuile(
    scene,
    `hachure ${periode} ${trait}`,
    c,
    (ctx) => {
      ctx.fillStyle = fond;
      ctx.fillRect(0, 0, c, c);
      Object.assign(ctx, { strokeStyle: lacune, lineWidth: trait });
      ctx.stroke(new Path2D(d));
    },
    `<rect width="${c}" height="${c}" fill="${fond}"/>` +
      `<path d="${d}" stroke="${lacune}" stroke-width="${trait}"/>`,
  );
}

/** The hatch of what nothing covers, as wide as the view asks. @param {Scene} scene */
export function motif_vide(scene) {
  const { hachures } = scene.style;
  if (scene.minuscules) return hachure(scene, hachures.petite);
  if (scene.vise) return hachure(scene, hachures.focus);
  if (scene.cadre.clientWidth < scene.style.bandeau) return hachure(scene, hachures.telephone);
  return hachure(scene, scene.seul ? hachures.type : hachures.departement);
}

/** White and terracotta lines over a colour: covered in part. @param {Scene} scene */
export function motif_partiel(scene) {
  const { lacune, papier } = scene.style,
    c = 14,
    d = `M-7 7L7-7M0 14L14 0M7 21L21 7`;
  return tuile(
    scene,
    "partiel",
    c,
    (ctx) => {
      for (const [couleur, lineWidth] of [
        [papier, 3],
        [lacune, 1.3],
      ]) {
        Object.assign(ctx, { strokeStyle: couleur, lineWidth });
        ctx.stroke(new Path2D(d));
      }
    },
    `<path d="${d}" stroke="${papier}" stroke-width="3"/>` +
      `<path d="${d}" stroke="${lacune}" stroke-width="1.3"/>`,
  );
}

/** Grey dots: not told. @param {Scene} scene */
export function motif_inconnu(scene) {
  const { inconnu, point_inconnu: point } = scene.style;
  const d = "M1.5 .7a.8 .8 0 1 0 .01 0zM4.5 3.7a.8 .8 0 1 0 .01 0z";
  return tuile(
    scene,
    "inconnu",
    6,
    (ctx) => {
      ctx.fillStyle = inconnu;
      ctx.fillRect(0, 0, 6, 6);
      ctx.fillStyle = point;
      ctx.fill(new Path2D(d));
    },
    `<rect width="6" height="6" fill="${inconnu}"/><path d="${d}" fill="${point}"/>`,
  );
}

/** Open rings: depends on a reading. @param {Scene} scene */
export function motif_doute(scene) {
  const { encre, papier } = scene.style,
    d = "M5.5 3.7a1.8 1.8 0 1 0 .01 0zM16.5 14.7a1.8 1.8 0 1 0 .01 0z";
  return tuile(
    scene,
    "doute",
    22,
    (ctx) => {
      Object.assign(ctx, { strokeStyle: papier, lineWidth: 2.2 }).stroke(new Path2D(d));
      Object.assign(ctx, { strokeStyle: encre, lineWidth: 0.9 }).stroke(new Path2D(d));
    },
    `<path d="${d}" fill="none" stroke="${papier}" stroke-width="2.2"/>` +
      `<path d="${d}" fill="none" stroke="${encre}" stroke-width="0.9"/>`,
  );
}
