"""« Référentiel »: a table that has its own columns, matched once, then read like ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from carto_ess._errors import TableauError
from carto_ess.echange.correspondance import (
    CHAMPS,
    Correspondance,
    parse_correspondance,
    propose_correspondance,
    write_correspondance,
)
from carto_ess.echange.lecture import LectureTable, read_table
from carto_ess.echange.lieux import LectureCodes
from carto_ess.referentiel.depot import FICHIERS
from carto_ess.referentiel.ecriture import build_rangs, write_csv
from carto_ess.referentiel.lecture import COLONNES_COUVERTURES, COLONNES_FICHES
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.tableur.isoloir import read_libres_isole
from carto_ess.tableur.libre import TableLibre
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import NIVEAUX, Niveau
from carto_ess.texte import fold
from carto_ess.travail.atelier import Paquet, TravailError, pack
from carto_ess.ui.html import render_gabarit
from carto_ess.ui.pages.rapport import CONSEIL
from carto_ess.ui.travaux import compute, prepare

LIGNES = 200
"""Rows of a report shown on the page."""

_TYPES_MAX = 30  # values of the column of types that are matched on screen, one by one
_AUCUNE = "(aucune colonne)"
_CODES = {
    LectureCodes.AUTO: "à deviner, et demander en cas de doute",
    LectureCodes.INSEE: "des codes Insee",
    LectureCodes.POSTAL: "des codes postaux",
}
_LUS, _REPRISE = "libres_lus", "reprise"

Veille = Callable[[], None]


@dataclass(frozen=True)
class _Garde:
    cle: tuple[str, str]  # of the file, of the sheet
    correspondance: Correspondance
    paquet: Paquet[LectureTable]


def render_reprise(
    octets: bytes, nom: str, cle: str, decoupages: Decoupages, veille: Veille, *, refus: str
) -> Paquet[LectureTable] | None:
    """Draw the matching of columns of a file that is not our model; return what was read of it.

    ``None`` while nothing was, or questions are left. `cle` names the file in the session; `veille`
    is called while it is read. `refus` says why it is not our model: a file that is no table at all
    is refused by one sentence.
    """
    try:
        tables = _read(octets, nom, cle, veille)
    except TableauError as erreur:
        render_gabarit("referentiel/refus.html", message=str(erreur))
        return None
    render_gabarit("referentiel/refus.html", message=refus)
    render_gabarit(
        "referentiel/etape.html",
        titre="Ce tableau a ses propres colonnes",
        texte="Dites une fois ce que tient chacune. La correspondance se garde dans un petit "
        "fichier, à renvoyer la prochaine fois. Rien n’est publié.",
    )
    table = tables[0]
    if len(tables) > 1:
        table = st.selectbox(
            "Feuille à lire", tables, format_func=lambda t: t.fichier.partition(", feuille ")[2]
        )
    if (correspondance := _ask(table, _propose(table))) is not None:
        _convert((cle, table.fichier), table, correspondance, decoupages, veille)
    garde: _Garde | None = st.session_state.get(_REPRISE)
    if garde is None or garde.cle != (cle, table.fichier):
        return None
    lecture = garde.paquet.open()
    _render_resultat(garde, lecture)
    return None if lecture.reprise.fautes else garde.paquet


def _convert(
    cle: tuple[str, str],
    table: TableLibre,
    correspondance: Correspondance,
    decoupages: Decoupages,
    veille: Veille,
) -> None:
    """Read the table as it was said, by a worker; the session keeps what it gave."""
    try:
        paquet = compute(
            read_table, table, correspondance, decoupages, LIGNES, veille=veille, conseil=CONSEIL
        )
    except TravailError as erreur:
        st.session_state.pop(_REPRISE, None)
        render_gabarit("referentiel/refus.html", message=str(erreur))
    else:
        st.session_state[_REPRISE] = _Garde(cle, correspondance, paquet)


def _read(octets: bytes, nom: str, cle: str, veille: Veille) -> tuple[TableLibre, ...]:
    """Return the tables of the file, read once for the visit, or refused once.

    Raises
    ------
    TableauError
        It is no table; reading it again at each click would take as long as the first time.
    """
    lus: tuple[str, Paquet[tuple[TableLibre, ...]] | str] | None = st.session_state.get(_LUS)
    if lus is None or lus[0] != cle:
        try:
            lus = cle, pack(read_libres_isole(octets, nom, veille=veille))
        except TableauError as erreur:
            lus = cle, str(erreur)
        st.session_state[_LUS] = lus
    if isinstance(lus[1], str):
        raise TableauError(lus[1])
    return lus[1].open()


def _propose(table: TableLibre) -> Correspondance:
    """Return what the visitor kept from another time, or what the headings say."""
    proposee = propose_correspondance(table)
    recu = st.file_uploader(
        "Une correspondance gardée d’une autre fois (.toml), si vous en avez une",
        type="toml",
        key="correspondance_recue",
    )
    if recu is None:
        return proposee
    try:
        gardee = parse_correspondance(recu.getvalue().decode("utf-8-sig", "replace"), recu.name)
        gardee.check(table, recu.name)
    except TableauError as erreur:
        render_gabarit("referentiel/refus.html", message=str(erreur))
        return proposee
    return gardee


def _ask(table: TableLibre, proposee: Correspondance) -> Correspondance | None:
    """Draw the form; return what was said once it is sent, ``None`` until then.

    Its key changes with what is proposed alone: a form drawn anew would drop what was chosen.
    """
    cle = hash((table.fichier, table.entete, write_correspondance(proposee)))
    with st.form(f"correspondance_{cle}", border=True):
        choisies = _ask_columns(table, proposee)
        territoires = st.multiselect(
            "Colonnes qui tiennent les territoires couverts",
            table.entete,
            default=list(proposee.territoires),
            placeholder="Choisissez une colonne ou plusieurs",
        )
        gauche, droite = st.columns(2)
        codes = gauche.selectbox(
            "Les nombres à cinq chiffres sont",
            list(LectureCodes),
            index=list(LectureCodes).index(proposee.codes),
            format_func=_CODES.__getitem__,
        )
        niveaux = [None, *Niveau]
        niveau = droite.selectbox(
            "Un nom que plusieurs territoires portent désigne",
            niveaux,
            index=niveaux.index(proposee.niveau),
            format_func=lambda n: "à demander" if n is None else NIVEAUX[n],
        )
        types = _ask_types(table, proposee, choisies.get("type"), (droite, gauche))
        envoye = st.form_submit_button("Lire le tableau", type="primary")
    if not envoye:
        return None
    return replace(
        proposee,
        colonnes=choisies,
        territoires=tuple(territoires),
        codes=codes or LectureCodes.AUTO,
        niveau=niveau,
        types={**proposee.types, **types[0]},
        defauts={**proposee.defauts, **types[1]},
    )


def _ask_columns(table: TableLibre, proposee: Correspondance) -> dict[str, str]:
    """Draw one choice per field of ours, three to a row."""
    choix = [_AUCUNE, *table.entete]
    choisies: dict[str, str] = {}
    colonnes = st.columns(3)
    for rang, (champ, titre) in enumerate(CHAMPS.items()):
        actuelle = proposee.colonnes.get(champ, _AUCUNE)
        choisie = colonnes[rang % 3].selectbox(
            titre, choix, index=choix.index(actuelle) if actuelle in choix else 0
        )
        if choisie != _AUCUNE:
            choisies[champ] = choisie
    return choisies


def _ask_types(
    table: TableLibre,
    proposee: Correspondance,
    titre: str | None,
    colonnes: tuple[DeltaGenerator, DeltaGenerator],
) -> tuple[dict[str, TypeCooperation], dict[str, str]]:
    """Draw what each word of the column `titre` means, and what stands where it says nothing."""
    mots = dict.fromkeys(filter(None, table.column(titre))) if titre else {}
    permis: list[TypeCooperation | None] = [None, *TypeCooperation]
    types: dict[str, TypeCooperation] = {}
    for rang, mot in enumerate(list(mots)[:_TYPES_MAX]):
        actuel = proposee.types.get(fold(mot))
        choisi = colonnes[rang % len(colonnes)].selectbox(
            f"« {mot[:60]} » veut dire", permis, index=permis.index(actuel), format_func=_name_type
        )
        if choisi is not None:
            types[fold(mot)] = choisi
    defaut = proposee.defauts.get("type")
    type_ = colonnes[0].selectbox(
        "Type de toutes les lignes qui n’en disent aucun",
        permis,
        index=permis.index(TypeCooperation(defaut)) if defaut else 0,
        format_func=_name_type,
    )
    annee = colonnes[1].text_input(
        "Année de toutes les lignes qui n’en disent aucune",
        proposee.defauts.get("annee", ""),
        max_chars=4,
    )
    defauts = {"type": str(type_)} if type_ else {}
    return types, defauts | ({"annee": annee.strip()} if annee.strip() else {})


def _name_type(type_: TypeCooperation | None) -> str:
    return "à demander" if type_ is None else TYPES[type_]


def _render_resultat(garde: _Garde, lecture: LectureTable) -> None:
    """Draw the report, the questions, and what can be taken away."""
    reprise = lecture.reprise
    render_gabarit(
        "referentiel/reprise.html", reprise=reprise, lignes=LIGNES, formes=lecture.formes
    )
    if reprise.fautes:
        render_gabarit("fautes.html", fautes=reprise.fautes[:LIGNES])
    with st.container(horizontal=True, key="reprise_boutons"):
        st.download_button(
            "Garder la correspondance (.toml)",
            write_correspondance(garde.correspondance),
            file_name="correspondance.toml",
            icon=":material/download:",
            on_click="ignore",
        )
        if not reprise.fautes:
            st.download_button(
                "Le référentiel obtenu (.zip)",
                prepare(zip_fiches, garde.paquet),
                file_name="referentiel.zip",
                icon=":material/download:",
                on_click="ignore",
            )


def zip_fiches(paquet: Paquet[LectureTable]) -> bytes:
    """Return what was read of a table, as the two tables of our model in one archive."""
    fiches = paquet.open().referentiel.fiches
    flux = io.BytesIO()
    tables = zip(
        FICHIERS, build_rangs(fiches), (COLONNES_FICHES, COLONNES_COUVERTURES), strict=True
    )
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, rangs, colonnes in tables:
            archive.writestr(nom, write_csv(rangs, colonnes))
    return flux.getvalue()
