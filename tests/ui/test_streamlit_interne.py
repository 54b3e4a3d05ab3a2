"""Each thing that we lean on inside Streamlit still is what we think: an upgrade breaks it here."""

import time
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import runtime
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.testing.v1 import AppTest

from carto_ess.ui import streamlit_interne
from carto_ess.ui.streamlit_interne import count_uploads, forget_visits, is_visit_open


class Session:
    finie = False

    def shutdown(self):
        self.finie = True


class Moteur:
    """What `get_instance` returns, with Streamlit's own parts in it."""

    def __init__(self, duree=120):
        self.uploaded_file_mgr = MemoryUploadedFileManager("/x")
        stockage = MemorySessionStorage(ttl_seconds=duree)
        self._session_mgr = WebsocketSessionManager(
            stockage, self.uploaded_file_mgr, None, lambda: None
        )
        self.stockage = stockage

    def is_active_session(self, session_id):
        return runtime.Runtime.is_active_session(self, session_id)


def install(monkeypatch, moteur):
    monkeypatch.setattr(streamlit_interne, "exists", lambda: True)
    monkeypatch.setattr(streamlit_interne, "get_instance", lambda: moteur)


def test_a_session_whose_time_is_over_is_ended_and_no_other(monkeypatch):
    from streamlit.runtime.session_manager import SessionInfo

    for duree, attendues in ((0.01, 1), (120, 0)):
        moteur, session = Moteur(duree), Session()
        install(monkeypatch, moteur)
        session.id = "a"
        moteur.stockage.save(SessionInfo(client=None, session=session))
        time.sleep(0.05)
        assert forget_visits() == attendues
        assert session.finie is bool(attendues)


def test_a_visit_that_streamlit_does_not_know_is_over(monkeypatch):
    moteur = Moteur()
    install(monkeypatch, moteur)
    assert not is_visit_open("partie")
    assert is_visit_open("")


def test_uploads_are_counted(monkeypatch):
    moteur = Moteur()
    install(monkeypatch, moteur)
    for nom in ("a", "b"):
        moteur.uploaded_file_mgr.add_file("moi", UploadedFileRec(nom, nom, "", b"12345"))
    moteur.uploaded_file_mgr.add_file("lui", UploadedFileRec("c", "c", "", b"1"))
    assert count_uploads("moi") == (2, 11)
    assert count_uploads("personne") == (0, 11)


def test_the_folder_of_pages_is_taken_for_an_old_app_until_it_is_told(monkeypatch):
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    assert streamlit_interne.require_app_script()
    assert not streamlit_interne.require_app_script()


def stop_in_the_middle():
    """A page whose button is pressed when its visitor’s connection is cut."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from carto_ess.ui.streamlit_interne import whole

    def press():
        course = get_script_run_ctx().session_state._yield_callback.__self__
        course.request_stop()
        st.session_state["debut"] = True
        st.session_state["fin"] = True

    st.button("A", on_click=press)
    st.button("B", on_click=whole(press))


@pytest.mark.parametrize(("bouton", "dit"), [(0, (False, False)), (1, (True, True))])
def test_a_callback_that_has_begun_comes_to_its_end_and_streamlits_do_not(bouton, dit):
    app = AppTest.from_function(stop_in_the_middle).run()
    app.button[bouton].click().run()
    assert ("debut" in app.session_state, "fin" in app.session_state) == dit


def test_out_of_a_run_a_callback_is_called_as_it_is():
    appels = []
    streamlit_interne.whole(appels.append)(1)
    assert appels == [1]


def draw(chemin, fragment, *, boite=False, renvoi=False):
    """Return the message that draws a thing, or a box for others, at a place of the page."""
    message = ForwardMsg()
    message.metadata.delta_path[:] = chemin
    if renvoi:
        message.ref_hash = "déjà envoyé"
        return message
    message.delta.fragment_id = fragment
    if boite:
        message.delta.add_block.allow_empty = True
    else:
        message.delta.new_element.text.body = "texte"
    return message


def find_orphans(messages):
    """Return the places drawn in a box that nothing before them has made."""
    boites, orphelins = {(0,)}, []
    for message in messages:
        chemin = tuple(message.metadata.delta_path)
        if message.HasField("delta") and message.delta.HasField("add_block"):
            boites.add(chemin)
        if chemin[:-1] not in boites:
            orphelins.append(chemin)
    return orphelins


@pytest.mark.parametrize("ce_qui_reste", [{"fragment": "dedans"}, {"fragment": "", "renvoi": True}])
def test_what_waits_to_be_sent_is_whole_when_a_part_of_the_page_runs_again(
    monkeypatch, ce_qui_reste
):
    def fill(file):
        file.enqueue(draw([0, 0], "page", boite=True))
        file.enqueue(draw([0, 0, 0], **ce_qui_reste))
        file.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["page"])
        file.enqueue(draw([0, 0], "page", boite=True))
        return find_orphans(file.flush())

    monkeypatch.setattr(ForwardMsgQueue, "clear", vars(ForwardMsgQueue)["clear"])
    assert fill(ForwardMsgQueue()) == [(0, 0, 0)]  # Streamlit's own
    for _ in range(2):
        streamlit_interne.keep_drawings()
    assert fill(ForwardMsgQueue()) == []


def test_a_run_of_the_whole_page_still_takes_back_what_it_draws_again(monkeypatch):
    monkeypatch.setattr(ForwardMsgQueue, "clear", vars(ForwardMsgQueue)["clear"])
    streamlit_interne.keep_drawings()
    file = ForwardMsgQueue()
    file.enqueue(draw([0, 0], "page"))
    file.clear(retain_lifecycle_msgs=True)
    assert file.flush() == []


def test_the_script_of_the_frame_is_where_the_page_asks_for_it():
    """Without it the frame of the map asks for its own, later: a slow line waits a second more."""
    import streamlit_folium

    (adresse,) = streamlit_interne.list_cadre_scripts()
    racine, composant, chemin = adresse.split("/", 2)
    assert (racine, composant) == ("component", streamlit_folium._component_func.name)
    page = Path(streamlit_folium._component_func.path)
    assert (page / chemin).is_file()
    assert f'src="./{chemin}"' in (page / "index.html").read_text(encoding="utf-8")
