/* Injected into every frame of a measured page. Times are taken inside the page, in milliseconds of
   one clock (`timeOrigin + now`), so that a gesture in the map's frame and its effect outside compare.
   The end of a drawing is the second animation frame after the map holds what was asked: it is painted. */
(() => {
  const maintenant = () => performance.timeOrigin + performance.now();
  addEventListener("click", (e) => { top.banc.geste = performance.timeOrigin + e.timeStamp; }, true);
  let dessins = 0;
  addEventListener("carto-ess:dessin", () => { top.banc.dessins = ++dessins; });
  if (window !== top) return;
  const gl = { cours: 0, dernier: 0 };
  for (const nom of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"]) {
    const dessiner = WebGL2RenderingContext.prototype[nom], rang = nom.startsWith("drawElements") ? 1 : 2;
    WebGL2RenderingContext.prototype[nom] = function (...a) {
      gl.cours += a[rang] * (nom.endsWith("Instanced") ? a.at(-1) : 1);
      return dessiner.apply(this, a);
    };
  }
  const enVue = (n) => n.checkVisibility({ visibilityProperty: true });
  const cadre = () => [...document.querySelectorAll("iframe")].find(enVue)?.contentWindow ?? null;
  const carte = (c) => c && (c.map?._layers ? c.map : c[Object.keys(c).find((k) => /^map_[0-9a-f]{32}$/.test(k))]);
  const lire = () => { // what conditions may look at
    const c = cadre(), leaflet = carte(c);
    return {
      c, gl: gl.dernier, dessins: banc.dessins, etat: c?.cartoEss?.etat() ?? null, leaflet: Boolean(leaflet?._loaded),
      formes: leaflet?._layers ? Object.values(leaflet._layers).filter((l) => l instanceof c.L.Path).length : 0,
      ne: c?.performance.timeOrigin ?? 0,
    };
  };
  const frame = () => new Promise((r) => requestAnimationFrame(r));
  const panneau = () => document.querySelector(".panneau, .ce-panneau")?.textContent ?? "";
  const limite = (promesse, quoi) => Promise.race([promesse, new Promise((_, non) =>
    setTimeout(() => non(new Error(`rien après ${banc.limite} ms : ${quoi}`)), banc.limite))]);
  let avant = {};
  window.banc = {
    geste: 0, dessins: 0, limite: 20000,
    photo: () => { avant = { ...lire(), panneau: panneau() }; return { ...avant, c: null, etat: null }; },
    /** Time at which `condition`, an expression on `e` (now) and `avant`, is true and painted. */
    carte: (condition) => limite(banc.dessiner(condition), condition),
    async dessiner(condition) {
      const vraie = new Function("e", "avant", `return ${condition}`);
      for (;;) {
        await frame();
        if (gl.cours) { gl.dernier = gl.cours; gl.cours = 0; }
        if (vraie(lire(), avant)) break;
      }
      await frame(); await frame();
      return maintenant();
    },
    /** Time at which the panel says something else than at the last photo. */
    panneau: () => limite(new Promise((fini) => {
      const voir = () => { const t = panneau(); if (t && t !== avant.panneau) { o.disconnect(); fini(maintenant()); } };
      const o = new MutationObserver(voir);
      o.observe(document.body, { childList: true, subtree: true, characterData: true });
      voir();
    }), "panneau"),
  };
})();
