/* What is waited for is shown soon, and in words when it lasts; without a stream for long: why, and
   what works without. No tag may be written here, not even in a comment. */
(() => {
  if (window.cartoEssAttente) return;
  const BIENTOT = 250, LONGTEMPS = 4000;
  let minuteur = 0, doute = 0, source = "";

  function phrase(nom, texte) {
    let boite = document.getElementById(`ce-${nom}`);
    if (!boite && texte) {
      boite = document.createElement("div");
      boite.id = `ce-${nom}`;
      boite.setAttribute("role", nom === "attente" ? "status" : "alert");
      document.body.append(boite);
    }
    if (boite && boite.dataset.dit !== texte) {
      boite.dataset.dit = texte;
      boite.textContent = texte;
      boite.hidden = !texte;
    }
    return boite;
  }
  function dire(texte) {
    const boite = phrase("connexion", texte);
    if (!texte || !boite || boite.querySelector("a")) return;
    const lien = document.createElement("a");
    lien.href = `${source || "./"}secours`;
    lien.textContent = "Voir ce qui marche sans elle\u00a0: la carte en un fichier, les données";
    boite.append(lien);
  }

  window.cartoEssAttente = {
    /** Where the app is, for the link to what works without a stream. */
    situer(racine) { source = racine; },
    montrer(enCours, fichiers) {
      clearTimeout(minuteur);
      const racine = document.documentElement;
      if (!enCours && !fichiers) { racine.classList.remove("ce-attend"); phrase("attente", ""); return; }
      minuteur = setTimeout(() => {
        racine.classList.add("ce-attend");
        phrase("attente", fichiers ? "Préparation du fichier…" : "Chargement…");
        minuteur = setTimeout(() => {
          phrase("attente", fichiers
            ? "Préparation du fichier… Le serveur en fait quelques-uns à la fois\u00a0: le vôtre attend peut-être son tour."
            : "Le serveur met du temps à répondre…");
        }, LONGTEMPS);
      }, racine.classList.contains("ce-attend") ? 0 : BIENTOT);
    },
    /** The stream is cut, or was never there, for as long as that. */
    douter(duree, ouverte) {
      clearTimeout(doute);
      doute = setTimeout(() => {
        dire(ouverte
          ? "La connexion au serveur est coupée\u00a0: la page la reprend d’elle-même, et rien n’est perdu de ce que dit son adresse. "
          : "Le serveur ne répond pas à cette page depuis dix secondes. Il est arrêté, ou le réseau où vous êtes (proxy, pare-feu) bloque les connexions «\u00a0WebSocket\u00a0» dont elle a besoin\u00a0: demandez à qui le tient de les permettre. ");
      }, duree);
    },
    rassurer() { clearTimeout(doute); dire(""); },
  };
})();
