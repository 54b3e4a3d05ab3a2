import { GOUTTE, peindre_forme, peindre_glyphe } from "./formes.js";
import { ecran, monde } from "./projection.js";

export const RAYON = 9.5; // of a pin, px

const HAUT = 1.5 * RAYON; // from the place to the middle of the drop

/** @param {Scene} scene @returns {Lieu[]} */
export function lire_points({ config, etat }) {
  return (etat.points ?? []).map(([id, nom, rang, nature, lon, lat, lieu]) => ({
    id,
    nom,
    type: config.types[rang].id,
    nature,
    lon,
    lat,
    lieu,
    x: 0,
    y: 0,
    ax: 0,
    ay: 0,
  }));
}

/**
 * Those shown: of the types chosen, when there is one, a focus, or by option; of the fiche alone when one is
 * open.
 * @param {Scene} scene
 */
export function montrer_points(scene) {
  const { etat, points, actifs } = scene;
  if (etat.fiche) return points.filter((p) => p.id === etat.fiche?.id);
  const montres = etat.couches.points ?? (scene.seul !== null || scene.focus !== null);
  return montres ? points.filter((p) => actifs.some((t) => t.id === p.type)) : [];
}

/**
 * Points of one place stand side by side; neighbours that would overlap push each other away, always alike.
 * @param {Topo} topo @param {Lieu[]} points
 */
export function placer_points(topo, points) {
  const pas = 2 * RAYON + 2;
  points.forEach((p, i) => {
    const { x, y } = ecran(topo, monde({ lng: p.lon, lat: p.lat }));
    const meme_lieu = (/** @type {Lieu} */ q) => q.lat === p.lat && q.lon === p.lon;
    const rang = points.slice(0, i).filter(meme_lieu).length,
      nombre = points.filter(meme_lieu).length;
    Object.assign(p, { ax: x, ay: y, x: x + (rang - (nombre - 1) / 2) * pas, y });
  });
  for (let tour = 0, bouge = true; bouge && tour < 40; tour++) {
    bouge = false;
    points.forEach((p, i) =>
      points.slice(i + 1).forEach((q) => {
        const dx = q.x - p.x,
          dy = q.y - p.y,
          d = Math.hypot(dx, dy) || 0.01,
          f = (pas - d) / 2 / d;
        if (d >= pas - 0.1) return;
        p.x -= dx * f;
        p.y -= dy * f;
        q.x += dx * f;
        q.y += dy * f;
        bouge = true;
      }),
    );
  }
}

/** @param {Scene} scene @returns {Boite[]} */
export const boites_epingles = (scene) =>
  montrer_points(scene).map(({ x, y }) => [x - RAYON - 1, y - HAUT - RAYON - 1, x + RAYON + 1, y + 1]);

/** @param {Ctx} ctx @param {Scene} scene */
export function peindre_epingles(ctx, scene) {
  const { style } = scene,
    points = montrer_points(scene);
  ctx.beginPath(); // a point moved aside keeps a short line to its place
  for (const { x, y, ax, ay } of points) {
    if (Math.hypot(x - ax, y - ay) > 5) {
      ctx.moveTo(ax, ay);
      ctx.lineTo(x, y);
    }
  }
  Object.assign(ctx, { strokeStyle: style.encre, lineWidth: 0.9 });
  ctx.stroke();
  for (const p of points) peindre_epingle(ctx, scene, p);
}

/** @param {Ctx} ctx @param {Scene} scene @param {Lieu} p */
function peindre_epingle(ctx, scene, p) {
  const { style } = scene,
    k = scene.sujet === p || scene.etat.fiche?.id === p.id ? 1.2 : 1;
  ctx.save();
  ctx.translate(p.x, p.y);
  ctx.scale(k, k);
  ctx.save();
  ctx.scale(RAYON, RAYON);
  peindre_forme(ctx, GOUTTE, { fond: style.papier, bord: style.encre, epaisseur: 1.6 / RAYON });
  ctx.restore();
  peindre_glyphe(ctx, style, scene.type_de(p.type), "2", 0, -HAUT, 4.7);
  ctx.restore();
}

/** @param {Scene} scene @param {{lng: number, lat: number}} latlng @param {number} marge px around the pin */
export function trouver_point(scene, latlng, marge) {
  const p = ecran(scene.topo, monde(latlng));
  return (
    montrer_points(scene).findLast((q) => Math.hypot(q.x - p.x, q.y - HAUT - p.y) <= RAYON + marge) ?? null
  );
}
