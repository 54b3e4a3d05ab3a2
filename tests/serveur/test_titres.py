"""A link shared on a messenger, which runs no script, is named after what it shows."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from carto_ess.ui.titres import DESCRIPTION_MAX, SITE
from hostile import TEXTES, write_hostile
from serveurs import ask, serving


class Tete(HTMLParser):
    """Reads the title and the metas of a page as a messenger does."""

    def __init__(self):
        super().__init__()
        self.titre, self.metas, self.balises = "", {}, []
        self._dans_titre = False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.balises.append(tag)
        self._dans_titre = tag == "title"
        if tag == "meta" and ("name" in attrs or "property" in attrs):
            self.metas[attrs.get("name") or attrs["property"]] = attrs["content"]

    def handle_data(self, data):
        if self._dans_titre:
            self.titre += data

    def handle_endtag(self, _):
        self._dans_titre = False


def read_head(port, chemin):
    reponse = ask(port, chemin)
    assert reponse.status == 200
    tete = Tete()
    tete.feed(reponse.corps.decode("utf-8").partition("</head>")[0])
    assert tete.metas["og:title"] == tete.titre
    assert tete.metas["og:description"] == tete.metas["description"]
    return tete


CALAIS = "CA Grand Calais Terres et Mers"


@pytest.mark.parametrize(
    ("chemin", "titre", "dit"),
    [
        ("/", "", "qui appeler"),
        ("/fiches", "Fiches – ", "coopérations de l’ESS recensées"),
        ("/a-propos", "À propos – ", "Sources"),
        ("/?epci=200069037", "CA du Pays de Saint-Omer – ", "habitants"),
        ("/?commune=62765", "Saint-Omer – ", "habitants"),
        ("/?pays=pays-du-calaisis", "Pays du Calaisis – ", "sans coopération recensée"),
        ("/territoires?epci=200090751", f"{CALAIS} – Territoires à couvrir – ", "14 communes"),
        ("/territoire?epci=200090751", f"{CALAIS} – Page pour le conseil – ", "Aucune coopération"),
        ("/fiches?fiche=galilee", "GALILÉE – Fiches – ", "Structure d’appui"),
        ("/?fiche=bou-sol", "Bou’Sol, monnaie locale du Boulonnais – ", "Regroupement"),
        ("/?type=mutualisation", "Mutualisation – ", "3 coopérations recensées"),
        (
            "/?type=mutualisation&type=structure_appui",
            "Mutualisation et Structure d’appui – ",
            "4 coopérations recensées",
        ),
        (
            "/comparer?epci=200090751&epci=200033579",
            f"{CALAIS} et CU d’Arras – Comparer – ",
            "côte à côte",
        ),
        ("/cooperer?commune=62498&reponse=taille.stable", "Lens – Coopérer – ", "forme"),
        ("/?epci=246200455&utm_source=x", "CA du Pays de Saint-Omer – ", "habitants"),
    ],
)
def test_a_link_is_named_after_what_it_shows(port, chemin, titre, dit):
    tete = read_head(port, chemin)
    assert tete.titre == titre + SITE
    assert dit in tete.metas["description"]


@pytest.mark.parametrize(
    "requete",
    [
        "fiche=nulle",
        "epci=1&commune=99999&pays=x",
        "type=x&echelle=y&millesime=1",
        "q=" + "x" * 5000,
        "&".join(f"a{n}=1" for n in range(400)),
        "%ff%00=%fe&epci=%00",
        "commune=62765&commune=" + quote("<script>"),
        "epci=" + quote("</title><script>"),
    ],
)
@pytest.mark.parametrize("page", ["/", "/fiches", "/comparer", "/territoire"])
def test_an_address_that_means_nothing_still_gives_the_page_its_name(port, page, requete):
    tete = read_head(port, f"{page}?{requete}")
    assert tete.titre.endswith(SITE)
    assert "title" in tete.balises
    assert "<" not in tete.titre
    assert tete.metas["description"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("hostile")
    referentiel = write_hostile(dossier / "referentiel")
    with serving(dossier / "journal", CARTO_ESS_REFERENTIEL=str(referentiel)) as port:
        yield port


@pytest.mark.parametrize("nom", TEXTES)
def test_a_hostile_name_stays_text(hostile, nom):
    page = ask(hostile, f"/fiches?fiche={nom}").corps.decode("utf-8")
    assert page.count("<title>") == 1
    titre = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert "<" not in titre
    assert " ".join(unescape(titre).split()).endswith(f"Fiches – {SITE}")
    tete = read_head(hostile, f"/fiches?fiche={nom}")
    assert set(tete.metas) == {
        "viewport", "description", "og:title", "og:description", "og:type", "og:locale",
        "og:site_name", "twitter:card",
    }  # fmt: skip
    assert len(tete.metas["description"]) <= DESCRIPTION_MAX + 1


def test_data_that_cannot_be_read_leave_the_page_its_name(tmp_path):
    with serving(tmp_path / "journal", CARTO_ESS_REFERENTIEL=str(tmp_path / "absent")) as port:
        assert read_head(port, "/fiches?fiche=galilee").titre == f"Fiches – {SITE}"
