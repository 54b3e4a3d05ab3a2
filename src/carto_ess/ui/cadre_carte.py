"""The map’s frame: the engine, its files, and the way a click takes to a callback."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeGuard

import streamlit
import streamlit as st
import xstatic.pkg.leaflet
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from carto_ess.carte.assemblage import read_moteur
from carto_ess.carte.configuration import build_config
from carto_ess.carte.objets import build_etat, build_fond, encode_js
from carto_ess.reglages import find_fond, find_geodata
from carto_ess.ui import session
from carto_ess.ui.donnees import Donnees
from carto_ess.ui.html import build_html
from carto_ess.ui.streamlit_interne import list_cadre_scripts, whole

_HAUTEUR = 736
_COMMUNS = ("types", "style", "langue", "mers", "textes")
"""Settings that only the app and its geodata change: in the engine's file, not sent at each run."""
_ENTENDU = "dernier_message_de_la_carte"

_LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
_STYLES = (_LEAFLET / "leaflet.css", Path(__file__).resolve().parents[1] / "carte" / "moteur.css")


def render_moteur(
    donnees: Donnees,
    etat: Mapping[str, Any],
    *,
    cle: str,
    on_clic: Callable[[str, str], None],
    on_pret: Callable[[], None] | None = None,
    vignettes: bool = True,
) -> None:
    """Draw `etat` on the map; `on_clic(objet, identifiant)` is called before the run of a click.

    In a container of key `cle`, whose box the frame fills: see ``ecran.css``. `vignettes`: with a
    small map per type, which sends the types chosen as a click of ``types``.

    What the frame sends is only texts; whoever receives them checks that they name something.
    `on_pret` is called when the frame is made and the map painted in it.
    """
    propres, moteur = _prepare(donnees)
    scripts = _list_scripts(*moteur)
    fichiers = [*list_cadre_scripts(), *map(_from_root, (*scripts, propres["topologie"]))]
    st.html(build_html("attente.html", fichiers=fichiers), unsafe_allow_javascript=True)
    st_folium(
        build_fond({**propres, "pret": on_pret is not None, "vignettes": vignettes}, scripts),
        render=False,  # the page that folium would write is shown nowhere
        key=cle,
        height=_HAUTEUR,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=build_etat(etat),
        on_change=partial(_receive, cle, on_clic, on_pret),
    )


@whole
def _receive(
    cle: str, on_clic: Callable[[str, str], None], on_pret: Callable[[], None] | None
) -> None:
    clic = st.session_state.get(cle)
    if not isinstance(clic, dict):
        return
    for dit in _list_unheard(clic):
        _apply(dit, on_clic, on_pret)


def _list_unheard(dit: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what the frame says, after what it said just before and was not heard.

    Of two values that a widget takes while a run goes on, Streamlit knows the last one alone. A
    session that has heard nothing yet takes up a page whose address holds what came before.
    """
    entendu: float | None = st.session_state.get(_ENTENDU)
    n, avant = dit.get("n"), dit.get("avant")
    if not _is_rank(n):
        return [dit]
    st.session_state[_ENTENDU] = max(n, entendu or n)
    if entendu is None or not isinstance(avant, list):
        return [dit]
    messages = [m for m in avant if isinstance(m, dict) and _is_rank(m.get("n"))]
    return [*(m for m in messages if entendu < m["n"] < n), dit]


def _is_rank(n: object) -> TypeGuard[float]:
    return isinstance(n, int | float)


def _apply(
    dit: Mapping[str, Any],
    on_clic: Callable[[str, str], None],
    on_pret: Callable[[], None] | None,
) -> None:
    objet, identifiant = dit.get("objet"), dit.get("id") or ""
    if objet == "pret" and on_pret is not None:
        on_pret()
    elif objet == "annule":
        session.take_back(str(identifiant))
    elif isinstance(objet, str) and isinstance(identifiant, str):
        with session.taking_back(str(dit.get("n"))):
            on_clic(objet, identifiant)


def _prepare(donnees: Donnees) -> tuple[Mapping[str, Any], tuple[str, str]]:
    """Return the settings sent at each run, and the engine's file, which has the others."""
    cle = ("cadre", find_geodata(os.environ), os.environ.get("CARTO_ESS_FOND"))
    return donnees.remember(cle, lambda: _divide(_build_config(donnees)))


def _divide(config: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, str]]:
    propres = {nom: valeur for nom, valeur in config.items() if nom not in _COMMUNS}
    return propres, _write_script({nom: config[nom] for nom in _COMMUNS})


