"""Each thing that we lean on inside Streamlit still is what we think: an upgrade breaks it here."""

import time

from streamlit.runtime import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

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
