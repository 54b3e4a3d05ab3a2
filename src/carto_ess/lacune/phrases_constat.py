"""What is said of one territory and of all of them, in one or two French sentences each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from carto_ess.couverture.proches import Proche
from carto_ess.francais import count, join_french, number
from carto_ess.lacune.bilan import Bilan, Etat, Lacune
from carto_ess.lacune.constat import Constat, Etendue, LigneType
from carto_ess.lacune.phrases import name_type
from carto_ess.lacune.plage import Plage, count_plage, number_plage, percent_plage
from carto_ess.referentiel.fiche import SANS_AUCUNE_FICHE
from carto_ess.referentiel.type_cooperation import TypeCooperation
from carto_ess.territoire.decoupage import Decoupage
from carto_ess.territoire.niveau import Niveau
from carto_ess.territoire.ressort import in_ressort

_EN_LETTRES = ("Zéro", "Un", "Deux", "Trois", "Quatre", "Cinq")
_FEMININS = frozenset({TypeCooperation.MUTUALISATION, TypeCooperation.STRUCTURE_APPUI})


class Phrase(NamedTuple):
    """A sentence: what of it is in bold, what follows, and whether it tells of a gap."""

    fort: str
    suite: str
    alerte: bool = False

    def __str__(self) -> str:
        """Return it as plain text."""
        return f"{self.fort} {self.suite}".strip()


def say_constat(constat: Constat) -> Phrase:
    """Return what a territory has and lacks: « 24 communes sur 49 sont sans coopération… »."""
    lacune = constat.lacune
    if constat.vide:
        return Phrase(SANS_AUCUNE_FICHE, "")
    if lacune.etat is Etat.INCONNU:
        n = len(lacune.communes_inconnues)
        verbe = "n’est pas renseignée" if n == 1 else "ne sont pas renseignées"
        suite = f"sur {number(lacune.n_communes)} {verbe} : le référentiel est incomplet ici."
        return Phrase(count(n, "commune"), suite)
    return _say_commune(constat) if lacune.niveau is Niveau.COMMUNE else _say_communes(constat)


def _say_communes(constat: Constat) -> Phrase:
    """Return the finding of a territory that is made of communes, and of which all is known."""
    lacune = constat.lacune
    types = _say_types(constat)
    if not lacune.plage_non_couvertes.is_sure:
        return _say_unsure(lacune, types)
    n, vides = lacune.n_communes, len(lacune.communes_non_couvertes)
    if lacune.etat is Etat.AUCUNE:
        ses = "sa commune" if n == 1 else f"ses {number(n)} communes"
        return Phrase(f"Aucune coopération recensée ne couvre {ses}.", types, alerte=True)
    if lacune.etat is Etat.PARTIEL:
        est = "est" if vides == 1 else "sont"
        suite = f"{est} sans coopération recensée{_say_people(lacune)}. {types}"
        return Phrase(f"{count(vides, 'commune')} sur {number(n)}", suite, alerte=True)
    sujet = "Sa commune" if n == 1 else f"Chacune de ses {number(n)} communes"
    return Phrase(f"{sujet} a au moins une coopération.", types)


def _say_unsure(lacune: Lacune, types: str) -> Phrase:
    """Return the finding where it depends on how the words of a fiche are read."""
    combien = count_plage(lacune.plage_non_couvertes, "commune")
    est = "est" if lacune.plage_non_couvertes.maxi == 1 else "sont"
    return Phrase(
        f"{combien[0].upper()}{combien[1:]} sur {number(lacune.n_communes)}",
        f"{est} sans coopération recensée, selon la lecture du livret{_say_people(lacune)}. "
        f"{types}",
        alerte=lacune.plage_non_couvertes.mini > 0,
    )


def _say_people(lacune: Lacune) -> str:
    seuls, tous = lacune.plage_seuls, lacune.population
    if seuls is None or tous is None:
        return ""
    return f" : {count_plage(seuls, 'habitant')} sur {number(tous)}"


def _say_commune(constat: Constat) -> Phrase:
    nom, manquants = constat.lacune.nom, constat.select(Etendue.MANQUE)
    if not constat.n_fiches:
        fort = f"Aucune coopération recensée ne couvre {nom}."
        return Phrase(fort, "Les cinq types manquent.", alerte=True)
    plage = constat.lacune.plage_fiches
    verbe = "couvre" if plage.maxi == 1 else "couvrent"
    combien = count_plage(plage, "coopération")
    selon = "" if plage.is_sure else ", selon la lecture du livret"
    fort = f"{combien[0].upper()}{combien[1:]} {verbe} {nom}{selon}."
    if not manquants:
        return Phrase(fort, "Les cinq types sont présents.")
    verbe = "Manque" if len(manquants) == 1 else "Manquent"
    return Phrase(fort, f"{verbe} : {join_french([name_type(t) for t in manquants])}.")


def _say_types(constat: Constat) -> str:
    """Return « Quatre types manquent partout, un en partie. »."""
    m, p = len(constat.select(Etendue.MANQUE)), len(constat.select(Etendue.PARTIE))
    if m == len(TypeCooperation):
        return "Les cinq types manquent."
    if not m and not p:
        return "Les cinq types sont présents partout."
    if not m:
        verbe = "n’est présent" if p == 1 else "ne sont présents"
        return f"{_count_types(p)} {verbe} qu’en partie."
    debut = f"{_count_types(m)} {'manque' if m == 1 else 'manquent'} partout"
    return f"{debut}, {_EN_LETTRES[p].lower()} en partie." if p else f"{debut}."


def _count_types(n: int) -> str:
    return f"{_EN_LETTRES[n]} type{'s' if n > 1 else ''}"


def say_presence(
    type_: TypeCooperation, etendue: Etendue, n: int, sur: int, plage: Plage | None = None
) -> str:
    """Return what a row says of one type: « présente partout », « manque », « 25 communes sur 49 ».

    Of a commune, « présente » is enough. `plage` is that of `n` over every reading, said when they
    differ.
    """
    if plage is not None and not plage.is_sure and sur > 1:
        return f"{number_plage(plage)} commune{'s' * (plage.maxi > 1)} sur {number(sur)}"
    match etendue:
        case Etendue.PARTOUT:
            present = "présente" if type_ in _FEMININS else "présent"
            return present if sur == 1 else f"{present} partout"
        case Etendue.PARTIE:
            return f"{count(n, 'commune')} sur {number(sur)}"
        case Etendue.MANQUE:
            return "manque"
        case Etendue.INCONNU:
            return "non renseigné"


def say_ligne(ligne: LigneType, lacune: Lacune) -> str:
    """Return what the row of one type says of a territory, over every reading."""
    return say_presence(
        ligne.type,
        ligne.etendue,
        ligne.n_communes,
        lacune.n_communes,
        lacune.plage_communes(ligne.type),
    )


def say_where(proche: Proche, decoupage: Decoupage) -> str:
    """Return where a fiche is active already, seen from a territory that it could extend to."""
    dits = []
    if proche.deja_presente:
        dits.append("couvre déjà une partie du territoire")
    elif proche.epci:
        noms = join_french([f"la {decoupage.epci[s].nom_court}" for s in proche.epci[:2]])
        ou = "voisine" if proche.pas == 1 else f"à {proche.pas} communes d’ici"
        if proche.pas == 1 and len(proche.epci) > 1:
            ou = "voisines"
        dits.append(f"couvre déjà {noms}, {ou}")
    elif proche.pas is None:
        dits.append("la plus proche du département")
    if proche.partout:
        dits.append(f"agit aussi dans {_WHOLE[proche.partout]}")
    return " ; ".join(dits).replace(" ;", "\u202f;")


def say_reach(proche: Proche, decoupage: Decoupage) -> str:
    """Return where a fiche is active, seen from a territory that it may cover already."""
    if proche.deja_presente:
        return "y agit déjà"
    if proche.pas is None:
        return f"agit dans {_WHOLE[proche.partout]}" if proche.partout else ""
    return say_where(proche, decoupage)


_WHOLE = {Niveau.DEPARTEMENT: "tout le département", Niveau.REGION: "toute la région"}


def say_finding(bilan: Bilan) -> tuple[Phrase, str]:
    """Return the finding of the map: « 111 communes sur 887 (15 % des habitants) sont… ».

    One sentence that a phone shows in two lines. Then how many EPCI have none. `bilan` is of
    niveau EPCI, for every type.
    """
    total, tout = bilan.total, ""
    n, vides = total.n_communes, total.plage_non_couvertes
    if bilan.vide:
        return Phrase(SANS_AUCUNE_FICHE, ""), ""
    if not vides.maxi:
        return Phrase(f"Chacune des {number(n)} communes a au moins une coopération.", ""), ""
    gens = ""
    seuls = total.plage_seuls
    if total.population and seuls is not None:
        gens = f"({percent_plage(seuls, total.population)} des habitants) "
    est = "est" if vides.maxi == 1 else "sont"
    communes = "commune" if vides.maxi == 1 else "communes"
    phrase = Phrase(
        f"{number_plage(vides)} {communes} sur {number(n)}",
        f"{gens}{est} sans coopération recensée.",
        alerte=True,
    )
    m = bilan.plage_etat(Etat.AUCUNE)
    if m.maxi:
        ont = "n’en a" if m.maxi == 1 else "n’en ont"
        epcis = count_plage(m, "intercommunalité")
        tout = f"{epcis[0].upper()}{epcis[1:]} sur {number(len(bilan.lacunes))} {ont} aucune."
    return phrase, tout


def say_shown(types: Sequence[TypeCooperation], bilan: Bilan, n_tous: int) -> Phrase:
    """Return what the types shown leave uncovered; `n_tous` communes have every one of them."""
    total = bilan.total
    vides, n = total.plage_non_couvertes, total.n_communes
    gens, seuls = "", total.plage_seuls
    combien = count_plage(vides, "commune")
    combien = f"{combien[0].upper()}{combien[1:]} sur {number(n)}"
    if total.population and seuls is not None:
        gens = f" : {count_plage(seuls, 'habitant')} ({percent_plage(seuls, total.population)})"
    if len(types) == 1:
        nom, e = name_type(types[0]), "e" if types[0] in _FEMININS else ""
        if not vides.maxi:
            return Phrase(f"Chacune des {number(n)} communes", f"a au moins un{e} {nom}.")
        suite = f"{'est' if vides.maxi == 1 else 'sont'} sans {nom} recensé{e}{gens}."
        return Phrase(combien, suite, alerte=True)
    aucun = "ni l’un ni l’autre" if len(types) == 2 else f"aucun de ces {len(types)} types"
    tous = "les deux" if len(types) == 2 else f"les {len(types)}"
    a = "a" if n_tous < 2 else "ont"
    fin = f"{count(n_tous, 'commune')} {a} {tous}."
    if not vides.maxi:
        return Phrase(f"Chacune des {number(n)} communes", f"a l’un de ces types au moins. {fin}")
    na = "n’a" if vides.maxi == 1 else "n’ont"
    return Phrase(combien, f"{na} {aucun}{gens}. {fin}", alerte=True)


def say_identity(lacune: Lacune, decoupage: Decoupage) -> str:
    """Return « 46 communes · 64 943 habitants », or of a commune its inhabitants alone."""
    mots = ["Commune"]
    if lacune.niveau is not Niveau.COMMUNE:
        mots = [count(lacune.n_communes, "commune")]
        if lacune.n_communes_ailleurs:
            mots[0] += f" {in_ressort(decoupage.ressort)}"
    if lacune.population is not None:
        mots.append(count(lacune.population, "habitant"))
    return " · ".join(mots)
