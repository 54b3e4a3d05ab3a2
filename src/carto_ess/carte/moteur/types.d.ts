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
  cartoEssAvance?: Record<string, Promise<TopoJSON> | undefined>;
  cartoEssLiens?: (e: MouseEvent) => void;
  Streamlit?: { setComponentValue(valeur: unknown): void };
}

interface TypeCooperation { id: string; nom: string; couleur: string; contour: string; glyphe: string }

interface Config {
  topologie: string; details?: string; langue?: string; pret?: boolean;
  tuiles: null | { url: string; attribution: string; options: object };
  types: TypeCooperation[]; donnees?: TopoJSON; textes: Record<string, any>;
}

interface Etat {
  millesime: number; mode: string; types: string[]; zones?: string; tables: number[][];
  effectifs?: Record<string, number | string>; epci?: string | null; commune?: string | null;
  fiche?: null | { id: string; type: string; communes: string; departements?: string[]; parts?: string };
  inconnus?: string | null; annonce: string;
  vides?: string; libelle_vide?: string; territoire?: string | null;
  ouverts?: string[]; couvertes?: string; points?: any[][]; vue?: Vue; couches: Record<string, boolean>;
}

interface Vue { cle: string | null; cadre: string }

interface TopoJSON {
  transform: { scale: [number, number]; translate: [number, number] };
  arcs: [number, number][][]; objects: Record<string, { geometries: any[] }>; carto: Carto;
}

interface Carto {
  millesimes: number[]; epci: Record<string, [siren: string, nom: string][]>; pays: [string, string][];
  dessins?: Record<string, number>;
}

/** A commune, or a unit (EPCI) where the file holds those: code, name, population, ranks of its EPCI and Pays. */
interface Forme {
  c: string; n: string; p: number; e: number[]; y: number | null;
  anneaux: Ligne[]; arcs: number[]; boite: Boite;
  d?: string; m: number; unite?: string; place?: number;
}

interface Topo {
  arcs: Float64Array[]; bouts: [number, number][]; bords: number[][]; communes: Forme[];
  carto: Carto; cle: string;
  caches: Set<number>; ouverts: string; boite: Boite; voisins: (Forme & { x?: boolean })[];
  rang: Map<string, number>; noms: Forme[]; k: number; o: Point2; zoom: number; ecran: number[][];
}

interface Lieu {
  id: string; nom: string; type: string; nature: string; lon: number; lat: number; lieu: string;
  x: number; y: number; ax: number; ay: number;
}

interface Legende {
  boite: HTMLDetailsElement; liste: HTMLElement; cle: string; hauteur: number;
  coin?: HTMLElement; dessous?: boolean;
}
