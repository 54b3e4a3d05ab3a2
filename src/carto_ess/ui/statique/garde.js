/* The map's frame outlives its page, out of sight (`pages/carte.py`), as large as it was on screen: the
   map would be laid out anew, twice, in a box of another size. Which map is in sight is told here too.
   No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssCarte) return;
  const racine = document.documentElement;
  let suivi = null;

  /** The frame of the map that the page shows, if it shows one. */
  window.cartoEssCarte = () =>
    document.querySelector("[class*='st-key-carte']:not(.st-key-ecran_carte:has([data-hors-vue]) *) iframe");

  const taille = new ResizeObserver(() => {
    if (window.cartoEssCarte() !== suivi) return;
    const { width, height } = suivi.getBoundingClientRect(); // to the fraction of a pixel
    racine.style.setProperty("--ce-garde-l", `${width}px`);
    racine.style.setProperty("--ce-garde-h", `${height}px`);
  });
  new MutationObserver(() => {
    const cadre = document.querySelector(".st-key-ecran_carte .st-key-carte iframe");
    if (!cadre || cadre === suivi) return;
    taille.disconnect();
    taille.observe(suivi = cadre);
  }).observe(document.body, { childList: true, subtree: true });
})();
