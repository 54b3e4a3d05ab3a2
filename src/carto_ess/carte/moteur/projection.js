/** Mercator pixels at zoom 0, as Leaflet's own EPSG:3857 but without its objects. @param {number} lng */
export const monde_x = (lng) => 256 * (lng / 360 + 0.5);

/** @param {number} lat */
export const monde_y = (lat) => 128 * (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI);

/** @param {{lng: number, lat: number}} lieu */
export const monde = ({ lng, lat }) => ({ x: monde_x(lng), y: monde_y(lat) });

/** Layer pixels of a place of the world. @param {Topo} topo @param {Point2} lieu */
export const ecran = (topo, { x, y }) => ({ x: x * topo.k - topo.o.x, y: y * topo.k - topo.o.y });

/** The smallest box around boxes. @param {Boite[]} boites @returns {Boite} */
export const union = (boites) =>
  boites.reduce((u, b) => [
    Math.min(u[0], b[0]),
    Math.min(u[1], b[1]),
    Math.max(u[2], b[2]),
    Math.max(u[3], b[3]),
  ]);

/** Bounds in degrees, for Leaflet. @param {Scene} scene @param {Boite} boite */
export function bornes_geo({ carte }, [x1, y1, x2, y2]) {
  const coins = [
    [x1, y2],
    [x2, y1],
  ].map(([x, y]) => carte.options.crs.pointToLatLng(L.point(x, y), 0));
  return L.latLngBounds(coins);
}

/** Arcs in layer pixels for this zoom, without the points no eye could tell apart. @param {Scene} scene */
export function projeter({ carte, topo }) {
  const zoom = carte.getZoom(),
    k = 2 ** zoom,
    o = carte.getPixelOrigin(),
    cle = `${k} ${o.x} ${o.y}`;
  if (topo.cle === cle) return false;
  Object.assign(topo, { cle, k, o, zoom, ecran: topo.arcs.map((xy) => eclaircir(xy, k, o)) });
  return true;
}

/** @param {Float64Array} xy @param {number} k @param {Point2} o */
export function eclaircir(xy, k, o) {
  const garde = [];
  let px = Infinity,
    py = Infinity;
  for (let i = 0; i < xy.length; i += 2) {
    const x = xy[i] * k - o.x,
      y = xy[i + 1] * k - o.y;
    if (i && i < xy.length - 2 && Math.abs(x - px) + Math.abs(y - py) < 0.9) continue;
    garde.push(x, y);
    px = x;
    py = y;
  }
  return garde;
}
