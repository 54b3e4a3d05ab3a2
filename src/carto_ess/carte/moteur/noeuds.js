/**
 * A node of the page. Strings among the children become text nodes, never HTML: names are hostile text.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} balise @param {string | undefined} [classe] @param {Enfant[]} enfants
 * @returns {HTMLElementTagNameMap[T]}
 */
export function noeud(balise, classe, ...enfants) {
  const n = document.createElement(balise);
  if (classe) n.className = classe;
  for (const e of enfants) if (e || e === 0) n.append(typeof e === "number" ? String(e) : e);
  return n;
}

/** @param {TypeCooperation} type */
export function glyphe(type) {
  const n = noeud("span", "carto-glyphe", type.glyphe);
  Object.assign(n.style, { color: type.couleur, webkitTextStroke: `.6px ${type.contour}` });
  n.setAttribute("aria-hidden", "true");
  return n;
}

/** Says a failure over the map, aloud too. @param {Scene} scene @param {string} phrase */
export function alerter(scene, phrase) {
  const boite = scene.carte.getContainer().appendChild(noeud("div", "carto-erreur"));
  boite.setAttribute("role", "alert"); // before its words, or they would not be read out
  boite.textContent = phrase;
  return boite;
}
