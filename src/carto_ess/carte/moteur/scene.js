/** All that one map holds: what it was given, what it made of it, what is under the pointer. */
export class Scene {
  /** @type {any} Leaflet’s map */ carte = null;
  /** @type {Config} */ config;
  /** @type {Topo} what the file holds */ base;
  /** @type {Topo} the same, with the communes of the units opened in their place */ topo;
  /** @type {Map<string, any>} of each unit: "en route", "absent", or its communes */ details = new Map();
  /** @type {Map<string, Ligne[]>} */ lignes = new Map();
  /** @type {Map<string, any>} */ motifs = new Map();

  /** @type {any} the state as it came */ voulu = null;
  /** @type {Etat} */ etat;
  signature = "";
  /** @type {Vue} what was framed last */ vue = { cle: null, cadre: "" };
  a_bouge = false;
  /** @type {Record<string, boolean>} layers that the reader chose in the frame */ couches = {};

  /** @type {number[]} zone of each thing drawn */ zones = [];
  /** @type {[classe: string, anneaux: Ligne[]][]} */ regions = [];
  /** @type {Ligne[] | null} outline of the units covered in part */ partiels = null;
  /** @type {number[] | null} communes covered in each unit */ couvertes = null;
  /** @type {Bits} */ couverts = null;
  /** @type {Bits} */ parties = null;
  /** @type {Bits} */ inconnus = null;
  /** @type {Bits} */ vides = null;
  /** @type {(number | boolean)[] | null} */ dedans = null;
  /** @type {Lieu[]} */ points = [];
  /** @type {number | null} */ choix = null;
  /** @type {number | null} */ survole = null;

  /** @type {any} canvas of communes, borders, fiche: repainted when a state comes */ fond = null;
  /** @type {any} canvas of hover, names, points: cheap enough to follow the pointer */ dessus = null;
  /** @type {any} */ infobulle = null;
  /** @type {HTMLElement | null} */ region_vive = null;
  /** @type {Legende | null} */ legende = null;
  /** @type {HTMLElement | null} */ alerte = null;

  n_clic = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} a click to send once more */ rappel;
  /** @type {Etat | null} the state that Escape asked to leave */ quitte = null;
  compte = { dessins: 0, peints: 0, dessinees: 0 };
  /** @type {Record<string, number>} */ temps = {};

  sobre = matchMedia("(prefers-reduced-motion: reduce)");
  souris = matchMedia("(any-hover: hover)");

  /** @param {any} carte @param {Config} config */
  constructor(carte, config) {
    this.carte = carte;
    this.config = config;
  }

  /** @param {string} id @returns {TypeCooperation} */
  type_de(id) {
    return /** @type {TypeCooperation} */ (this.config.types.find((t) => t.id === id));
  }

  /** Whether what is drawn is so small that a wide stripe would hold one thing and no more. */
  get minuscules() {
    return this.couvertes !== null && this.topo.zoom < 8;
  }

  /** One redraw of both canvases, at the next frame. */
  redessiner() {
    this.fond.peindre_bientot();
    this.dessus.peindre_bientot();
  }
}
