import { COULEURS } from "./couleurs.js";
import { ecran, monde } from "./projection.js";

export const RAYON = 8.5; // of a point, px
const TAU = 2 * Math.PI;

/** Glyphs as shapes of radius 1: a font might lack them. @type {Record<string, string>} */
const FORMES = {
  "●": "M.82 0A.82 .82 0 1 1-.82 0A.82 .82 0 1 1 .82 0z", "■": "M-.75-.75h1.5v1.5h-1.5z",
  "▲": "M0-.95L.92 .7H-.92z", "◆": "M0-1.05L1.05 0L0 1.05L-1.05 0z",
  "✚": "M-.3-.9h.6v.6h.6v.6h-.6v.6h-.6v-.6h-.6v-.6h.6z",
  "★": "M0-1.1L.29-.4L1.05-.34L.47 .15L.65 .89L0 .49L-.65 .89L-.47 .15L-1.05-.34L-.29-.4z",
};
/** The ring of a point; any nature but these is dotted. @type {Record<string, number[]>} */
const TIRETS = { siege: [], contact: [3, 2.4] };

/** @param {Scene} scene */
export function lire_points({ config, etat }) {
  return (etat.points ?? []).map(([id, nom, rang, nature, lon, lat, lieu]) => (
    { id, nom, type: config.types[rang].id, nature, lon, lat, lieu, x: 0, y: 0, ax: 0, ay: 0 }));
}

/**
 * Points of one place stand side by side; neighbours that would overlap push each other away, always alike.
 * @param {Topo} topo @param {Lieu[]} points
 */
export function placer_points(topo, points) {
  const pas = 2 * RAYON + 1.5;
  points.forEach((p, i) => {
    const { x, y } = ecran(topo, monde({ lng: p.lon, lat: p.lat }));
    const meme_lieu = (/** @type {Lieu} */ q) => q.lat === p.lat && q.lon === p.lon;
    const rang = points.slice(0, i).filter(meme_lieu).length, nombre = points.filter(meme_lieu).length;
    Object.assign(p, { ax: x, ay: y, x: x + (rang - (nombre - 1) / 2) * pas, y });
  });
  for (let tour = 0, bouge = true; bouge && tour < 40; tour++) {
    bouge = false;
    points.forEach((p, i) => points.slice(i + 1).forEach((q) => {
      const dx = q.x - p.x, dy = q.y - p.y, d = Math.hypot(dx, dy) || 0.01, f = (pas - d) / 2 / d;
      if (d >= pas - 0.1) return;
      p.x -= dx * f; p.y -= dy * f;
      q.x += dx * f; q.y += dy * f;
      bouge = true;
    }));
  }
}

/** @param {Ctx} ctx @param {Scene} scene */
export function peindre_points(ctx, scene) {
  ctx.beginPath(); // a point moved aside keeps a short line to its place
  for (const { x, y, ax, ay } of scene.points) {
    if (Math.hypot(x - ax, y - ay) > 5) { ctx.moveTo(ax, ay); ctx.lineTo(x, y); }
  }
  Object.assign(ctx, { strokeStyle: COULEURS.choix, lineWidth: 0.9 });
  ctx.stroke();
  for (const p of scene.points) peindre_point(ctx, scene, p);
}

/** @param {Ctx} ctx @param {Scene} scene @param {Lieu} p */
function peindre_point(ctx, scene, p) {
  const type = scene.type_de(p.type), { etat } = scene;
  const actif = etat.fiche?.id === p.id, forme = new Path2D(FORMES[type.glyphe] ?? FORMES["●"]);
  ctx.save();
  if (etat.fiche && !actif) ctx.globalAlpha = 0.55;
  ctx.translate(p.x, p.y);
  if (actif) ctx.scale(1.25, 1.25);
  ctx.beginPath(); ctx.arc(0, 0, RAYON + 1.2, 0, TAU); ctx.fillStyle = "#fff"; ctx.fill();
  ctx.beginPath(); ctx.arc(0, 0, RAYON - 0.4, 0, TAU);
  ctx.setLineDash(TIRETS[p.nature] ?? [1.2, 2.4]);
  Object.assign(ctx, { strokeStyle: COULEURS.choix, lineWidth: 1.4 });
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.scale(RAYON * 0.58, RAYON * 0.58);
  Object.assign(ctx, { fillStyle: type.couleur, strokeStyle: type.contour, lineWidth: 0.18 });
  ctx.fill(forme);
  ctx.stroke(forme);
  ctx.restore();
}

/**
 * @param {Scene} scene @param {{lng: number, lat: number}} latlng @param {number} marge px around the point
 */
export function trouver_point({ topo, etat, points }, latlng, marge) {
  const p = ecran(topo, monde(latlng));
  const proches = points.filter((q) => Math.hypot(q.x - p.x, q.y - p.y) <= RAYON + marge);
  return etat.couches.points && proches.length ? proches[proches.length - 1] : null;
}
