/** Paper and ink of the map. */
export const COULEURS = {
  papier: "#fdfdfb", voisin: "#f4f2ed", trait_voisin: "#d3cfc6", commune: "#5b6673", epci: "#4a5562",
  pays: "#6b4a86", zone: "#2d3742", choix: "#11181f", hachure: "#75828e", inconnu: "#e9e9e9",
  point_inconnu: "#6f757c", encre: "#1d252d",
};
export const BLEUS = ["#c6dbef", "#6baed6", "#2171b5"]; // ColorBrewer Blues: 1, 2–3, 4 and more
export const TEINTES = [0.34, 0.62, 0.92]; // of a type shown alone: 1, 2, 3 and more
