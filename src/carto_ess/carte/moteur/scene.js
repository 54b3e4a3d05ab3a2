/** All that one map holds: what it was given, what it made of it, what is under the pointer. */
export class Scene {
  /** @type {any} Leaflet’s map */ carte = null;
  /** @type {Config} */ config;
  /** @type {Topo} what the file holds */ base;
  /** @type {Topo} the same, with the communes of the units opened in their place */ topo;
  /** @type {Map<string, any>} of each unit: "en route", "absent", or its communes */ details = new Map();
  /** @type {Map<string, Ligne[]>} */ lignes = new Map();
  /** @type {Map<string, Motif>} */ motifs = new Map();
  /** @type {Map<string, {blocs: Bloc[], noms: Nom[]}>} labels by view */ etiquettes = new Map();

  /** @type {any} the state as it came */ voulu = null;
  /** @type {Etat} */ etat;
  signature = "";
  /** @type {Vue} what was framed last */ vue = { cle: null, cadre: "" };
  nomme = false; // whether names stand on the land, which is painted before

  a_bouge = false;
  /** @type {string[]} types chosen, here before the server knows; none for all */ types = [];
  /** @type {{types: string[], fin: number} | null} a choice that the server has not answered yet */ attente =
    null;

  /** @type {number[]} zone of each thing drawn */ zones = [];
  /** @type {(string | null)[]} class of each thing drawn,
    null when its communes are drawn instead */ classes = [];
  /** @type {[classe: string, anneaux: Ligne[]][]} */ regions = [];
  /** @type {Ligne[] | null} outline of the units covered in part */ partiels = null;
  /** @type {number[] | null} communes covered in each unit */ couvertes = null;
  /** @type {Bits} */ couverts = null;
  /** @type {Bits} */ parties = null;
  /** @type {Bits} */ inconnus = null;
  /** @type {Bits} */ vides = null;
  /** @type {Bits} */ focus = null;
  /** @type {Lieu[]} */ points = [];
  /** @type {number | null} a thing pressed, until the server answers */ choix = null;
  /** @type {number | null} */ survole = null;

  /** @type {any} canvas of land, borders, focus: repainted when a state comes */ fond = null;
  /** @type {any} canvas of hover, labels, pins: cheap enough to follow the pointer */ dessus = null;
  /** @type {HTMLElement} the whole frame: tiles, map, legend */ cadre;
  /** @type {HTMLElement} */ bulle;
  /** @type {Lieu | number | null} */ sujet = null;
  /** @type {HTMLElement | null} */ region_vive = null;
  /** @type {HTMLElement | null} */ legende = null;
  /** @type {HTMLElement | null} */ alerte = null;
  /** @type {HTMLElement | null} */ retour = null;
  /** @type {Map<string, HTMLElement>} */ vignettes = new Map();
  /** @type {number[][]} arcs at the size of a small map */ mini = [];

  n_clic = 0;
  /** @type {{objet: string, id: string | null, n: number}[]} what was said lately */ dits = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} a click to send once more */ rappel;
  /** @type {Etat | null} the state that Escape asked to leave */ quitte = null;
  fige = 0; // until when a new state does not move the map
  compte = { dessins: 0, peints: 0, dessinees: 0 };
  /** @type {Record<string, number>} */ temps = {};

  sobre = matchMedia("(prefers-reduced-motion: reduce)");
  souris = matchMedia("(any-hover: hover)");

  /** @param {any} carte @param {Config} config */
  constructor(carte, config) {
    this.carte = carte;
    this.config = config;
  }

  /** Colours and lengths. */
  get style() {
    return this.config.style;
  }

  /** @param {string} id @returns {TypeCooperation} */
  type_de(id) {
    return /** @type {TypeCooperation} */ (this.config.types.find((t) => t.id === id));
  }

  /** The types shown: those chosen, or all. */
  get actifs() {
    return this.types.length ? this.types.map((id) => this.type_de(id)) : this.config.types;
  }

  /** The only type shown, if there is one. @returns {TypeCooperation | null} */
  get seul() {
    return this.types.length === 1 ? this.actifs[0] : null;
  }

  /**
   * The territory in focus where the map frames it: what is around is veiled. Beside a table the map keeps
   * the whole in sight, and outlines what is chosen.
   * @returns {Bits}
   */
  get vise() {
    return this.etat?.vue?.cadre === "departement" ? null : this.focus;
  }

  /** Whether what is drawn is so small that a wide hatch would hold one thing and no more. */
  get minuscules() {
    return this.couvertes !== null && this.topo.zoom < 8;
  }

  /** One redraw of both canvases, at the next frame. */
  redessiner() {
    this.fond?.peindre_bientot(); // none before the first state: it is drawn with its canvas
    this.dessus?.peindre_bientot();
  }
}
