import { alerter } from "./noeuds.js";
import { remplir_phrase } from "./textes.js";
import { decoder } from "./topologie.js";

/**
 * The page around the frame may have asked for the file already, while the frame was being made.
 * @param {string} adresse
 */
export async function telecharger(adresse) {
  try {
    const avance = window.parent.cartoEssAvance?.[adresse.split("/").pop() ?? ""];
    if (avance) return await avance;
  } catch {
    /* a page of another origin, or its request failed: ask again */
  }
  const reponse = await fetch(adresse, { cache: "force-cache" });
  if (!reponse.ok) throw new Error(`${adresse}: HTTP ${reponse.status}`);
  return reponse.json();
}

/**
 * Asks for the communes of units; the state is drawn again when they come, and their absence said.
 * @param {Scene} scene @param {Forme[]} unites @param {() => void} redessiner
 */
export function demander({ config, details }, unites, redessiner) {
  for (const u of unites) {
    if (!u.d || details.has(u.c)) continue;
    details.set(u.c, "en route");
    telecharger(`${config.details}${u.d}`)
      .then(decoder)
      .catch((erreur) => {
        console.error(erreur);
        return "absent";
      })
      .then((detail) => {
        details.set(u.c, detail);
        redessiner();
      });
  }
}

/** @param {Scene} scene @param {Forme[]} unites */
export function dire_absents(scene, unites) {
  const { details, config } = scene,
    absents = unites.filter((u) => details.get(u.c) === "absent");
  for (const [cle, detail] of details) {
    // asked for again the next time
    if (detail === "absent" && !absents.some((u) => u.c === cle)) details.delete(cle);
  }
  scene.alerte?.remove();
  const phrase = absents.length ? remplir_phrase(config.textes.erreur_detail, absents[0]) : null;
  scene.alerte = phrase && alerter(scene, phrase);
}
