"""The page bends to its reader: no motion, forced colours."""

import zipfile

import pytest
from playwright.sync_api import expect

from acces import ETATS, open_etat, wait_for_calm
from petit_monde import GEODATA


def test_who_wants_no_motion_gets_none(visiter):
    visite = visiter(reduced_motion="reduce").open()
    lents = """() => [...document.querySelectorAll("*")].filter((n) => {
      const s = getComputedStyle(n), duree = (t) => Math.max(...t.split(",").map(parseFloat));
      const anime = s.animationName !== "none" && duree(s.animationDuration) > 0.011;
      return anime || duree(s.transitionDuration) > 0.011;
    }).map((n) => `${n.tagName}.${n.className}`)"""
    assert visite.page.evaluate(lents) == []
    assert visite.cadre.evaluate(lents) == []
    assert visite.cadre.evaluate("map._zoomAnimated") is False


FONDS = """(noeuds) => noeuds.map((n) => { const s = getComputedStyle(n);
  return [s.backgroundColor, s.color, s.outlineStyle].join("|"); })"""


def _differ(page, choisi, autre):
    un, deux = (page.locator(s).evaluate_all(FONDS) for s in (choisi, autre))
    assert un
    assert deux
    return not set(un) & set(deux)


@pytest.mark.parametrize("schema", ["light", "dark"])
def test_forced_colours_still_tell_states_apart(visiter, schema):
    visite = visiter(forced_colors="active", color_scheme=schema)
    open_etat(visite, ETATS["territoires, choisi"])
    page = visite.page
    assert _differ(page, "[role=radio][aria-checked=true]", "[role=radio][aria-checked=false]")
    chiffre = page.locator(".ce-chiffres a").first
    chiffre.click()
    expect(chiffre).to_have_attribute("aria-current", "true")
    assert _differ(page, ".ce-chiffres a[aria-current=true]", ".ce-chiffres a:not([aria-current])")
    chiffre.click()
    expect(page.locator(".ce-chiffres [aria-current]")).to_have_count(0)
    wait_for_calm(page)
    assert _differ(page, "tr[aria-current=true]", "tbody tr:not([aria-current])")
    assert _differ(page, ".ce-barre.ce-couvert > span", ".ce-barre.ce-couvert")
    assert (
        page.locator(".ce-aucune")
        .first.evaluate("(n) => getComputedStyle(n).backgroundImage")
        .startswith("repeating-linear-gradient")
    )
    motifs = "(n) => n.map((p) => getComputedStyle(p).background)"
    pastilles = visite.cadre.locator(".carto-pastille").evaluate_all(motifs)
    assert len(set(pastilles)) == len(pastilles) >= 4


def test_forced_colours_show_the_answer_chosen_and_the_switch(visiter):
    visite = visiter(forced_colors="active")
    page = visite.page
    open_etat(visite, ETATS["coopérer"])
    rond = "[data-testid=stRadioOption]{} > div > div:first-child > div"
    assert _differ(page, rond.format("[data-selected=true]"), rond.format(":not([data-selected])"))
    open_etat(visite, ETATS["portrait, EPCI"])
    bouton = "[data-testid=stCheckbox] label > div > div:empty"
    assert _differ(page, bouton, "[data-testid=stCheckbox] label > div:has(> div:empty)")


BRISES = """tds => tds.filter(td => {
  const texte = document.createRange();
  texte.selectNodeContents(td);
  const lignes = new Set([...texte.getClientRects()].map(r => Math.round(r.top)));
  return lignes.size > 1 || td.scrollWidth > td.clientWidth;
}).map(td => td.innerText)"""


def test_on_a_phone_a_fault_is_a_card_whose_names_are_whole(telephone, tmp_path):
    fichier = tmp_path / "r.zip"
    with zipfile.ZipFile(fichier, "w") as archive:
        for nom in ("fiches.csv", "couvertures.csv"):
            texte = (GEODATA / "referentiel" / nom).read_text(encoding="utf-8-sig")
            archive.writestr(nom, texte.replace("@", "(at)"))
    page = telephone.page
    page.goto(f"{telephone.adresse}/referentiel")
    page.locator("input[type=file]").first.set_input_files(fichier)
    noms = page.locator(".ce-cause[open] td[data-titre=Fiche]")
    expect(noms.first).to_be_visible()
    assert noms.evaluate_all(BRISES) == []
    assert telephone.largeur <= 390