def _build_config(donnees: Donnees) -> dict[str, Any]:
    """Return the engine's settings: the same during a visit, or the frame would be rebuilt."""
    topologie = Path(donnees.decoupages.manifeste.topologie)
    web = _serve("geodata", find_geodata(os.environ) / topologie.parent)
    details = donnees.decoupages.manifeste.details
    return build_config(
        donnees.decoupages,
        topologie=web + topologie.name,
        tuiles=find_fond(os.environ),
        details=f"{web}{Path(details).name}/" if details else "",
        police=_find_police(),
    )


@cache
def _find_police() -> str:
    """Return the address of the app's own letters, which Streamlit serves; none if it moved them.

    Two folders over the frame of a component is the root of the app, under any base path.
    """
    dossier = Path(streamlit.__file__).parent / "static" / "static" / "media"
    fichiers = sorted(dossier.glob("SourceSansVF-Upright*.woff2"))
    return f"../../static/media/{fichiers[0].name}" if fichiers else ""


def _list_scripts(nom: str, script: str) -> tuple[str, ...]:
    """Return the addresses of the scripts of the frame, Leaflet's then the engine's.

    The engine has its style sheets in its file: streamlit-folium asks for those that it is given
    after the scripts only, and a map drawn before them is drawn again in the box that they give it.
    """
    leaflet = _serve("leaflet", _LEAFLET)
    moteur = _serve("moteur", _write_moteur(nom, script))
    return f"{leaflet}leaflet.js?v={xstatic.pkg.leaflet.PACKAGE_VERSION}", f"{moteur}{nom}"


def _write_script(communs: Mapping[str, Any]) -> tuple[str, str]:
    """Return the engine's file with the settings that all its pages have: its name, its content.

    Named by what it holds: the browser keeps it until its address changes.
    """
    feuille = "\n".join(feuille.read_text(encoding="utf-8") for feuille in _STYLES)
    commun = encode_js({**communs, "feuille": feuille})
    script = f"{read_moteur()}Object.assign(cartoEss.commun, {commun});\n"
    return f"moteur-{hashlib.sha256(script.encode()).hexdigest()[:10]}.js", script


@cache
def _make_dossier() -> Path:
    """Make a folder that lives as long as this process: the package's own may be read-only."""
    dossier = Path(tempfile.mkdtemp(prefix="carto-ess-"))
    atexit.register(shutil.rmtree, dossier, ignore_errors=True)
    return dossier


def _write_moteur(nom: str, script: str) -> Path:
    """Write the engine's file where a component can serve it; return its folder.

    Written again when a machine that cleans its temporary folders took it away.
    """
    dossier = _make_dossier()
    dossier.mkdir(exist_ok=True)
    if not (dossier / nom).exists():
        (dossier / nom).write_text(script, encoding="utf-8")
    return dossier


def _from_root(adresse: str) -> str:
    """Return an address of `_serve` as the page that holds the frame would write it."""
    return f"component/{adresse.removeprefix('../')}"


@cache
def _serve(nom: str, dossier: Path) -> str:
    """Serve a folder beside the map's own frame; return its address, relative to that frame.

    Relative, so that it holds under any base path of a reverse proxy.
    """
    declare_component(nom, path=str(dossier))
    return f"../{__name__}.{nom}/"
