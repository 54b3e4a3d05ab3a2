"""folium objects of the map: a base that never changes and a tiny group that carries its state.

Measured on this stack, this is what keeps the frame and the reader's zoom: the base's script is
the same text at every run, geometry is a file that the browser fetches once, and a change is the
few hundred bytes of one call. A folium object lives for one run: streamlit-folium writes into the
ones it is given, so they are built anew each time and never cached.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

_VIDE = Template("")
_GABARITS = re.compile(r"\{(?=[{%#])")  # what opens something in a Jinja template


class _SansPage(folium.MacroElement):
    """Of a folium page, streamlit-folium takes the scripts, and writes them itself.

    What `render` adds to the page (links, styles, each script once more, compiled as a template) is
    written nowhere: two thirds of the time of a run's objects.
    """

    def render(self, **_: object) -> str:
        """Write nothing in the page."""
        return ""


class _Fond(_SansPage, folium.Map):
    """A folium map whose script is the shortest that does it: it is sent again at every run."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'var {{ this.get_name() }} = L.map("{{ this.get_name() }}",'
        "{center:[0,0],zoom:1,zoomControl:false,attributionControl:false,preferCanvas:true});"
        "{% endmacro %}"
    )


class _Moteur(_SansPage, JSCSSMixin):
    """Starts our engine on the folium map, with settings that do not change during a visit."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "cartoEss.start({{ this._parent.get_name() }}, {{ this.config }});"
        "{% endmacro %}"
    )

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Moteur"
        self.config = encode_js(config)


class _Groupe(_SansPage, folium.FeatureGroup):
    """The group that streamlit-folium adds to the map at each run."""


class _Etat(_SansPage):
    """Hands one state to the engine."""

    _template = Template(
        "{% macro script(this, kwargs) %}cartoEss.apply({{ this.etat }});{% endmacro %}"
    )

    def __init__(self, etat: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Etat"
        self.etat = encode_js(etat)


def encode_js(valeur: Mapping[str, Any]) -> str:
    """Write `valeur` as JSON that is safe inside a script, whatever its texts hold.

    No ``<`` that could close a script, no line separator that a script does not allow in a text, no
    ``{{``, ``{%`` or ``{#``: branca compiles every script it is given as a Jinja template, outside
    any sandbox, so that a fiche named ``{% … %}`` would run on the server. Raises `ValueError` on
    NaN: the browser's parser refuses it.
    """
    texte = json.dumps(valeur, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for signe in "<>&\u2028\u2029":
        texte = texte.replace(signe, f"\\u{ord(signe):04x}")
    return _GABARITS.sub(r"\\u007b", texte)


def build_fond(config: Mapping[str, Any], scripts: Iterable[str]) -> folium.Map:
    """Build the base map: no tiles, no data, our engine. The same text at every call.

    Parameters
    ----------
    config
        Settings of the engine; see ``carte/moteur/index.js``. The same all through a visit: another
        text would rebuild the frame and lose the reader's zoom.
    scripts
        Addresses of Leaflet and of the engine, which has the styles of both. folium's own defaults
        point at four third parties and one that does not answer leaves no map at all, so they are
        replaced, not completed.
    """
    carte = _Fond(tiles=None)
    carte.default_js = [(f"s{i}", url) for i, url in enumerate(scripts)]
    carte.default_css = []
    carte.add_child(_Moteur(config))
    # folium's page header (a viewport, styles we override) would be sent at every run for nothing.
    carte.get_root().header._template = _VIDE  # type: ignore[attr-defined]  # noqa: SLF001
    return carte


def build_etat(etat: Mapping[str, Any]) -> folium.FeatureGroup:
    """Build the group that hands `etat` to the engine; it holds no geometry."""
    groupe = _Groupe(name="etat", control=False)
    groupe.add_child(_Etat(etat))
    return groupe
