"""Every commune, EPCI and Pays that one may look for: those of today, and what became of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from carto_ess.francais import count, join_french
from carto_ess.territoire.commune import CodeCommune, Commune, find_departement
from carto_ess.territoire.decoupage import Decoupages, Territoire
from carto_ess.territoire.devenir import find_heritiers
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.index import Destination, Entree, Genre
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import abbreviate, cle_de_nom

_POSTAUX = 2
"""Postcodes shown beside a commune; a large town has twenty."""

_SEPARE = " · "


def list_lieux(decoupages: Decoupages) -> Iterator[Entree]:
    """Yield all that these perimeters know by a name: communes, EPCI, Pays, gone ones included.

    The code of each is what `vue.choix.choose` takes, whatever millésime it is of.
    """
    postaux = _find_postaux(decoupages)
    yield from _list_communes(decoupages, postaux)
    yield from _list_communes_anciennes(decoupages, postaux)
    yield from _list_epci(decoupages)
    yield from _list_epci_anciens(decoupages)
    yield from _list_pays(decoupages)


def _find_postaux(decoupages: Decoupages) -> Mapping[str, tuple[str, ...]]:
    postaux: dict[str, tuple[str, ...]] = {}
    for postal, communes in decoupages.codes_postaux.items():
        for code in communes:
            postaux[code] = (*postaux.get(code, ()), postal)
    return postaux


def _list_communes(
    decoupages: Decoupages, postaux: Mapping[str, tuple[str, ...]]
) -> Iterator[Entree]:
    for commune in decoupages.actuel.communes.values():
        siens = postaux.get(commune.code, ())
        lieu = Destination(
            Genre.COMMUNE,
            commune.code,
            commune.nom,
            _SEPARE.join(_describe_commune(commune, siens, decoupages)),
            commune.population or 0,
        )
        codes = (*siens, commune.code, commune.departement)
        yield Entree(lieu, (commune.nom,), codes, commune.siren_epci)


def _describe_commune(
    commune: Commune, postaux: tuple[str, ...], decoupages: Decoupages
) -> Iterator[str]:
    """Yield the postcodes, the département where there are several, and the EPCI."""
    if postaux:
        suite = "…" if len(postaux) > _POSTAUX else ""
        yield ", ".join(postaux[:_POSTAUX]) + suite
    departements = decoupages.ressort.departements
    if len(departements) > 1:
        yield next((d.nom for d in departements if d.code == commune.departement), "")
    epci = decoupages.actuel.epci.get(Siren(commune.siren_epci))
    yield epci.nom_court if epci else "sans EPCI"


def _list_communes_anciennes(
    decoupages: Decoupages, postaux: Mapping[str, tuple[str, ...]]
) -> Iterator[Entree]:
    """Yield the communes that are gone or had another name, and those inside one of today."""
    vues: set[tuple[str, tuple[str, ...]]] = set()
    actuelles = decoupages.actuel.communes
    for code, nom, entieres in _trace_communes(decoupages):
        heritieres = [actuelles[c] for c in entieres if c in actuelles]
        cle = cle_de_nom(nom)
        la = tuple(h.code for h in heritieres)
        if (cle, la) in vues or not heritieres or _is_within(cle, heritieres):
            continue
        vues.add((cle, la))
        siens = [p for h in heritieres for p in postaux.get(h.code, ())[:1]]
        detail = [f"aujourd’hui {join_french([h.nom for h in heritieres])}", *siens[:1]]
        lieu = Destination(Genre.COMMUNE, code, nom, _SEPARE.join(detail), ancien=True)
        yield Entree(lieu, (nom,), (code,))


def _trace_communes(decoupages: Decoupages) -> Iterator[tuple[str, str, Iterable[CodeCommune]]]:
    """Yield code, name and communes of today of each that a past year or the law names."""
    for annee in reversed(decoupages.millesimes[:-1]):
        for commune in decoupages[annee].communes.values():
            yield commune.code, commune.nom, decoupages.bring_forward([commune.code], depuis=annee)
    for deleguee in decoupages.deleguees:
        yield deleguee.code_commune, deleguee.nom, (deleguee.code_commune,)


def _is_within(cle: str, heritieres: Iterable[Commune]) -> bool:
    """Tell whether a former name only shortens today's: it leads there without being listed."""
    return any(set(cle.split()) <= set(cle_de_nom(h.nom).split()) for h in heritieres)


def _list_epci(decoupages: Decoupages) -> Iterator[Entree]:
    passes = [decoupages[annee].epci for annee in decoupages.millesimes[:-1]]
    for epci in decoupages.actuel.epci.values():
        lieu = Destination(
            Genre.EPCI,
            epci.siren,
            epci.nom_court,
            _count_communes(epci, decoupages),
            epci.population or 0,
        )
        autres = [p[epci.siren].nom for p in passes if epci.siren in p]
        yield Entree(lieu, (*_name_epci(epci, decoupages), *autres), (epci.siren,))


def _name_epci(epci: Epci, decoupages: Decoupages) -> Iterator[str]:
    """Yield the names of an EPCI: official, in use, and its initials."""
    yield epci.nom
    for alias in decoupages.actuel.alias:
        if alias.niveau is Niveau.EPCI and alias.code == epci.siren:
            yield alias.alias
    yield abbreviate(epci.nom)


def _count_communes(epci: Epci, decoupages: Decoupages) -> str:
    communes = count(epci.n_communes, "commune")
    if not epci.is_partial:
        return communes
    departements = {find_departement(c) for c in epci.communes}
    noms = [d.nom for d in decoupages.ressort.departements if d.code in departements]
    return f"{communes}, dont {len(epci.communes)} ici ({join_french(noms)})"


def _list_epci_anciens(decoupages: Decoupages) -> Iterator[Entree]:
    """Yield each EPCI that is gone, of the latest year that had it, with who holds its land."""
    vus = set(decoupages.actuel.epci)
    recent = decoupages.millesimes[-1]
    for annee in reversed(decoupages.millesimes[:-1]):
        for epci in decoupages[annee].epci.values():
            if epci.siren in vus:
                continue
            vus.add(epci.siren)
            ancien = Territoire(Niveau.EPCI, epci.siren, epci.nom)
            heritiers = find_heritiers(ancien, annee, recent, decoupages)
            for heritier in heritiers:
                yield _remember_epci(epci, annee, heritier, len(heritiers), decoupages)


def _remember_epci(
    epci: Epci, annee: int, heritier: Territoire, n_heritiers: int, decoupages: Decoupages
) -> Entree:
    """Return what leads to one heir; the code is the former one when there is no other."""
    part = "en partie dans " if n_heritiers > 1 else ""
    court = decoupages.actuel.epci[Siren(heritier.code)].nom_court
    lieu = Destination(
        Genre.EPCI,
        epci.siren if n_heritiers == 1 else heritier.code,
        epci.nom_court,
        f"EPCI de {annee}{_SEPARE}aujourd’hui {part}{court}",
        ancien=True,
    )
    return Entree(lieu, tuple(_name_epci(epci, decoupages)), (epci.siren,))


def _list_pays(decoupages: Decoupages) -> Iterator[Entree]:
    for pays in decoupages.actuel.pays.values():
        if not pays.communes:
            continue
        detail = f"périmètre de {pays.annee}{_SEPARE}{count(len(pays.communes), 'commune')}"
        alias = [
            a.alias
            for a in decoupages.actuel.alias
            if a.niveau is Niveau.PAYS and a.code == pays.code
        ]
        yield Entree(Destination(Genre.PAYS, pays.code, pays.nom, detail), (pays.nom, *alias))
