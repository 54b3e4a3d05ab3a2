"""All that leans on what Streamlit does not promise: one function each, one test each.

An upgrade that changes one of these breaks `tests/ui/test_streamlit_interne.py`, which says which.
"""

from __future__ import annotations

from streamlit.runtime import exists, get_instance
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx


def forget_visits() -> int:
    """End the sessions whose visitor left more than two minutes ago; return how many.

    Streamlit keeps them for a visitor who comes back, and looks at the clock only when another one
    leaves: the last visit of the day would stay in memory until the next morning.
    """
    if not exists():
        return 0
    gardees = get_instance()._session_mgr._session_storage._cache  # type: ignore[attr-defined] # noqa: SLF001
    parties = list(gardees.expire())
    for _, visite in parties:
        visite.session.shutdown()
    return len(parties)


def find_visit() -> str:
    """Return the id of the session whose script runs, empty outside of any."""
    contexte = get_script_run_ctx()
    return contexte.session_id if contexte is not None else ""


def is_visit_open(visite: str) -> bool:
    """Tell whether the visitor of that session is there; outside of a server, always."""
    return not visite or not exists() or get_instance().is_active_session(visite)


_REPRISE = "#reprise"


def is_reprise() -> bool:
    """Tell whether this run takes up a page that is on screen: its session was lost, not its map.

    The page says so at the end of the address it gives of itself (`connexion.js`).
    """
    contexte = get_script_run_ctx()
    informations = contexte.context_info if contexte is not None else None
    return informations is not None and informations.url.endswith(_REPRISE)


def count_uploads(visite: str) -> tuple[int, int]:
    """Return how many files that session has uploaded, and the bytes of all sessions together."""
    depot = get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    total = sum(len(f.data) for fichiers in tuple(depot.values()) for f in tuple(fichiers.values()))
    return len(depot.get(visite, {})), total


def require_app_script() -> bool:
    """Tell Streamlit that ``pages/`` is no multipage app of its first version; once a process.

    Until `st.navigation` has been called once, Streamlit takes a folder named ``pages`` for one and
    runs the page by itself, without its frame. Return whether it did, and the run must begin again.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        return True
    return False
