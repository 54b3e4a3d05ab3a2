"""What is wrong with the texts that a page shows: cut, out of the window, one over another."""

ESPACEMENT = """* {
  line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
}
p { margin-bottom: 2em !important; }"""
"""The spacing that WCAG 1.4.12 wants a page to bear."""

FAUTES = """() => {
  const coupe = (s) => ["hidden", "clip"].includes(s);
  const defile = (s) => ["auto", "scroll"].includes(s);
  const INVISIBLES = "style, script, option, .ce-lecteur, [class*=lecteur], .carto-annonce,"
    + " [data-testid=stIconMaterial]";
  const parents = function* (n) { for (; n && n !== document.body; n = n.parentElement) yield n; };
  const pose = (e) => [...parents(e)].some((n) =>
    ["fixed", "sticky"].includes(getComputedStyle(n).position) || n.dataset.testid === "stHeader");
  const fautes = [], vus = [];

  function lire(texte) {
    const e = texte.parentElement, plage = document.createRange();
    if (!texte.data.trim() || e.closest(INVISIBLES)) return;
    if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
    plage.selectNodeContents(texte);
    const dit = `${e.tagName}.${e.className} « ${texte.data.trim().slice(0, 40)} »`;
    let boites = [...plage.getClientRects()].filter((b) => b.width > 1 && b.height > 1), faute = "";
    for (const n of parents(e)) {
      const s = getComputedStyle(n), r = n.getBoundingClientRect();
      if (s.clipPath !== "none" || (r.width <= 1 && r.height <= 1)) return; // for readers only
      const sort = (b) => b.left < r.left - 2 || b.right > r.right + 2;
      const depasse = (b) => b.top < r.top - 3 || b.bottom > r.bottom + 4;
      if (coupe(s.overflowX) && boites.some(sort)) faute = "coupé en largeur";
      if (coupe(s.overflowY) && boites.some(depasse)) faute = "coupé en hauteur";
      if (defile(s.overflowX) || defile(s.overflowY))
        boites = boites.filter((b) => !sort(b) && !depasse(b));
    }
    if (!boites.length) return;
    if (boites.some((b) => b.left < -2 || b.right > innerWidth + 2)) faute ||= "hors de la fenêtre";
    if (faute) fautes.push(`${faute} : ${dit}`);
    for (const b of boites) vus.push({ b, e, dit });
  }

  function comparer(un, autre) {
    const [a, b] = [un.b, autre.b];
    const gauche = Math.max(a.left, b.left), haut = Math.max(a.top, b.top);
    const l = Math.min(a.right, b.right) - gauche, h = Math.min(a.bottom, b.bottom) - haut;
    if (l < 4 || h < 8 || un.e === autre.e) return;
    const sur = document.elementFromPoint(gauche + l / 2, haut + h / 2);
    if (![un.e, autre.e].some((e) => sur && (e.contains(sur) || sur.contains(e)))) return;
    if (pose(un.e) === pose(autre.e)) fautes.push(`l’un sur l’autre : ${un.dit} / ${autre.dit}`);
  }

  const arbre = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let texte = arbre.nextNode(); texte; texte = arbre.nextNode()) lire(texte);
  vus.forEach((un, i) => vus.slice(i + 1).forEach((autre) => comparer(un, autre)));
  return [...new Set(fautes)];
}"""
"""Return one line per fault; what scrolls is judged by what of it is in sight."""

MOTS = """() => {
  const mot = /\\p{N}+(?:[\\u202f\\u00a0]\\p{N}+)*|\\p{L}[\\p{L}\\p{N}]*(?:[’'-]\\p{L}+)*/gu;
  const lecteur = (e) => { for (let n = e; n && n !== document.body; n = n.parentElement) {
    const s = getComputedStyle(n), r = n.getBoundingClientRect();
    if (s.clipPath !== "none" || (s.display !== "contents" && r.width <= 1 && r.height <= 1))
      return true;
  } return false; };
  const plage = document.createRange(), vus = [];
  const garder = (texte, voir) =>
    { for (const m of texte.matchAll(mot)) if (voir(m)) vus.push(m[0]); };

  function lire(racine) {
    for (const e of racine.querySelectorAll("*")) {
      if (e.shadowRoot) lire(e.shadowRoot);
      if (e.placeholder && !e.value && e.checkVisibility()) garder(e.placeholder, () => true);
    }
    const arbre = document.createTreeWalker(racine, NodeFilter.SHOW_TEXT);
    for (let texte = arbre.nextNode(); texte; texte = arbre.nextNode()) {
      const e = texte.parentElement;
      if (!texte.data.trim() || !e || e.closest("style, script, [data-testid=stIconMaterial]"))
        continue;
      if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || lecteur(e))
        continue;
      garder(texte.data, (m) => {
        plage.setStart(texte, m.index);
        plage.setEnd(texte, m.index + m[0].length);
        const b = plage.getBoundingClientRect();
        return b.width > 1 && b.top < innerHeight && b.bottom > 0 && b.left < innerWidth
          && b.right > 0;
      });
    }
  }
  lire(document.body);
  return vus;
}"""
"""Return the words and numbers in sight, as a reader counts them: « 1 457 905 » is one."""
