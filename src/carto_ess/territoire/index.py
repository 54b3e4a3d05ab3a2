"""Finds what people look for by a name, a code or a number, however they type it.

One matcher for every place where one types: what begins like the words typed comes first, then what
has them further on, then postcodes, then what belongs to an EPCI of that name; misspellings are
forgiven when nothing is spelt so. It answers in milliseconds on all the communes of the country.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from carto_ess.territoire.code import clean_code
from carto_ess.territoire.noms import (
    cle_de_nom,
    find_spans,
    is_nature,
    names_commune,
    names_epci,
)
from carto_ess.texte import fold

LONGUEUR = 100
"""Characters that are looked at: more is a paste."""

_EXACT, _DEBUT, _MOT, _CODE, _PROCHE, _CONTENU, _MEMBRE = range(7)
"""How something was found, the surest first."""

_ANCIEN = 0.5  # what is gone comes after what is there and was found as well
_FICHE = 0.4  # a word in the long name of a structure says less than the name of an EPCI gone
_INSEE = 0.25  # who types five digits thinks of a postcode
_AUTRE_GENRE = 10.0  # « Mairie de Lens » is a commune before it is anything else
_FIN = "\uffff"
_PEU = 4
"""Things found under which the communes of an EPCI that was found are listed too."""

_COURT = 4
"""Letters under which a word is not taken for a misspelt one."""

_RESSEMBLE = 0.75
"""How much a name must look like what was typed (Jaro-Winkler, 1 is equal) to be told as near."""

_LONG = 6
"""Letters from which a word may hold two slips."""


class Genre(StrEnum):
    """What can be found, in the order in which what was found as well is listed."""

    COMMUNE = "commune"
    EPCI = "epci"
    PAYS = "pays"
    FICHE = "fiche"


GENRES: dict[Genre, str] = {
    Genre.COMMUNE: "Commune", Genre.EPCI: "EPCI", Genre.PAYS: "Pays", Genre.FICHE: "Fiche",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Destination:
    """Something to find: what choosing it opens, its name, and what tells it from its homonyms.

    ``poids`` (inhabitants) orders what was found as well; ``ancien`` says that it is no more.
    """

    genre: Genre
    code: str
    nom: str
    detail: str
    poids: int = 0
    ancien: bool = False


class Entree(NamedTuple):
    """A `Destination` and all that leads to it: names, codes by their beginning, its EPCI."""

    lieu: Destination
    noms: tuple[str, ...]
    codes: tuple[str, ...] = ()
    membre_de: str = ""


class Proposition(NamedTuple):
    """What was found, and where in its name stands what was typed: (start, end) in characters."""

    lieu: Destination
    marques: tuple[tuple[int, int], ...]


class Index:
    """All that can be found, by the beginning of each word of its names and of its codes."""

    def __init__(self, entrees: Iterable[Entree]) -> None:
        self._entrees = sorted(entrees, key=_rank_entree)
        rangees = tuple(enumerate(self._entrees))
        noms = [(cle, i) for i, e in rangees for cle in dict.fromkeys(map(cle_de_nom, e.noms))]
        self._cles = [cle for cle, _ in noms]
        self._de = [i for _, i in noms]
        self._mots, self._selon_mot = _invert(
            (mot, a) for a, cle in enumerate(self._cles) for mot in cle.split()
        )
        self._cumul = [0, *accumulate(map(len, self._selon_mot))]
        self._serres = [(_squash(nom), i) for i, e in rangees for nom in e.noms]
        self._codes, self._selon_code = _invert((c, i) for i, e in rangees for c in e.codes)
        self._epci, self._membres = _invert((e.membre_de, i) for i, e in rangees)

    def search(
        self, texte: str, *, limite: int = 8, genres: Sequence[Genre] = tuple(Genre)
    ) -> tuple[Proposition, ...]:
        """Return at most `limite` things that `texte` may mean, the likeliest first.

        Several are a question to ask, never an answer: the caller lists them.
        """
        texte = texte[:LONGUEUR].strip()
        code, cle = clean_code(texte), cle_de_nom(texte[:LONGUEUR])
        if not cle:
            return ()
        rangs: dict[int, float] = {}
        if code[:1].isdigit():
            self._add(rangs, self._find_codes(code))
        mots = cle.split()
        self._add(rangs, self._find_named(cle, mots))
        vise = _aim(texte)
        if not rangs and vise is Genre.EPCI and is_nature(texte):
            self._add(rangs, self._list_epci())
        if not rangs:
            self._add(rangs, (*self._find_misspelt(mots), *self._find_contained(mots)))
        if not rangs:
            self._add(rangs, self._find_squashed(texte, limite))
        if len(rangs) < _PEU:
            self._add(rangs, self._find_members(rangs))
        ordre = sorted(
            (rang + _AUTRE_GENRE * bool(vise and self._entrees[i].lieu.genre is not vise), i)
            for i, rang in rangs.items()
            if self._entrees[i].lieu.genre in genres
        )
        self._keep_insee(ordre, code, limite)
        return tuple(
            Proposition(lieu := self._entrees[i].lieu, find_spans(lieu.nom, mots))
            for _, i in ordre[:limite]
        )

    def list_near(
        self, texte: str, *, limite: int = 3, genres: Sequence[Genre] = tuple(Genre)
    ) -> tuple[str, ...]:
        """Return the names of today that look most like `texte`, to help who found nothing.

        They are no answer: too few of their letters are the same.
        """
        serre = _squash(texte[:LONGUEUR])
        if len(serre) < _COURT:
            return ()
        siens = [
            (nom, i)
            for nom, i in self._serres
            if self._entrees[i].lieu.genre in genres and not self._entrees[i].lieu.ancien
        ]
        trouves = process.extract(
            serre,
            [nom for nom, _ in siens],
            scorer=JaroWinkler.normalized_similarity,
            score_cutoff=_RESSEMBLE,
            limit=4 * limite,
        )
        noms = (self._entrees[siens[rang][1]].lieu.nom for _, _, rang in trouves)
        return tuple(dict.fromkeys(noms))[:limite]

    def _keep_insee(self, ordre: list[tuple[float, int]], code: str, limite: int) -> None:
        """Let the commune of that Insee code be the last listed when a postcode fills the list."""
        for rang, (_, i) in enumerate(ordre):
            lieu = self._entrees[i].lieu
            if rang >= limite and lieu.genre is Genre.COMMUNE and lieu.code == code:
                ordre.insert(limite - 1, ordre.pop(rang))

    def _add(self, rangs: dict[int, float], trouves: Iterable[tuple[int, float]]) -> None:
        """Keep the best rank of each entry found; what is gone stands after what is there."""
        for i, rang in trouves:
            juste = rang
            if self._entrees[i].lieu.ancien:
                juste = max(rang, _MOT) + (_ANCIEN / 2 if rang == _EXACT else _ANCIEN)
            elif self._entrees[i].lieu.genre is Genre.FICHE and rang == _MOT:
                juste += _FICHE
            rangs[i] = min(juste, rangs.get(i, juste))

    def _find_codes(self, code: str) -> Iterator[tuple[int, float]]:
        """Yield what has a code that begins so: a postcode, a SIREN, a phone, then Insee's."""
        debut = bisect_left(self._codes, code)
        for k in range(debut, bisect_left(self._codes, code + _FIN)):
            for i in self._selon_code[k]:
                lieu = self._entrees[i].lieu
                insee = lieu.genre is Genre.COMMUNE and self._codes[k] == lieu.code
                yield i, _CODE + _INSEE * insee

    def _find_named(self, cle: str, mots: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Yield what has a word beginning with each of `mots`; digits may begin a code instead."""
        lettres = [m for m in mots if not m.isdigit()] or list(mots)
        rare = min(lettres, key=self._count)
        debut, fin = self._range(rare)
        for a in {a for k in range(debut, fin) for a in self._selon_mot[k]}:
            nom, i = self._cles[a], self._de[a]
            les_siens = nom.split()
            if all(
                any(le_sien.startswith(m) for le_sien in les_siens)
                or (m.isdigit() and any(c.startswith(m) for c in self._entrees[i].codes))
                for m in mots
            ):
                yield i, _EXACT if nom == cle else _DEBUT if nom.startswith(cle) else _MOT

    def _range(self, debut: str) -> tuple[int, int]:
        return bisect_left(self._mots, debut), bisect_left(self._mots, debut + _FIN)

    def _count(self, debut: str) -> int:
        premier, dernier = self._range(debut)
        return self._cumul[dernier] - self._cumul[premier]

    def _find_misspelt(self, mots: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Yield what has, for each of `mots`, a word that it misspells; fewer slips come first."""
        totaux: dict[int, int] = {}
        for rang, mot in enumerate(mots):
            ecarts: dict[int, int] = {}
            for k, ecart in self._find_near_words(mot):
                for a in self._selon_mot[k]:
                    if rang == 0 or a in totaux:
                        ecarts[a] = min(ecart, ecarts.get(a, ecart))
            totaux = {a: ecart + totaux.get(a, 0) for a, ecart in ecarts.items()}
        for a, ecart in totaux.items():
            # of as many slips, what begins with the first word typed, then what has no other word
            milieu = not self._cles[a].startswith(mots[0][:2])
            en_plus = abs(len(self._cles[a].split()) - len(mots))
            yield self._de[a], _PROCHE + (ecart + milieu / 2 + en_plus / 20) / 20

    def _find_near_words(self, mot: str) -> Iterator[tuple[int, int]]:
        """Yield the words that begin with `mot`, else those a slip or two away from it."""
        debut, fin = self._range(mot)
        yield from ((k, 0) for k in range(debut, fin))
        if len(mot) < _COURT:
            return
        permis = 1 if len(mot) < _LONG else 2
        # a word may be half typed: its beginning is compared too, one slip more severely
        for candidats, severite in ((self._mots, 0), ([m[: len(mot)] for m in self._mots], 1)):
            if permis > severite:
                for _, ecart, k in process.extract(
                    mot, candidats, scorer=OSA.distance, score_cutoff=permis - severite, limit=None
                ):
                    yield k, int(ecart) + severite

    def _find_squashed(self, texte: str, limite: int) -> Iterator[tuple[int, float]]:
        """Yield what is spelt so but for the spaces: « heninbeaumont », « leportel »."""
        serre = _squash(texte)
        if len(serre) < _COURT:
            return
        trouves = process.extract(
            serre,
            [nom for nom, _ in self._serres],
            scorer=OSA.distance,
            score_cutoff=max(1, len(serre) // 5),
            limit=limite,
        )
        for _, ecart, rang in trouves:
            yield self._serres[rang][1], _PROCHE + min(ecart, 9) / 20

    def _find_contained(self, mots: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Yield what has its whole name among `mots`: « Berck-sur-Mer », « hôpital de Lens »."""
        tous = set(mots)
        if len(tous) < 2:
            return
        for mot in tous:
            debut, fin = self._range(mot)
            for a in self._selon_mot[debut] if debut < fin and self._mots[debut] == mot else ():
                if len(self._cles[a]) >= _COURT and set(self._cles[a].split()) <= tous:
                    yield self._de[a], _CONTENU

    def _list_epci(self) -> Iterator[tuple[int, float]]:
        """Yield every EPCI of today, for who has only typed what all of them are called."""
        for i, entree in enumerate(self._entrees):
            if entree.lieu.genre is Genre.EPCI and not entree.lieu.ancien:
                yield i, _MOT

    def _find_members(self, rangs: dict[int, float]) -> Iterator[tuple[int, float]]:
        """Yield the communes of the EPCI that were found by their name."""
        for i, rang in tuple(rangs.items()):
            lieu = self._entrees[i].lieu
            if lieu.genre is Genre.EPCI and not lieu.ancien and rang <= _MOT:
                k = bisect_left(self._epci, lieu.code)
                if k < len(self._epci) and self._epci[k] == lieu.code:
                    yield from ((j, _MEMBRE) for j in self._membres[k])


def _rank_entree(entree: Entree) -> tuple[bool, int, int, str]:
    lieu = entree.lieu
    return lieu.ancien, list(Genre).index(lieu.genre), -lieu.poids, lieu.nom


def _squash(nom: str) -> str:
    return fold(nom).replace(" ", "")


def _invert(paires: Iterable[tuple[str, int]]) -> tuple[list[str], list[tuple[int, ...]]]:
    """Return the distinct texts in order, and the numbers that each of them came with."""
    selon: dict[str, dict[int, None]] = {}
    for texte, rang in paires:
        selon.setdefault(texte, {})[rang] = None
    textes = sorted(selon)
    return textes, [tuple(selon[t]) for t in textes]


def _aim(texte: str) -> Genre | None:
    """Return the kind that the words themselves say: « mairie de… », « CC… », « Pays de… »."""
    if names_commune(texte):
        return Genre.COMMUNE
    debut = fold(texte).partition(" ")[0]
    en_cours = len(debut) > _COURT and "communautes".startswith(debut)
    return Genre.EPCI if en_cours or names_epci(texte) else None
