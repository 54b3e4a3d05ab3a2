/* The files of the map's frame are asked for by the page, all at once, while the frame is being made:
   it would ask for them one after the other, and a slow line would wait for nothing in between. What
   does not come is asked for again by the frame. No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssDevancer) return;
  const avance = (window.cartoEssAvance = {}); // geometries, by their file's name: see `details.js`
  const deja = new Set();
  const demander = (adresse) => fetch(adresse, { priority: "low", cache: "force-cache" })
    .then((r) => r.ok ? r : Promise.reject(r.status));
  function devancer(adresse) {
    const nom = adresse.split("/").pop();
    if (!nom.endsWith(".json")) {
      demander(adresse).then((r) => r.blob()).catch(() => {}); // read to its end, or nothing keeps it
      return;
    }
    avance[nom] = demander(adresse).then((r) => r.json());
    avance[nom].catch(() => delete avance[nom]); // the frame says what went wrong
  }
  window.cartoEssDevancer = (adresses) => {
    adresses.filter((a) => !deja.has(a)).forEach((a) => { deja.add(a); devancer(a); });
  };
})();
