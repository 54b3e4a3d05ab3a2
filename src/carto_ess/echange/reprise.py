"""An officer's table becomes a référentiel of our model, with a report of what was understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from carto_ess._errors import Faute
from carto_ess.echange.correspondance import CHAMPS, Correspondance, hint_niveau
from carto_ess.echange.lieux import LectureLieux, Lieu, read_lieux
from carto_ess.echange.siege import read_siege
from carto_ess.francais import count, join_french
from carto_ess.referentiel.coordonnees import is_courriel, is_site, is_telephone, split_contacts
from carto_ess.referentiel.fiche import Fiche
from carto_ess.referentiel.lecture import (
    COLONNES_COUVERTURES,
    COLONNES_FICHES,
    FAUTES_MAX,
    Referentiel,
    build_referentiel,
)
from carto_ess.referentiel.saisie import SEPARATEUR
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.tableur.libre import TableLibre
from carto_ess.tableur.tableau import Ligne, Tableau
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.texte import fold, slug

NON_PRECISE = "Non précisé dans le tableau reçu."
"""What stands in a text that our model asks for and the table does not give."""

_TEXTES = ("secteur", "origine", "composition", "enjeux", "travailler_ensemble")
_COURTS = frozenset({"secteur"})  # joined in one line; the others in paragraphs
_CONTACTS: Mapping[str, Callable[[str], bool]] = {
    "telephones": is_telephone, "courriels": is_courriel, "sites": is_site,
}  # fmt: skip
_ID_MAX = 60

LIEUX_MAX = 200_000
"""Territories read from one table: twice what a référentiel holds."""


@dataclass(frozen=True, slots=True)
class Compris:
    """What one row's territories were read as: « Lumbres » → « Lumbres (commune, 62534) »."""

    ligne: int
    structure: str
    lieux: tuple[Lieu, ...]


@dataclass(frozen=True, slots=True)
class Rapport:
    """What became of a table: rows read, kept and left aside add up; nothing is lost unsaid."""

    n_lignes: int
    n_gardees: int
    compris: tuple[Compris, ...]
    questions: tuple[Faute, ...]
    pertes: tuple[str, ...]
    ajouts: tuple[str, ...]

    @property
    def n_ecartees(self) -> int:
        """Rows left aside, each with its question."""
        return self.n_lignes - self.n_gardees


@dataclass(frozen=True, slots=True)
class Reprise:
    """The référentiel made of a table, with its own faults if any, and the report."""

    referentiel: Referentiel
    rapport: Rapport

    @property
    def fautes(self) -> tuple[Faute, ...]:
        """Every fault: questions of the reading, then what our model does not accept."""
        return (*self.rapport.questions, *self.referentiel.fautes)


def convert_table(
    table: TableLibre, correspondance: Correspondance, decoupages: Decoupages
) -> Reprise:
    """Read a table by its correspondance; several rows of one structure and type are one fiche.

    Raises
    ------
    TableauError
        Never: what cannot be read is a question of the report, with its row and column.
    """
    lecteur = _Lecteur(table, correspondance, decoupages)
    for numero, rang in table.rangs.items():
        if lecteur.is_full():
            lecteur.stop(numero)
            break
        lecteur.read(numero, rang)
    return lecteur.finish()


class _Groupe:
    """A fiche in the making: its rows, what each field says in them, its territories."""

    def __init__(self, numero: int, structure: str, type_: TypeCooperation) -> None:
        self.numero, self.structure, self.type = numero, structure, type_
        self.valeurs: dict[str, dict[str, None]] = {}
        self.lieux: dict[tuple[str, str, int], Lieu] = {}
        self.mots: dict[str, None] = {}

    def add(self, champ: str, valeur: str) -> None:
        """Keep a value of a field, once."""
        if valeur:
            self.valeurs.setdefault(champ, {})[valeur] = None

    def join(self, champ: str, lien: str) -> str:
        """Return the values of a field in one text, in their order."""
        return lien.join(self.valeurs.get(champ, ()))


