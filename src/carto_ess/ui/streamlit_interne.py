"""All that leans on what Streamlit does not promise: one function each, one test each.

An upgrade that changes one of these breaks `tests/ui/test_streamlit_interne.py`, which says which.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import ParamSpec, TypeVar

from streamlit.runtime import exists, get_instance
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
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


P = ParamSpec("P")
T = TypeVar("T")


def whole(geste: Callable[P, T]) -> Callable[P, T]:
    """Let a callback, or what reads an address, end once it has begun.

    Streamlit stops a run wherever it touches the session, callbacks included, when the page asks
    for something else or its stream is cut. The widget's value is then known, nobody has heard of
    its change, and sent again it changes nothing: the gesture is lost.
    """

    @wraps(geste)
    def do(*args: P.args, **kwargs: P.kwargs) -> T:
        """Make the gesture while the run takes itself for one that nothing may stop."""
        contexte = get_script_run_ctx()
        arret = getattr(contexte.session_state, "_yield_callback", None) if contexte else None
        course = getattr(arret, "__self__", None)
        if course is None:  # out of a run
            return geste(*args, **kwargs)
        avant, course._execing = course._execing, False  # noqa: SLF001
        try:
            return geste(*args, **kwargs)
        finally:
            course._execing = avant  # noqa: SLF001

    return do


def find_visit() -> str:
    """Return the id of the session whose script runs, empty outside of any."""
    contexte = get_script_run_ctx()
    return contexte.session_id if contexte is not None else ""


def is_visit_open(visite: str) -> bool:
    """Tell whether the visitor of that session is there; outside of a server, always."""
    return not visite or not exists() or get_instance().is_active_session(visite)


def is_reprise() -> bool:
    """Tell whether this run takes up a page on screen: its session was lost, not its map."""
    return _has_mark("#reprise")


def is_retour() -> bool:
    """Tell whether this run is asked for by Back or Forward.

    Streamlit's own mark is on our links too, which the page follows without a reload.
    """
    return _has_mark("#retour")


def _has_mark(marque: str) -> bool:
    """Tell whether the address that a page gives of itself ends so (`protocole.js`)."""
    contexte = get_script_run_ctx()
    informations = contexte.context_info if contexte is not None else None
    return informations is not None and informations.url.endswith(marque)


def is_gesture() -> bool:
    """Tell whether this run answers a gesture: a part of the page alone runs again.

    An address that is opened, or gone back to, runs the whole page.
    """
    contexte = get_script_run_ctx()
    return contexte is not None and bool(contexte.fragment_ids_this_run)


def count_uploads(visite: str) -> tuple[int, int]:
    """Return how many files that session has uploaded, and the bytes of all sessions together."""
    depot = get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    total = sum(len(f.data) for fichiers in tuple(depot.values()) for f in tuple(fichiers.values()))
    return len(depot.get(visite, {})), total


def keep_drawings() -> None:
    """Let a part of the page that runs again take back nothing that waits; once a process.

    Streamlit drops the unsent drawings of that part, but neither those of the parts inside it nor
    what it sends by reference: under load a browser gets what stands in a box that it has never
    heard of, and blanks the whole page (« Bad delta path »). Sent all the same, the older drawings
    are replaced by the newer ones as they arrive.
    """
    vider = ForwardMsgQueue.clear
    if hasattr(vider, "__wrapped__"):
        return

    @wraps(vider)
    def clear(
        file: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,  # noqa: FBT001, FBT002 -- as Streamlit calls it
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        """Drop what waits as Streamlit does, but nothing for a part that runs again."""
        if fragment_ids_this_run is None:
            vider(file, retain_lifecycle_msgs)
        else:
            file._delta_index_map = {}  # noqa: SLF001 -- newer drawings come after, in no older place

    ForwardMsgQueue.clear = clear  # type: ignore[method-assign, assignment]


def require_app_script() -> bool:
    """Tell Streamlit that ``pages/`` is no multipage app of its first version; once a process.

    Until `st.navigation` has been called once, Streamlit takes a folder named ``pages`` for one and
    runs the page by itself, without its frame. Return whether it did, and the run must begin again.
    A server that says so before the first run knows the pages of a visit begun on another process.
    """
    prise = bool(PagesManager.uses_pages_directory)
    PagesManager.uses_pages_directory = False
    return prise


@cache
def list_cadre_scripts() -> tuple[str, ...]:
    """Return the addresses of streamlit-folium's own scripts, from the root of the app.

    Found without an import: made before the server's runtime, its component would be served by
    nobody. None where it no longer has them: the frame then asks for its own, later.
    """
    paquet = find_spec("streamlit_folium")
    lieux = (paquet and paquet.submodule_search_locations) or ()
    return tuple(
        f"component/streamlit_folium.st_folium/static/js/{script.name}"
        for lieu in lieux
        for script in Path(lieu, "frontend", "build", "static", "js").glob("main.*.js")
    )
