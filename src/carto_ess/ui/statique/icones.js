/* Streamlit asks for the letters of its icons (375 KB) before anything is drawn: on a slow line they
   would come before the map, which shows none of them. A page that shows an icon has them asked for
   by its browser; the others, once the files of the map are there. No tag may be written here, not
   even in a comment. */
(() => {
  if (window.cartoEssIcones) return;
  const charger = document.fonts.load.bind(document.fonts), remis = [];
  document.fonts.load = (police, ...suite) => {
    if (!police.includes("Material Symbols")) return charger(police, ...suite);
    remis.push(police);
    return Promise.resolve([]);
  };
  window.cartoEssIcones = () => remis.splice(0).forEach((police) => charger(police).catch(() => {}));
})();
