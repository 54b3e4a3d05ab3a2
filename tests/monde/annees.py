"""Years of small countries: geodata built from archives of each, rows read year by year."""

import csv

from carto_ess.construction.build import Archives, build_geodata


def build(*, contours, decoupage, admin_express=None, **reste):
    """Call ``build_geodata`` with the archive of one year (`decoupage`), or of several."""
    decoupages = decoupage if isinstance(decoupage, list) else [decoupage]
    return build_geodata(archives=Archives(contours, decoupages, admin_express), **reste)


def read_year(chemin, millesime):
    """Return the rows of a table of geodata that hold for a year, in their order."""
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux))
    return [x for x in lignes if int(x["premier"]) <= int(millesime) <= int(x["dernier"])]


def read_communes(chemin, millesime):
    """Return the communes of a year by ascending code."""
    return sorted(read_year(chemin, millesime), key=lambda c: c["code_commune"])
