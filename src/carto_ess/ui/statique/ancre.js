/* A link to a section (/cooperer#glossaire) is followed by the browser before the page is drawn:
   followed again once it is, once per address. */
(() => {
  if (window.cartoEssAncre === location.href) return;
  window.cartoEssAncre = location.href;
  const ancre = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (ancre) requestAnimationFrame(() => ancre.scrollIntoView());
})();
