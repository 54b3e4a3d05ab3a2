"""« Où agir d’abord ? » on the page of gaps: the plan, its steps, those taken out."""

import html as balises
import re

from ecran import open_page, read_html


def run(**params):
    return open_page("pages/territoires.py", **params)


def list_steps(page):
    return re.findall(r'data-objet="epci" data-id="(\d{9})">', read_plan(page))


def read_plan(page):
    texte = read_html(page)
    return texte[texte.index('id="agir"') :]


def test_the_plan_says_what_it_reaches_and_its_hypothesis_in_full():
    plan = balises.unescape(read_plan(run(type="collectif_acteurs_ess")))
    assert "478\u202f130 habitants sur les 645\u202f983 à 698\u202f862" in plan
    assert "une structure voisine s’étend à l’EPCI entier" in plan
    assert "Habitants encore sans coopération" in plan
    assert 'href="tel:' in plan


def test_a_slider_chooses_how_many_extensions():
    page = run()
    assert len(list_steps(page)) == 3
    page.slider(key="p_nombre").set_value(1).run()
    assert not page.exception
    assert len(list_steps(page)) == 1


def test_a_step_taken_out_makes_another_plan_and_can_be_put_back():
    page = run(type="collectif_acteurs_ess")
    avant = list_steps(page)
    page.button(key="plan_sans_1").click().run()
    assert not page.exception
    assert "ne s’étendra pas à la" in balises.unescape(read_plan(page))
    page.button(key="plan_remettre").click().run()
    assert list_steps(page) == avant
