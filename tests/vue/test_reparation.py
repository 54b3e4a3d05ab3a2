"""What the way of an address added is taken off, without a word; what it says is left."""

import pytest

from carto_ess.vue.adresse import parse_vue
from carto_ess.vue.reparation import repair


@pytest.mark.parametrize(
    ("params", "attendu"),
    [
        ({"commune": ["62765."]}, {"commune": ["62765"]}),
        ({"commune": ["62765)"]}, {"commune": ["62765"]}),
        ({"commune": [" 62 765 "]}, {"commune": ["62765"]}),
        ({"commune": ["\u200b62765\u00a0»"]}, {"commune": ["62765"]}),
        ({"commune": ["2a004"]}, {"commune": ["2A004"]}),
        ({"epci": ["246 200 455"]}, {"epci": ["246200455"]}),
        ({"amp;type": ["mutualisation"]}, {"type": ["mutualisation"]}),
        ({"amp;amp;type": ["Mutualisation"]}, {"type": ["mutualisation"]}),
        ({"TYPE": ["mutualisation,regroupement"]}, {"type": ["mutualisation", "regroupement"]}),
        ({"Commune": ["62765"], " epci": ["1"]}, {"commune": ["62765"], "epci": ["1"]}),
        ({"fiche": ["Galilée."]}, {"fiche": ["galilee"]}),
        ({"fiche": ["inconnue"]}, {"fiche": ["inconnue"]}),
        ({"pays": ["Pays d’Artois"]}, {"pays": ["pays-d-artois"]}),
        ({"commune": ["\ufeff62765\u2060"]}, {"commune": ["62765"]}),
        (
            {"commune": ["62765]"], "epci": ["<246200455>"]},
            {"commune": ["62765"], "epci": ["246200455"]},
        ),
        ({"epci": ["246.200.455"]}, {"epci": ["246200455"]}),
        ({"commune": ["62765%20"]}, {"commune": ["62765"]}),
        ({"commune": ["62765%2520%25C2%25A0"]}, {"commune": ["62765"]}),
        ({"commune%3D62765": [""]}, {"commune": ["62765"]}),
        (
            {"commune=62765&type=mutualisation": [""]},
            {"commune": ["62765"], "type": ["mutualisation"]},
        ),
        ({"commune": ["62765?fbclid=IwAR0"]}, {"commune": ["62765"]}),
        (
            {"commune": ["62765&amp;type=mutualisation"]},
            {"commune": ["62765"], "type": ["mutualisation"]},
        ),
        (
            {"type": ["Structure d’appui", "structure-appui"]},
            {"type": ["structure_d_appui", "structure_appui"]},
        ),
        ({"?commune": ["62765"], "amp": [""]}, {"commune": ["62765"]}),
        ({"q": ["100 % (R&D ; a=b)"]}, {"q": ["100 % (R&D ; a=b)"]}),
        ({"q": ["aide (domicile)."]}, {"q": ["aide (domicile)."]}),
    ],
)
def test_what_came_along_is_taken_off(params, attendu):
    assert repair(params, {"galilee"}) == attendu


@pytest.mark.parametrize(
    "suiveur",
    [
        "fbclid",
        "gclid",
        "utm_source",
        "utm_campaign",
        "msclkid",
        "mc_cid",
        "_ga",
        "igshid",
        "xtor",
        "UTM_Medium",
        "amp;utm_term",
        "ref",
        "srsltid",
        "_gac",
        "gad_source",
        "wt_mc",
        "mkt_tok",
        "ysclid",
        "wbraid",
        "__hstc",
        "_hsenc",
        "trkCampaign",
        "sc_channel",
        "fb_action_ids",
        "at_medium",
        "elqTrackId",
        "cmpid",
        "%75tm_id",
        "dm_i",
    ],
)
def test_what_networks_add_is_ignored_without_a_notice(decoupages, suiveur):
    vue, avis = parse_vue({"commune": ["99004"], suiveur: ["x"]}, decoupages, ["alpha"])
    assert (vue.commune, avis) == ("99004", ())


@pytest.mark.parametrize("nom", ["comune", "sources", "at", "fbi", "utm", "atelier", "preference"])
def test_what_is_unknown_for_good_is_still_said(decoupages, nom):
    _, avis = parse_vue({nom: ["99004"]}, decoupages, ["alpha"])
    assert len(avis) == 1


def test_a_mended_address_is_opened_without_a_notice(decoupages):
    params = {"commune": ["99004)."], "amp;fiche": ["Alpha»"], "millesime": ["2015 "]}
    vue, avis = parse_vue(params, decoupages, ["alpha"])
    assert (vue.commune, vue.fiche, vue.millesime, avis) == ("99004", "alpha", 2015, ())
