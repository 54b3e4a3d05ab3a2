"""The page « Référentiel »: take the model, have a file checked, look at it before it is public."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from carto_ess._errors import CartoEssError, TableauError
from carto_ess.echange.lecture import LectureTable
from carto_ess.referentiel.comparaison import COUVERTURES
from carto_ess.referentiel.controle import (
    Controle,
    FichierRefuse,
    Reference,
    ReferentielRecu,
    control_fichiers,
)
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import Referentiel
from carto_ess.referentiel.modele import MODELES
from carto_ess.reglages import find_schema
from carto_ess.tableur.isoloir import FICHIERS_MAX
from carto_ess.tableur.schema import Schema, list_titres, read_schema
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.travail.atelier import Paquet, TravailError
from carto_ess.ui.apercu import enter_apercu
from carto_ess.ui.courrier import read_contact, write_mail
from carto_ess.ui.donnees import load_decoupages, load_publie
from carto_ess.ui.html import render_alerte, render_gabarit
from carto_ess.ui.identite import is_agent
from carto_ess.ui.pages.annees import render_annees
from carto_ess.ui.pages.rapport import CONSEIL, Depot, render_rapport
from carto_ess.ui.pages.reprise import render_reprise
from carto_ess.ui.travaux import compute, prepare

_FORMATS = {"xlsx": "Excel (.xlsx)", "ods": "LibreOffice (.ods)", "zip": "CSV (.zip)"}
_DEPOT = "depot"
_VERS_CARTE = "vers_carte"


def render_page_referentiel() -> None:
    """Draw the three steps, and the report on the file received, if any."""
    if st.session_state.pop(_VERS_CARTE, False):
        st.switch_page("pages/carte.py")
    try:
        decoupages, schema = load_decoupages(), read_schema(find_schema())
    except CartoEssError as erreur:
        render_alerte(f"Aucun fichier ne peut être contrôlé. {erreur}", titre="Le référentiel")
        return
    actuel = _find_actuel()
    render_gabarit("referentiel/page.html", actuel=actuel)
    modele, depot = st.columns(2, gap="large")
    with modele:
        _render_modele(actuel.fiches, schema)
    with depot:
        recus = _select_last(_render_depot())
    if recus:
        _render_recus(recus, decoupages, schema, actuel)
    render_annees()
    contact = read_contact()
    render_gabarit(
        "referentiel/publier.html",
        agent=is_agent(),
        contact=contact,
        ecrire=contact
        and write_mail(
            contact,
            "Référentiel des coopérations ESS à publier",
            "Bonjour,",
            "",
            "Voici un fichier à publier, en pièce jointe. Ce qui change :",
            "",
        ),
    )


def _find_actuel() -> Referentiel:
    """Return the published référentiel; this page is also where a faulty one is repaired."""
    try:
        return load_publie()
    except CartoEssError as erreur:
        message = f"Le référentiel en place ne peut pas être lu. {erreur}"
        render_gabarit("referentiel/refus.html", message=message)
        return Referentiel((), ())


def _render_modele(fiches: tuple[Fiche, ...], schema: Schema) -> None:
    render_gabarit(
        "referentiel/etape.html",
        titre="1. Prendre le modèle",
        texte="Il contient les fiches en place, et un mode d’emploi : chaque colonne, ce qu’on y "
        "écrit, les valeurs permises.",
    )
    with st.container(horizontal=True, key="modeles"):
        for extension, nom in _FORMATS.items():
            st.download_button(
                nom,
                prepare(MODELES[extension], fiches, schema),
                file_name=f"referentiel.{extension}",
                icon=":material/download:",
                on_click="ignore",
                key=f"modele_{extension}",
            )


def _render_depot() -> Sequence[UploadedFile]:
    """Draw the place where files are dropped; return what came, not yet read."""
    render_gabarit(
        "referentiel/etape.html",
        titre="2. Contrôler un fichier",
        texte="Un classeur .xlsx ou .ods, ou les deux tableaux .csv ensemble. Rien n’est remplacé.",
    )
    return st.file_uploader(
        "Fichier à contrôler",
        accept_multiple_files=True,
        key="fichiers",
        label_visibility="collapsed",
    )


def _render_recus(
    recus: Sequence[UploadedFile], decoupages: Decoupages, schema: Schema, actuel: Referentiel
) -> None:
    """Draw the report on our model; another table is matched column by column, then seen so."""
    depot = _examine(recus, schema, Reference(decoupages, actuel))
    if isinstance(depot, Depot):
        _render_depose(depot, schema, Reference(decoupages, actuel))
        return
    if len(recus) > 1 or depot.illisible or recus[0].name.lower().endswith(".zip"):
        render_gabarit("referentiel/refus.html", message=depot.phrase)
        return
    (recu,) = recus
    reprise = render_reprise(
        recu.getvalue(),
        recu.name,
        recu.file_id,
        decoupages,
        _build_veille(st.empty()),
        refus=depot.phrase,
    )
    if reprise is not None:
        _render_apercu(recu.name, reprise)


def _render_depose(depot: Depot, schema: Schema, reference: Reference) -> None:
    titres = {nom: titre for titre, nom in list_titres(schema.fiches + schema.couvertures).items()}
    rapport = depot.recu.rapport.open()
    render_rapport(depot, rapport, _DEPOT, reference, titres)
    if not rapport.n_fautes:
        _render_apercu(rapport.nom, depot.recu.controle)
    render_gabarit(
        "referentiel/comparaison.html",
        comparaison=rapport.comparaison,
        titres={**titres, COUVERTURES: "territoires déclarés"},
    )


def _select_last(recus: Sequence[UploadedFile]) -> Sequence[UploadedFile]:
    """Return the workbook sent last, which replaces what came before; CSV go by two."""
    if not recus or recus[-1].name.lower().endswith((".csv", ".txt", ".tsv")):
        return recus
    return recus[-1:]


def _examine(
    recus: Sequence[UploadedFile], schema: Schema, reference: Reference
) -> Depot | FichierRefuse:
    """Return the report on the files, or the sentence that says why there is none.

    The last one is kept in the session: a click elsewhere on the page reads nothing again.
    """
    cle = (tuple(fichier.file_id for fichier in recus), hash(reference.actuel))
    connu = st.session_state.get(_DEPOT)
    if connu is not None and connu[0] == cle:
        depot: Depot | FichierRefuse = connu[1]
        return depot
    avant = connu[1].recu.n_fautes if connu and isinstance(connu[1], Depot) else None
    attente = st.empty()
    try:
        fait = compute(
            control_fichiers,
            _collect(recus),
            schema,
            reference,
            veille=_build_veille(attente),
            conseil=CONSEIL,
        ).open()
        depot = Depot(fait, avant=avant) if isinstance(fait, ReferentielRecu) else fait
    except (TableauError, TravailError) as erreur:
        depot = FichierRefuse(str(erreur), illisible=True)
    attente.empty()
    st.session_state[_DEPOT] = (cle, depot)
    return depot


def _collect(recus: Sequence[UploadedFile]) -> dict[str, bytes]:
    """Return the bytes of the files by name; those of too many files are not even copied."""
    if len(recus) > FICHIERS_MAX:
        raise TableauError(
            f"{len(recus)} fichiers reçus ; attendu : un classeur, ou les deux tableaux .csv. "
            "Retirez les fichiers en trop."
        )
    octets = {fichier.name: fichier.getvalue() for fichier in recus}
    if len(octets) < len(recus):
        raise TableauError(
            f"Deux fichiers reçus du même nom ({recus[0].name}) ; attendu : un classeur, ou les "
            "deux tableaux .csv. Retirez celui qui est en trop."
        )
    return octets


def _build_veille(attente: DeltaGenerator) -> Callable[[], None]:
    """Return what tells the visitor that the file is being read.

    Drawing is also where Streamlit stops the run of a visitor who left: the reading ends there.
    """
    debut = time.monotonic()

    def draw() -> None:
        """Say for how long the file has been read."""
        secondes = int(time.monotonic() - debut)
        attente.caption(f"Lecture du fichier… {secondes} s" if secondes else "Lecture du fichier…")

    return draw


def _render_apercu(nom: str, paquet: Paquet[Controle] | Paquet[LectureTable]) -> None:
    st.button(
        "Voir toute l’application sur ce référentiel",
        icon=":material/visibility:",
        type="primary",
        on_click=_open_apercu,
        args=(nom, paquet),
    )


def _open_apercu(nom: str, paquet: Paquet[Controle] | Paquet[LectureTable]) -> None:
    """Enter the preview, and leave for the map at the run that follows."""
    enter_apercu(nom, paquet.open().referentiel)
    st.session_state[_VERS_CARTE] = True
