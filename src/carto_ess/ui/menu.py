"""When the menu of the pages is drawn: with the page, but after the map."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from carto_ess.ui.streamlit_interne import is_reprise

_DESSINE = "menu_dessine"
_DIFFERE = "menu_differe"


def wants_menu(pages: Iterable[StreamlitPage]) -> bool:
    """Tell whether this run draws the menu of `pages`: all do but the first of a visit on the map.

    The menu measures its entries one after the other, for a tenth of a second in which the map
    could not be drawn; it comes with the rest of that page. Ask once a run.
    """
    st.session_state.pop(_DIFFERE, None)
    if st.session_state.get(_DESSINE) or is_reprise():
        return True
    demandee = PurePosixPath(urlsplit(st.context.url or "").path).name
    attendue = demandee not in {p.url_path for p in pages if p.url_path}
    st.session_state[_DESSINE] = True
    st.session_state[_DIFFERE] = attendue
    return not attendue


def require_menu() -> None:
    """Run again with the menu where this run, which stops short of the map, left it out."""
    if st.session_state.pop(_DIFFERE, False):
        st.rerun()
