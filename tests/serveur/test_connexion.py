"""The numbers by which the page reads its own stream are Streamlit's: an upgrade breaks it here."""

import re

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from carto_ess.ui.habillage import read_tete


def read_numbers(nom):
    """Return the numbers that the script gives to fields, by name."""
    corps = re.search(rf"const {nom} = \{{(.*?)\}};", read_tete(), re.DOTALL).group(1)
    return {cle: int(n) for cle, n in re.findall(r"(\w+): (\d+)", corps)}


def test_the_numbers_of_the_fields_are_those_of_streamlit():
    for nom, message in (("ALLER", BackMsg), ("ETAT", ClientState), ("RETOUR", ForwardMsg)):
        lus = read_numbers(nom)
        assert lus, nom
        assert lus == {cle: message.DESCRIPTOR.fields_by_name[cle].number for cle in lus}
    adresse = int(re.search(r"const ADRESSE = (\d+)", read_tete()).group(1))
    assert ContextInfo.DESCRIPTOR.fields[adresse - 1].name == "url"


def test_the_script_holds_no_tag_and_stands_before_streamlits_own():
    from carto_ess.serveur.accueil import _translate

    assert "</" not in read_tete()
    page = _translate(b"<html><head><script type=module></script></head></html>",
                      {"<head>": f"<head><script>{read_tete()}</script>"}).decode()  # fmt: skip
    assert page.index("cartoEssConnexion") < page.index("type=module")
