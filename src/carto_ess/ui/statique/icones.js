/* Streamlit asks for the letters of its icons (375 KB) before anything is drawn: on a slow line they
   would come before the map, which shows none of them. A page that shows an icon has them asked for
   by its browser; the others, once the frame of the map speaks, which it does when it is painted.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssIcones) return;
  window.cartoEssIcones = true;
  const charger = document.fonts.load.bind(document.fonts), remis = [];
  document.fonts.load = (police, ...suite) => {
    if (!police.includes("Material Symbols")) return charger(police, ...suite);
    remis.push(police);
    return Promise.resolve([]);
  };
  addEventListener("message", (e) => {
    if (e.data?.type !== "streamlit:setComponentValue") return;
    for (const police of remis.splice(0)) charger(police).catch(() => {});
  });
})();
