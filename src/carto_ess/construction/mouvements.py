"""What became of communes between the millésimes built: mergers, restorations, changes of code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from carto_ess._errors import GeodataError
from carto_ess.construction.annees import Annee
from carto_ess.territoire.commune import CodeCommune
from carto_ess.territoire.fusion import Mouvement, NatureMouvement


def trace_mouvements(annees: Sequence[Annee]) -> tuple[Mouvement, ...]:
    """Return all that happened between each of `annees` (oldest first) and the next one.

    Raises
    ------
    GeodataError
        A commune is gone and nothing says where its land is, or is there and nothing says whence.
    """
    return tuple(m for i in range(1, len(annees)) for m in _compare(annees, i))


def _compare(annees: Sequence[Annee], i: int) -> Iterator[Mouvement]:
    avant, apres = annees[i - 1], annees[i]
    partis = sorted(avant.communes.keys() - apres.communes.keys())
    successeurs = {code: _find_successor(code, annees, i) for code in partis}
    arrivees = Counter(successeurs.values())
    for code, suivant in successeurs.items():
        seul = arrivees[suivant] == 1 and suivant not in avant.communes
        nature = NatureMouvement.CHANGEMENT_DE_CODE if seul else NatureMouvement.FUSION
        yield _move(avant, code, apres, suivant, nature, _find_date(code, annees, i))
    for code in sorted(apres.communes.keys() - avant.communes.keys() - arrivees.keys()):
        origine = _find_origin(code, annees, i)
        yield _move(avant, origine, apres, code, NatureMouvement.RETABLISSEMENT, "")


def _move(
    avant: Annee, code: str, apres: Annee, suivant: str, nature: NatureMouvement, date: str
) -> Mouvement:
    return Mouvement(
        avant.millesime,
        CodeCommune(code),
        avant.communes[code],
        apres.millesime,
        CodeCommune(suivant),
        apres.communes[suivant],
        nature,
        date,
    )


def _find_successor(code: str, annees: Sequence[Annee], i: int) -> str:
    """Return the commune of year `i` that holds the land of `code`, gone since the year before.

    The nearest year that says it is believed; the code that it gives may be gone or not be yet.
    """
    apres = annees[i]
    dits = [a.dedans[code] for a in annees[i:] if code in a.dedans]
    dits += [a.suites[code][0] for a in annees[:i] if code in a.suites]
    for dit in dits:
        if dit in apres.communes:
            return dit
        if (suite := apres.dedans.get(dit, "")) in apres.communes:
            return suite
    raise GeodataError(
        f"La commune {annees[i - 1].communes[code]} ({code}), de {annees[i - 1].millesime}, n’est "
        f"plus là en {apres.millesime} et rien ne dit dans quelle commune : ajoutez les millésimes "
        "qui manquent entre les deux, ou une ligne à communes_fusionnees.csv."
    )


def _find_origin(code: str, annees: Sequence[Annee], i: int) -> str:
    """Return the commune of the year before `i` that a commune restored was part of."""
    avant = annees[i - 1]
    for annee in reversed(annees[:i]):
        if (origine := annee.dedans.get(code, "")) in avant.communes:
            return origine
    raise GeodataError(
        f"La commune {annees[i].communes[code]} ({code}), de {annees[i].millesime}, n’est pas là "
        f"en {avant.millesime} et rien ne dit de quelle commune elle vient : ajoutez les "
        "millésimes qui manquent entre les deux."
    )


def _find_date(code: str, annees: Sequence[Annee], i: int) -> str:
    """Return the day of the merger that hand-kept facts give, if it lies between the two years."""
    debut, fin = annees[i - 1].millesime, f"{annees[i].millesime}-01-01"
    for annee in annees[:i]:
        date = annee.suites.get(code, ("", ""))[1]
        if f"{debut}-01-01" < date <= fin:
            return date
    return ""
