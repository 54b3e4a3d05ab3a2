"""Workbooks and tables as officers’ tools write them, small and made by hand."""

import csv
import io
import zipfile

import openpyxl
from odfdo import Cell, Document, Row, Table

from petit_monde import COUVERTURE, FICHE


def build_xlsx(
    fiches=({},), couvertures=({},), *, change=lambda _: None, noms=("Fiches", "Couvertures")
):
    """An XLSX of the model rows; `change` may alter the workbook before it is saved."""
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.active)
    for nom, modele, rangs in (
        (noms[0], FICHE, fiches),
        (noms[1], COUVERTURE, couvertures),
    ):
        feuille = classeur.create_sheet(nom)
        feuille.append(list(modele))
        for rang in rangs:
            feuille.append(list({**modele, **rang}.values()))
    change(classeur)
    flux = io.BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def build_ods(fiches=({},), couvertures=({},), *, change=lambda _: None):
    document = Document("spreadsheet")
    document.body.clear()
    for nom, modele, rangs in (
        ("Fiches", FICHE, fiches),
        ("Couvertures", COUVERTURE, couvertures),
    ):
        table = Table(nom)
        for valeurs in (list(modele), *(list({**modele, **r}.values()) for r in rangs)):
            ligne = Row()
            for valeur in valeurs:
                ligne.append_cell(Cell(valeur) if valeur != "" else Cell())
            table.append_row(ligne)
        document.body.append(table)
    change(document)
    flux = io.BytesIO()
    document.save(flux)
    return flux.getvalue()


def build_csv(modele, rangs, encodage="utf-8-sig", separateur=";"):
    flux = io.StringIO(newline="")
    ecrivain = csv.writer(flux, delimiter=separateur)
    ecrivain.writerow(list(modele))
    ecrivain.writerows(list({**modele, **rang}.values()) for rang in rangs)
    return flux.getvalue().encode(encodage)


def build_zip(**parties):
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in parties.items():
            archive.writestr(nom.replace("__", "."), octets)
    return flux.getvalue()


def rewrite(octets, **parties):
    """Replace parts of a zip: name in keyword form, « / » as « _S_ », « . » as « _D_ »."""
    noms = {nom.replace("_S_", "/").replace("_D_", "."): v for nom, v in parties.items()}
    flux = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(octets)) as source,
        zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as cible,
    ):
        for entree in source.infolist():
            contenu = source.read(entree)
            change = noms.get(entree.filename)
            cible.writestr(entree.filename, change(contenu) if change else contenu)
    return flux.getvalue()
