"""Perimeters of each millésime, on codes alone: who belongs to what, how a year becomes another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from carto_ess._errors import TerritoireNotFoundError
from carto_ess.territoire.commune import CodeCommune, Commune, Deleguee, find_departement
from carto_ess.territoire.epci import Epci, Siren
from carto_ess.territoire.fusion import Fusion, Mouvement, NatureMouvement
from carto_ess.territoire.maille import CleUnite, gather_unites
from carto_ess.territoire.manifeste import Manifeste
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.noms import cle_de_nom, match_closest, split_precision
from carto_ess.territoire.pays import Pays
from carto_ess.territoire.ressort import Region, Ressort
from carto_ess.territoire.terre import Terres, trace_land
from carto_ess.texte import fold


class Territoire(NamedTuple):
    """A territory of one niveau: its code and its name in one millésime."""

    niveau: Niveau
    code: str
    nom: str


class Alias(NamedTuple):
    """A usage name of a territory (« Artois-Comm ») that no official table holds."""

    niveau: Niveau
    code: str
    alias: str


@dataclass(frozen=True)
class Decoupage:
    """All the perimeters of one millésime in the ressort; mappings go by ascending code."""

    millesime: int
    ressort: Ressort
    communes: Mapping[CodeCommune, Commune]
    epci: Mapping[Siren, Epci]
    pays: Mapping[str, Pays]
    regions: Mapping[str, Region]
    alias: tuple[Alias, ...] = field(default=(), repr=False)

    @cached_property
    def territoires(self) -> Mapping[tuple[Niveau, str], Territoire]:
        """Every territory of this millésime by (niveau, code)."""
        tous = [
            *(Territoire(Niveau.COMMUNE, c.code, c.nom) for c in self.communes.values()),
            *(Territoire(Niveau.EPCI, e.siren, e.nom) for e in self.epci.values()),
            *(Territoire(Niveau.PAYS, p.code, p.nom) for p in self.pays.values()),
            *(Territoire(Niveau.DEPARTEMENT, d.code, d.nom) for d in self.ressort.departements),
            *(Territoire(Niveau.REGION, r.code, r.nom) for r in self.regions.values()),
        ]
        return {(t.niveau, t.code): t for t in tous}

    @cached_property
    def populations(self) -> Mapping[CodeCommune, int | None]:
        """The inhabitants of each commune; ``None`` when they are not known."""
        return {code: commune.population for code, commune in self.communes.items()}

    def select_communes(self, niveau: Niveau, code: str) -> frozenset[CodeCommune]:
        """Return the communes of the ressort that this territory holds.

        A région covers those of its départements that the ressort has, none when it has none.

        Raises
        ------
        TerritoireNotFoundError
            No territory of that niveau has that code in this millésime.
        """
        if (niveau, code) not in self.territoires:
            raise TerritoireNotFoundError(
                f"Aucun territoire de niveau « {niveau} » n’a le code « {code} » "
                f"dans les périmètres {self.millesime}."
            )
        return self.etendues[niveau, code]

    @cached_property
    def etendues(self) -> Mapping[tuple[Niveau, str], frozenset[CodeCommune]]:
        """The communes of every territory, made once: fiches share these sets."""
        ici = self._communes_par_departement
        return {
            **{(Niveau.COMMUNE, code): frozenset({code}) for code in self.communes},
            **{(Niveau.EPCI, e.siren): frozenset(e.communes) for e in self.epci.values()},
            **{(Niveau.PAYS, p.code): frozenset(p.communes) for p in self.pays.values()},
            **{(Niveau.DEPARTEMENT, code): communes for code, communes in ici.items()},
            **{
                (Niveau.REGION, r.code): frozenset().union(
                    *(ici[code] for code in r.departements if code in ici)
                )
                for r in self.regions.values()
            },
        }

    @cached_property
    def _communes_par_departement(self) -> Mapping[str, frozenset[CodeCommune]]:
        codes: dict[str, list[CodeCommune]] = {d.code: [] for d in self.ressort.departements}
        for commune in self.communes.values():
            codes.setdefault(commune.departement, []).append(commune.code)
        return {code: frozenset(communes) for code, communes in codes.items()}

    def find(self, niveau: Niveau, libelle: str) -> Territoire:
        """Return the territory of that niveau that `libelle` names, however it is spelt.

        Raises
        ------
        TerritoireNotFoundError
            None has this name (``proches`` gives the nearest ones), or several share it.
        """
        trouves = self.find_all(niveau, libelle)
        if len(trouves) == 1:
            return trouves[0]
        if trouves:
            codes = ", ".join(t.code for t in trouves)
            raise TerritoireNotFoundError(
                f"Plusieurs territoires s’appellent « {libelle} » ({codes}) : donnez le code."
            )
        raise TerritoireNotFoundError(
            f"Aucun territoire de niveau « {niveau} » ne s’appelle « {libelle} » "
            f"dans les périmètres {self.millesime}.",
            match_closest(split_precision(libelle)[0], self.noms_par_cle[niveau]),
        )

    def find_all(self, niveau: Niveau, libelle: str) -> tuple[Territoire, ...]:
        """Return the territories of that niveau that share this name, however it is spelt.

        What a parenthesis adds (« Saint-Omer (62) », « … (CAPSO) ») must be theirs.
        """
        if trouves := self._par_cle.get((niveau, _cle(niveau, libelle)), ()):
            return trouves
        nom, precision = split_precision(libelle)
        if not precision:
            return ()
        nommes = self._par_cle.get((niveau, _cle(niveau, nom)), ())
        aussi = self._par_cle.get((niveau, _cle(niveau, precision)), ())
        return tuple(t for t in nommes if t in aussi or self._is_at(t, precision))

    def _is_at(self, territoire: Territoire, precision: str) -> bool:
        """Tell whether a code, or the name or code of a département, is that of a territory."""
        return precision == territoire.code or any(
            find_departement(territoire.code) == d.code
            and fold(precision) in {fold(d.code), fold(d.nom)}
            for d in self.ressort.departements
            if territoire.niveau is Niveau.COMMUNE
        )

    @cached_property
    def _noms(self) -> tuple[tuple[Territoire, str], ...]:
        """Every name of every territory, usage names after the official ones."""
        return (
            *((t, t.nom) for t in self.territoires.values()),
            *(
                (self.territoires[a.niveau, a.code], a.alias)
                for a in self.alias
                if (a.niveau, a.code) in self.territoires
            ),
        )

    @cached_property
    def noms_par_cle(self) -> Mapping[Niveau, Mapping[str, str]]:
        """By niveau, every name that a territory bears, under its key."""
        noms = [(t.niveau, t.nom) for t in self.territoires.values()]
        noms += [  # an alias may be of a territory that this year does not have
            (a.niveau, a.alias) for a in self.alias if (a.niveau, a.code) in self.territoires
        ]
        return {n: {cle_de_nom(nom): nom for du, nom in noms if du is n} for n in Niveau}

    @cached_property
    def _par_cle(self) -> Mapping[tuple[Niveau, str], tuple[Territoire, ...]]:
        index: dict[tuple[Niveau, str], tuple[Territoire, ...]] = {}
        for territoire, nom in self._noms:
            cle = (territoire.niveau, _cle(territoire.niveau, nom))
            if territoire not in index.get(cle, ()):
                index[cle] = (*index.get(cle, ()), territoire)
        return index


def _cle(niveau: Niveau, libelle: str) -> str:
    """Key of a name, without the word that only repeats its niveau (« Pays de… »)."""
    mots = cle_de_nom(libelle).split()
    if len(mots) > 1 and niveau not in (Niveau.COMMUNE, Niveau.EPCI):
        mots = [m for m in mots if m not in {"pays", "departement", "region"}] or mots
    return " ".join(mots)


class Conversion(NamedTuple):
    """Communes of another millésime: those that some land holds whole, those that it holds in part.

    No commune is in both.
    """

    entieres: frozenset[CodeCommune]
    partielles: frozenset[CodeCommune]


@dataclass(frozen=True)
class Decoupages:
    """The découpages of every millésime that the geodata hold, and the bridge between them.

    ``mouvements`` say all that became of communes between each millésime and the next one held.
    ``codes_postaux`` gives the communes of today that each postcode serves, by ascending code;
    ``deleguees`` what lies inside a commune of today under a name of its own.
    """

    manifeste: Manifeste
    par_millesime: Mapping[int, Decoupage]
    mouvements: tuple[Mouvement, ...]
    codes_postaux: Mapping[str, tuple[CodeCommune, ...]] = field(default_factory=dict)
    deleguees: tuple[Deleguee, ...] = ()

    def __getitem__(self, millesime: int) -> Decoupage:
        """Return the découpage of that millésime."""
        return self.par_millesime[millesime]

    @cached_property
    def millesimes(self) -> tuple[int, ...]:
        """The millésimes held, oldest first."""
        return tuple(self.par_millesime)

    @cached_property
    def actuel(self) -> Decoupage:
        """The most recent découpage: the one that the contours draw."""
        return self.par_millesime[self.millesimes[-1]]

    @property
    def ressort(self) -> Ressort:
        """What the geodata describe: one département, several or the country."""
        return self.manifeste.ressort

    @cached_property
    def unites(self) -> Mapping[CleUnite, tuple[CodeCommune, ...]]:
        """What the map draws first where the communes are too many: see `maille`; else empty.

        Communes that the map cannot draw (overseas) are in none.
        """
        if not self.manifeste.details:
            return {}
        return gather_unites(
            (c.code, c.siren_epci)
            for c in self.actuel.communes.values()
            if c.departement not in self.manifeste.sans_contours
        )

    @cached_property
    def unite_of(self) -> Mapping[CodeCommune, CleUnite]:
        """The unit of each commune that the map draws."""
        return {code: cle for cle, codes in self.unites.items() for code in codes}

    def find_commune(self, code: CodeCommune) -> Commune:
        """Return a commune by its code, as the most recent millésime that has it knows it.

        Raises
        ------
        TerritoireNotFoundError
            No millésime has that code.
        """
        for millesime in reversed(self.millesimes):
            if commune := self[millesime].communes.get(code):
                return commune
        raise TerritoireNotFoundError(f"Aucune commune de ces périmètres n’a le code « {code} ».")

    def select_deleguees(self, libelle: str) -> tuple[tuple[Territoire, CodeCommune], ...]:
        """Return what lies inside communes of today under this name, each with its commune."""
        return self._deleguees_par_cle.get(cle_de_nom(libelle), ())

    @cached_property
    def _deleguees_par_cle(self) -> Mapping[str, tuple[tuple[Territoire, CodeCommune], ...]]:
        index: dict[str, list[tuple[Territoire, CodeCommune]]] = {}
        for d in self.deleguees:
            territoire = Territoire(Niveau.COMMUNE, d.code, d.nom)
            index.setdefault(cle_de_nom(d.nom), []).append((territoire, d.code_commune))
        return {cle: tuple(trouvees) for cle, trouvees in index.items()}

    def convert(
        self, codes: Iterable[CodeCommune], *, depuis: int, vers: int
    ) -> frozenset[CodeCommune]:
        """Return the communes of millésime `vers` that hold land of `codes`, of `depuis`.

        A merged commune becomes its successor; a successor becomes, backwards, all the communes it
        was made of; a commune that was split becomes all its parts. They may hold other land too:
        `convert_land` tells which ones do. Codes whose land never changes stay themselves.
        """
        if depuis == vers:
            return frozenset(codes)
        passage, codes = self._find_passage(depuis, vers), frozenset(codes)
        changes = codes & passage.keys()
        return (codes - changes).union(*map(passage.__getitem__, changes))

    def convert_land(self, codes: Iterable[CodeCommune], *, depuis: int, vers: int) -> Conversion:
        """Return the communes of `vers` that `codes`, of `depuis`, hold whole, and in part."""
        codes = frozenset(codes)
        toutes = self.convert(codes, depuis=depuis, vers=vers)
        partielles = frozenset(
            code for code in toutes if not self.convert([code], depuis=vers, vers=depuis) <= codes
        )
        return Conversion(toutes - partielles, partielles)

    def bring_forward(self, codes: Iterable[CodeCommune], *, depuis: int) -> frozenset[CodeCommune]:
        """Return today's communes that hold the land of `codes`, of millésime `depuis`."""
        return self.convert(codes, depuis=depuis, vers=self.actuel.millesime)

    def bring_back(self, codes: Iterable[CodeCommune], *, vers: int) -> frozenset[CodeCommune]:
        """Return the communes of millésime `vers` that hold the land of `codes`, of today."""
        return self.convert(codes, depuis=self.actuel.millesime, vers=vers)

    @cached_property
    def fusions(self) -> tuple[Fusion, ...]:
        """The communes of the past that are gone, by code, and who holds their land today."""
        parties: dict[CodeCommune, Fusion] = {}
        for m in self.mouvements:
            if m.nature is NatureMouvement.RETABLISSEMENT or m.code_avant in self.actuel.communes:
                continue
            suivantes = self.bring_forward([m.code_avant], depuis=m.millesime_avant)
            code = m.code_apres if m.code_apres in suivantes else min(suivantes)
            nom = self.actuel.communes[code].nom
            parties[m.code_avant] = Fusion(
                m.code_avant, m.nom_avant, code, nom, m.date, m.millesime_apres
            )
        return tuple(parties[code] for code in sorted(parties))

    @cached_property
    def terres(self) -> Mapping[int, Terres]:
        """The land of the communes that some year changed: see `terre`."""
        return trace_land({m: self[m].communes for m in self.millesimes}, self.mouvements)

    @cached_property
    def _passages(self) -> dict[tuple[int, int], Mapping[CodeCommune, tuple[CodeCommune, ...]]]:
        return {}

    def _find_passage(
        self, depuis: int, vers: int
    ) -> Mapping[CodeCommune, tuple[CodeCommune, ...]]:
        """Return what each code of `depuis` becomes in `vers`, made when first asked for."""
        if (depuis, vers) not in self._passages:
            tenant = {piece: c for c, pieces in self.terres[vers].items() for piece in pieces}
            self._passages[depuis, vers] = {
                code: tuple(sorted({tenant[piece] for piece in pieces}))
                for code, pieces in self.terres[depuis].items()
            }
        return self._passages[depuis, vers]
