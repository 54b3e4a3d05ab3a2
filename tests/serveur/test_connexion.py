"""The numbers by which the page reads its own stream are Streamlit's: an upgrade breaks it here."""

import re

from streamlit.proto.AppPage_pb2 import AppPage
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgMetadata, RunIdentity
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.WidgetStates_pb2 import WidgetState

from carto_ess.ui.habillage import read_tete

MESSAGES = {
    "ALLER": BackMsg, "ETAT": ClientState, "SAISIE": WidgetState, "RETOUR": ForwardMsg,
    "RESTE": ForwardMsg, "ENTETE": ForwardMsg, "COURSE": ForwardMsgMetadata,
    "PARTIES": RunIdentity, "MENU": Navigation, "PAGE": AppPage,
}  # fmt: skip


def read_numbers(nom):
    """Return the numbers that the script gives to fields, by name."""
    corps = re.search(rf"\b{nom} = \{{(.*?)\}}", read_tete(), re.DOTALL).group(1)
    return {cle: int(n) for cle, n in re.findall(r"(\w+): (\d+)", corps)}


def test_the_numbers_of_the_fields_are_those_of_streamlit():
    for nom, message in MESSAGES.items():
        lus = read_numbers(nom)
        assert lus, nom
        assert lus == {cle: message.DESCRIPTOR.fields_by_name[cle].number for cle in lus}
    adresse = int(re.search(r"const ADRESSE = (\d+)", read_tete()).group(1))
    assert ContextInfo.DESCRIPTOR.fields[adresse - 1].name == "url"
    interrompue = int(re.search(r"const INTERROMPUE = (\d+)", read_tete()).group(1))
    assert interrompue == ForwardMsg.FINISHED_EARLY_FOR_RERUN


def test_the_script_holds_no_tag_and_stands_before_streamlits_own():
    from carto_ess.serveur.accueil import _translate

    assert "</" not in read_tete()
    page = _translate(
        b"<html><head><script type=module></script></head></html>",
        {"<head>": f"<head><script>{read_tete()}</script>"},
    ).decode()
    assert page.index("cartoEssConnexion") < page.index("type=module")