class _Lecteur:
    def __init__(
        self, table: TableLibre, correspondance: Correspondance, decoupages: Decoupages
    ) -> None:
        self.table, self.correspondance, self.decoupages = table, correspondance, decoupages
        self.groupes: dict[tuple[str, str], _Groupe] = {}
        self.compris: list[Compris] = []
        self.questions: list[Faute] = []
        self.pertes: list[str] = []
        self.gardees = self.n_lieux = self.n_pertes = 0
        self._lectures: dict[tuple[str, str], LectureLieux] = {}  # by column and cell

    def is_full(self) -> bool:
        """Tell whether what was read is more than anybody goes through, or than any référentiel."""
        return len(self.questions) >= FAUTES_MAX or self.n_lieux >= LIEUX_MAX

    def stop(self, numero: int) -> None:
        """Say from which row on nothing was read."""
        recu = f"{len(self.questions)} questions, {self.n_lieux} territoires"
        action = "La lecture s’arrête là : répondez-y, ou gardez les seules lignes utiles."
        self.questions.append(
            Faute(self.table.fichier, numero, "", recu, "un tableau d’un seul tenant", action)
        )

    def read(self, numero: int, rang: Mapping[str, str]) -> None:
        """Take one row: into the fiche of its structure and type, or into the questions."""
        avant = len(self.questions)
        structure = self._get(rang, "structure")
        if not structure:
            action = "Donnez un nom, ou supprimez la ligne si c’est un titre ou un total."
            self._ask(numero, "structure", "une cellule vide", "le nom de la structure", action)
        type_ = self._find_type(numero, rang)
        lecture = self._read_lieux(numero, rang)
        if len(self.questions) > avant or type_ is None:
            return
        self.gardees += 1
        cle = fold(structure), str(type_)
        groupe = self.groupes.setdefault(cle, _Groupe(numero, structure, type_))
        for champ in ("id", "couverture", "point_commune", "annee", *_TEXTES):
            groupe.add(champ, self._get(rang, champ))
        for champ, juge in _CONTACTS.items():
            self._add_contacts(groupe, numero, champ, juge, self._get(rang, champ))
        for titre in self.correspondance.territoires:
            groupe.mots.update(dict.fromkeys(filter(None, [rang.get(titre, "")])))
        for lieu in lecture.lieux:
            groupe.lieux.setdefault((lieu.niveau, lieu.code, lieu.millesime), lieu)
        self.compris.append(Compris(numero, structure, lecture.lieux))

    def finish(self) -> Reprise:
        """Build the two tables of our model, check them as any other, and tell what was lost."""
        fichier = self.table.fichier
        ids: dict[str, None] = {}
        fiches, couvertures = [], []
        for groupe in self.groupes.values():
            identifiant = self._name(groupe, ids)
            fiches.append(Ligne(groupe.numero, self._write_fiche(groupe, identifiant)))
            couvertures += [
                Ligne(groupe.numero, _write_lieu(identifiant, lieu))
                for lieu in groupe.lieux.values()
            ]
        tables = Tableau(fichier, tuple(fiches)), Tableau(fichier, tuple(couvertures))
        referentiel = (  # without a row that could be kept, its questions say why
            build_referentiel(*tables, self.decoupages) if fiches else Referentiel((), ())
        )
        return Reprise(
            referentiel,
            Rapport(
                len(self.table.rangs), self.gardees, tuple(self.compris), tuple(self.questions),
                (*self._list_lost_columns(), *self.pertes, *self._count_lost()),
                tuple(self._list_added()),
            ),
        )  # fmt: skip

    def _get(self, rang: Mapping[str, str], champ: str) -> str:
        titre = self.correspondance.colonnes.get(champ, "")
        return rang.get(titre, "").strip() or self.correspondance.defauts.get(champ, "")

    def _ask(self, numero: int, champ: str, recu: str, attendu: str, action: str) -> None:
        titre = self.correspondance.colonnes.get(champ, CHAMPS.get(champ, champ))
        self.questions.append(Faute(self.table.fichier, numero, titre, recu, attendu, action))

    def _find_type(self, numero: int, rang: Mapping[str, str]) -> TypeCooperation | None:
        ecrit = self._get(rang, "type")
        connus = {**{fold(t): t for t in TypeCooperation}, **{fold(n): t for t, n in TYPES.items()}}
        type_ = self.correspondance.types.get(fold(ecrit)) or connus.get(fold(ecrit))
        if type_ is None:
            self._ask(
                numero, "type", f"« {ecrit} »" if ecrit else "une cellule vide",
                f"l’un des types {join_french(list(TYPES.values()))}",
                "Dites dans la correspondance à quel type correspond ce mot, ou donnez un type "
                "pour tout le tableau.",
            )  # fmt: skip
        return type_

    def _read_lieux(self, numero: int, rang: Mapping[str, str]) -> LectureLieux:
        """Read the territories of a row, whatever the number of its columns that hold some."""
        correspondance = self.correspondance
        lieux: list[Lieu] = []
        pleines = [t for t in correspondance.territoires if rang.get(t, "").strip()]
        for titre in pleines:
            cle = titre, rang[titre]
            if cle not in self._lectures:
                self._lectures[cle] = read_lieux(
                    rang[titre], self.decoupages, codes=correspondance.codes,
                    niveau=correspondance.niveau or hint_niveau(titre),
                )  # fmt: skip
            lecture = self._lectures[cle]
            lieux += lecture.lieux
            self.n_lieux += len(lecture.lieux)
            for question in lecture.questions:
                self._ask(numero, titre, f"« {rang[titre][:160]} »", "des territoires sûrs",
                          question)  # fmt: skip
        if not pleines:
            titre = join_french(correspondance.territoires) or "territoires"
            self._ask(
                numero, titre, "une cellule vide", "au moins un territoire",
                "Donnez le territoire que la structure couvre, ou la colonne qui le tient.",
            )  # fmt: skip
        return LectureLieux(tuple(lieux))

    def _add_contacts(
        self, groupe: _Groupe, numero: int, champ: str, juge: Callable[[str], bool], cellule: str
    ) -> None:
        """Keep what is well formed; the rest is said to be lost, with its row."""
        for valeur in split_contacts(cellule):
            if champ == "sites" and not juge(valeur) and juge(f"https://{valeur}"):
                valeur = f"https://{valeur}"  # noqa: PLW2901 -- « www.exemple.fr » is one
            if juge(valeur):
                groupe.add(champ, valeur)
            else:
                self._lose(
                    f"Ligne {numero}, {CHAMPS[champ]} : « {valeur[:120]} » n’est pas repris, "
                    "ce n’est pas un contact bien formé."
                )

    def _lose(self, phrase: str) -> None:
        """Say what is lost; what is more than anybody reads is counted."""
        self.n_pertes += 1
        if self.n_pertes <= FAUTES_MAX:
            self.pertes.append(phrase)

    def _name(self, groupe: _Groupe, ids: dict[str, None]) -> str:
        """Return an id of our form: the table's own where it is one, else from the name."""
        base = slug(groupe.join("id", " ") or groupe.structure)[:_ID_MAX].strip("-") or "fiche"
        identifiant, rang = base, 1
        while identifiant in ids:
            rang += 1
            identifiant = f"{base}-{rang}"
        ids[identifiant] = None
        return identifiant

    def _write_fiche(self, groupe: _Groupe, identifiant: str) -> dict[str, str]:
        textes = {
            champ: groupe.join(champ, " ; " if champ in _COURTS else "\n") or NON_PRECISE
            for champ in _TEXTES
        }
        contacts = {champ: groupe.join(champ, SEPARATEUR) for champ in _CONTACTS}
        siege = self._find_siege(groupe)
        return {
            **dict.fromkeys(COLONNES_FICHES, ""),
            **textes,
            **contacts,
            "id": identifiant,
            "type": str(groupe.type),
            "structure": groupe.structure,
            "couverture": groupe.join("couverture", "\n") or "\n".join(groupe.mots),
            "annee": next(iter(groupe.valeurs.get("annee", {"": None})))[-4:],
            "point_commune": siege,
            "point_nature": "siege" if siege else "",
            "point_source": f"tableau reçu ({self.table.fichier})" if siege else "",
        }

    def _find_siege(self, groupe: _Groupe) -> str:
        """Return the one commune that the seat names, else ask, or say that it is lost."""
        if not (ecrit := groupe.join("point_commune", " ; ")):
            return ""
        siege = read_siege(ecrit, self.decoupages, codes=self.correspondance.codes_siege)
        if siege.question:
            self._ask(groupe.numero, "point_commune", f"« {ecrit[:160]} »", "une seule commune",
                      siege.question)  # fmt: skip
        if any(siege):
            return siege.commune
        self._lose(
            f"Ligne {groupe.numero}, {CHAMPS['point_commune']} : « {ecrit[:120]} » n’est pas "
            "repris, ce n’est pas le nom ou le code d’une seule commune."
        )
        return ""

    def _list_lost_columns(self) -> Iterable[str]:
        """Say each column that meets none of ours, with how many cells it filled."""
        prises = {*self.correspondance.colonnes.values(), *self.correspondance.territoires}
        for titre in self.table.entete:
            pleines = sum(bool(c.strip()) for c in self.table.column(titre))
            if titre not in prises and pleines:
                n = count(pleines, "cellule remplie", "cellules remplies")
                yield f"Colonne « {titre} » : non reprise ({n})."

    def _count_lost(self) -> Iterable[str]:
        if self.n_pertes > FAUTES_MAX:
            autres = count(self.n_pertes - FAUTES_MAX, "valeur n’est", "valeurs ne sont")
            yield f"Et {autres} pas reprise{'s' if self.n_pertes > FAUTES_MAX + 1 else ''}."

    def _list_added(self) -> Iterable[str]:
        """Say what our model asks for and the table did not give."""
        for champ in _TEXTES:
            n = sum(champ not in g.valeurs for g in self.groupes.values())
            if n:
                yield f"{CHAMPS[champ]} : « {NON_PRECISE} » dans {count(n, 'fiche')}."


def _write_lieu(identifiant: str, lieu: Lieu) -> dict[str, str]:
    return dict(
        zip(
            COLONNES_COUVERTURES,
            (
                identifiant, str(lieu.niveau), lieu.code, lieu.nom, str(lieu.millesime),
                lieu.texte, "interpretee" if lieu.note else "explicite", lieu.note,
            ),
            strict=False,
        )
    )  # fmt: skip


def list_fiches(reprise: Reprise) -> tuple[Fiche, ...]:
    """Return the fiches of a table that holds neither question nor fault; none otherwise."""
    return () if reprise.fautes else reprise.referentiel.fiches
