"""How the house stands: a département that only the data know, thin pages, locked packages."""

import re
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from petit_monde import RACINE

PAQUET = RACINE / "src" / "carto_ess"
MODULES = sorted(PAQUET.rglob("*.py"))
_MOTIFS = ("*.py", "*.js", "*.html", "*.css", "*.typ")
_DOSSIERS = (PAQUET, RACINE / "pages")
CODE = [RACINE / "app.py", *(f for m in _MOTIFS for d in _DOSSIERS for f in sorted(d.rglob(m)))]


def test_the_departement_is_in_the_data_and_nowhere_in_the_code():
    motif = re.compile(r"Pas-de-Calais|Saint-Omer|[\"'`>]62\b", re.IGNORECASE)
    trouves = []
    for fichier in CODE:
        texte = fichier.read_text("utf-8")
        if fichier.suffix == ".py":  # an example in a docstring is a help, not a rule
            texte = re.sub(r'"""[\s\S]*?"""|#.*', "", texte)
        trouves += [f"{fichier.name}: {m.group(0)}" for m in motif.finditer(texte)]
    assert trouves == []


def test_no_module_says_nothing_by_its_name():
    assert not {"utils", "helpers", "common", "misc"} & {m.stem for m in MODULES}


def test_no_two_public_classes_share_a_name():
    noms = re.findall(
        r"^class ([A-Z]\w+)", "\n".join(m.read_text("utf-8") for m in MODULES), re.MULTILINE
    )
    assert sorted({nom for nom in noms if noms.count(nom) > 1}) == []


def test_the_top_of_a_room_says_what_it_is_in_a_few_lines():
    longs = {
        str(m.parent.name): n
        for m in PAQUET.rglob("__init__.py")
        if (n := len(m.read_text("utf-8").splitlines())) > 15
    }
    assert longs == {}


def test_only_what_every_room_stands_on_lies_flat():
    permis = {
        "__init__",
        "__main__",
        "_errors",
        "texte",
        "francais",
        "fichier",
        "bascule",
        "style",
        "gabarit",
        "reglages",
    }
    assert {m.stem for m in PAQUET.glob("*.py")} <= permis


def test_no_test_module_is_a_library_for_another():
    motif = re.compile(r"^\s*(?:from|import) (?:[\w.]+\.)?test_\w+", re.MULTILINE)
    essais = (RACINE / "tests").rglob("*.py")
    assert [f.name for f in essais if motif.search(f.read_text("utf-8"))] == []


def test_pages_are_thin():
    longues = {
        f.name: n
        for f in (RACINE / "pages").glob("*.py")
        if (n := len(f.read_text("utf-8").splitlines())) > 60
    }
    assert longues == {}


VERROU = (RACINE / ".ci" / "constraints.txt").read_text("utf-8").splitlines()


def list_needed(nom, extras, vus):
    """Gather in `vus` all that pip installs for a distribution, as the installed ones say it."""
    try:
        besoins = [Requirement(besoin) for besoin in requires(nom) or ()]
    except PackageNotFoundError:  # not for this machine
        return vus
    for besoin in besoins:
        marques = [{"extra": extra} for extra in (*extras, "")]
        cle = canonicalize_name(besoin.name)
        utile = besoin.marker is None or any(besoin.marker.evaluate(m) for m in marques)
        if utile and (cle, frozenset(besoin.extras)) not in vus:
            vus.add((cle, frozenset(besoin.extras)))
            list_needed(besoin.name, besoin.extras, vus)
    return vus


def test_the_lock_pins_exactly_all_that_the_tests_install():
    """What is not pinned is audited by nobody."""
    motif = re.compile(r"([a-z0-9][a-z0-9.-]*)==[0-9][0-9a-z.]*( ; .+)?")
    lus = [motif.fullmatch(ligne) for ligne in VERROU]
    assert [ligne for ligne, lu in zip(VERROU, lus, strict=True) if lu is None] == []
    verrouilles = {canonicalize_name(lu[1]) for lu in lus}
    besoins = {nom for nom, _ in list_needed("carto-ess", ("dev", "geodata"), set())}
    assert len(besoins) > 60
    assert besoins - verrouilles - {"carto-ess"} == set()
