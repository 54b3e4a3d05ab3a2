/* Real tables that sort and show the row chosen, without asking the server.
   A button with data-tri in a header cell sorts by the data-v of its column, rows that tie by their
   data-rang; the link beside it tells the server, which draws the same order and keeps it in the address.
   The row whose data-code is
   the page's data-territoire, or the EPCI of its commune, is the current one.
   No tag may be written here, not even in a comment: the sanitiser would drop the whole script. */
(() => {
  if (window.cartoEssTableaux) return;
  window.cartoEssTableaux = true;
  const valeur = (rang, i) => rang.children[i].dataset.v ?? rang.children[i].textContent.trim();
  const comparer = (a, b) => {
    const nombres = [Number(a), Number(b)];
    return nombres.some(Number.isNaN) ? a.localeCompare(b, "fr", { numeric: true }) : nombres[0] - nombres[1];
  };

  function trier(bouton) {
    const entete = bouton.closest("th"), table = bouton.closest("table"), i = entete.cellIndex;
    const sens = entete.getAttribute("aria-sort") === "descending" ? "ascending"
      : entete.getAttribute("aria-sort") === "ascending" ? "descending" : bouton.dataset.tri;
    table.querySelectorAll("th[aria-sort]").forEach((th) => th.removeAttribute("aria-sort"));
    entete.setAttribute("aria-sort", sens);
    const corps = table.tBodies[0], signe = sens === "ascending" ? 1 : -1;
    [...corps.rows].sort((a, b) => signe * comparer(valeur(a, i), valeur(b, i)) || a.dataset.rang - b.dataset.rang)
      .forEach((r) => corps.append(r));
    const lien = entete.querySelector("a[data-objet]");
    lien.dataset.id = bouton.dataset.colonne + (sens === bouton.dataset.tri ? "" : "-inverse");
    lien.click();
  }

  let colonne = ""; // that of the header that has the focus: drawn anew, it has it again
  addEventListener("focusin", (e) => { colonne = e.target.dataset?.colonne ?? ""; });
  function retrouver() {
    if (colonne && document.activeElement === document.body) document.querySelector(`[data-colonne="${colonne}"]`)?.focus();
  }

  /** Scrolls the table's own box, never the page under the reader. */
  function montrer(rang) {
    const boite = rang.closest(".ce-defile"), haut = rang.offsetTop - boite.clientHeight / 2;
    if (rang.offsetTop < boite.scrollTop + 40 || rang.offsetTop > boite.scrollTop + boite.clientHeight - 40) boite.scrollTop = haut;
  }

  let presse = null; // the row just chosen: seen before the server answers
  function marquer() {
    const panneau = document.querySelector("[data-territoire]")?.dataset ?? {};
    const lignes = [...document.querySelectorAll("tr[data-code]")], a = (code) => lignes.some((r) => r.dataset.code === code);
    const choisi = presse ?? [panneau.territoire, panneau.epci].find((code) => code && a(code)) ?? "";
    document.querySelectorAll("tr[data-code]").forEach((r) => {
      if ((r.dataset.code === choisi) === (r.getAttribute("aria-current") === "true")) return;
      if (r.dataset.code !== choisi) { r.removeAttribute("aria-current"); return; }
      r.setAttribute("aria-current", "true");
      montrer(r);
    });
  }

  document.addEventListener("click", (e) => {
    const bouton = e.target.closest?.("button[data-tri]"), rang = e.target.closest?.("tr[data-code]");
    if (bouton) trier(bouton);
    if (!rang || !e.target.closest("a") || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    presse = rang.dataset.code;
    marquer();
    setTimeout(() => { presse = null; marquer(); }, 3000);
  });
  let attendu = false;
  new MutationObserver(() => {
    retrouver();
    if (attendu) return;
    attendu = true;
    requestAnimationFrame(() => { attendu = false; marquer(); });
  }).observe(document.body, { childList: true, subtree: true });
})();
