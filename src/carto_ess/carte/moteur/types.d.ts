/** What the modules of the engine hand to each other; read by the type checker alone, never served. */

type Scene = import("./scene.js").Scene;
type Ctx = CanvasRenderingContext2D;
type Ligne = number[]; // arcs end to end: ~a is the arc a, followed backwards
type Boite = [x1: number, y1: number, x2: number, y2: number];
type Bits = number[] | null;
type Point2 = { x: number; y: number };
type Enfant = Node | string | number | null | undefined | false;

/** Leaflet is a classic script that comes before ours. */
declare const L: any;

interface Window {
  cartoEss: unknown;
  cartoEssConnexion: { entendre(message: MessageEvent): void };
  cartoEssAvance?: Record<string, Promise<TopoJSON> | undefined>;
  cartoEssLiens?: (e: MouseEvent) => void;
  cartoEssHistorique?: { presser(): void; reprendre(): Promise<void> };
  Streamlit?: { setComponentValue(valeur: unknown): void };
}

interface TypeCooperation {
  id: string;
  nom: string;
  aucun: string;
  couleur: string;
  contour: string;
  glyphe: string;
}

/**
 * Colours by name, all from Python; `nombre`: of 1 to 5 types present, `teintes`: of 1, 2, 3 fiches of one
 * type.
 */
interface Style extends Record<string, any> {
  nombre: string[];
  teintes: number[];
}

interface Config {
  topologie: string;
  details?: string;
  langue?: string;
  pret?: boolean;
  vignettes?: boolean;
  police?: string;
  feuille?: string;
  tuiles: null | { url: string; attribution: string; options: object };
  types: TypeCooperation[];
  /** Seas, each with places where its name may stand, the best first. */
  mers?: [nom: string, lieux: [lat: number, lng: number][]][];
  style: Style;
  donnees?: TopoJSON;
  textes: Record<string, any>;
}

interface Effectif {
  communes: string;
  part: string;
}

interface Etat {
  millesime: number;
  types: string[];
  zones?: string;
  tables: number[][];
  signes?: string;
  effectifs: Record<string, Effectif>;
  territoire?: string | null;
  niveau?: "epci" | "pays" | "commune";
  commune?: string | null;
  sujet?: string;
  foyer?: [string, string] | null;
  inconnus?: string | null;
  vides?: string;
  incertains?: Record<string, string>;
  etapes?: [siren: string, rang: number][];
  libelle_vide?: string;
  annonce: string;
  fiche?: null | { id: string; type: string; communes: string; departements?: string[]; parts?: string };
  clic?: "commune";
  ouverts?: string[];
  couvertes?: string;
  points?: any[][];
  vue?: Vue;
  couches: Record<string, boolean | undefined>;
}

interface Vue {
  cle: string | null;
  cadre: string;
}

interface TopoJSON {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: [number, number][][];
  objects: Record<string, { geometries: any[] }>;
  carto: Carto;
}

interface Carto {
  millesimes: number[];
  epci: Record<string, [siren: string, nom: string][]>;
  pays: [string, string][];
  dessins?: Record<string, number>;
}

/**
 * A commune, or a unit (EPCI) where the file holds those: code, name, population, ranks of its EPCI and Pays.
 */
interface Forme {
  c: string;
  n: string;
  p: number;
  e: number[];
  y: number | null;
  anneaux: Ligne[];
  arcs: number[];
  boite: Boite;
  d?: string;
  m: number;
  unite?: string;
  place?: number;
  x?: boolean;
}

interface Topo {
  arcs: Float64Array[];
  bouts: [number, number][];
  bords: number[][];
  communes: Forme[];
  carto: Carto;
  cle: string;
  caches: Set<number>;
  ouverts: string;
  boite: Boite;
  departements: Forme[];
  rang: Map<string, number>;
  noms: Forme[];
  k: number;
  o: Point2;
  zoom: number;
  ecran: number[][];
}

interface Lieu {
  id: string;
  nom: string;
  type: string;
  nature: string;
  lon: number;
  lat: number;
  lieu: string;
  x: number;
  y: number;
  ax: number;
  ay: number;
}

/** Rank of the territory in each cell of a grid over the map, -1 for none; layer pixels. */
interface Trame {
  x0: number;
  y0: number;
  pas: number;
  l: number;
  h: number;
  cases: Int16Array;
}

/** A name over its pill of signs: where it stands, where its land is. */
interface Bloc {
  rang: number;
  lignes: string[];
  signes: Signe[];
  taille: number;
  rayon: number;
  l: number;
  h: number;
  x: number;
  y: number;
  px: number;
  py: number;
  rappel: boolean;
  suite?: string;
}

/**
 * How much of a type a territory has: 0 none, 1 in some communes, 2 in all, x unknown; and how many fiches.
 */
interface Signe {
  type: TypeCooperation;
  n: number;
  etat: "0" | "1" | "2" | "x";
}

interface Nom {
  texte: string;
  x: number;
  y: number;
  gras: boolean;
  point?: Point2;
  ancre: CanvasTextAlign;
}

interface Motif extends CanvasPattern {
  toile: HTMLCanvasElement;
  cote: number;
  svg: string;
}
