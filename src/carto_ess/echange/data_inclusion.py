"""data.inclusion (schema 1.0): its services into our model, our fiches into its services.

The two do not say the same things: the form of a cooperation has no place there, a public or a
price has none here. Each loss is listed. Zones are codes of today's communes, EPCI and départements
(``zone_eligibilite``; before version 1 ``zone_diffusion_type`` and ``zone_diffusion_code``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from carto_ess._errors import TableauError
from carto_ess.couverture.matrice import merge_communes
from carto_ess.echange.correspondance import Correspondance
from carto_ess.echange.lieux import LectureCodes
from carto_ess.echange.reprise import NON_PRECISE, Reprise, convert_table
from carto_ess.echange.resume import summarize_communes
from carto_ess.francais import count, join_french
from carto_ess.referentiel.fiche import Declaration, Fiche
from carto_ess.referentiel.type_cooperation import TYPES, TypeCooperation
from carto_ess.tableur.libre import TableLibre
from carto_ess.territoire.decoupage import Decoupages
from carto_ess.territoire.niveau import NIVEAUX, Niveau

SOURCE = "carto-ess"
"""What the schema calls the producer of the data."""

SERVICES_MAX = 5_000
"""Services of one file."""

_FRANCE = frozenset({"france", "99100", "FR"})
_ENTETE = (
    "id",
    "structure",
    "secteur",
    "territoires",
    "origine",
    "composition",
    "enjeux",
    "telephones",
    "courriels",
    "sites",
    "point_commune",
    "annee",
)
_NON_REPRIS = (
    "frais",
    "frais_precisions",
    "publics",
    "publics_precisions",
    "conditions_acces",
    "modes_accueil",
    "modes_mobilisation",
    "mobilisable_par",
    "mobilisation_precisions",
    "contact_nom_prenom",
    "horaires_accueil",
    "volume_horaire_hebdomadaire",
    "nombre_semaines",
    "adresse",
    "complement_adresse",
    "lien_source",
    "siret",
    "reseaux_porteurs",
)
"""Fields of theirs that our model has no place for."""


class Envoi(NamedTuple):
    """Our fiches as data.inclusion, and a sentence for each thing that its schema cannot say."""

    structures: list[dict[str, Any]]
    services: list[dict[str, Any]]
    pertes: list[str]

    def write(self, **autres: object) -> bytes:
        """Return the JSON, what is said of it beside."""
        corps = {**self._asdict(), **autres}
        return json.dumps(corps, ensure_ascii=False, indent=1).encode("utf-8")


def read_services(
    octets: bytes, nom: str, type_: TypeCooperation, decoupages: Decoupages
) -> Reprise:
    """Read the services of a file of data.inclusion, each a fiche of type `type_`.

    The file holds a list of services, or ``{"services": […], "structures": […]}``.

    Raises
    ------
    TableauError
        It is not JSON, or not this.
    """
    services, structures = _parse(octets, nom)
    pertes: list[str] = []
    rangs: dict[int, dict[str, str]] = {}
    for numero, service in enumerate(services, start=1):
        structure = structures.get(str(service.get("structure_id")), {})
        zones, perdues = _read_zones(service, decoupages)
        pertes += [f"Service {numero} ({service.get('nom', 'sans nom')}) : {p}" for p in perdues]
        if zones:
            rangs[numero] = _write_rang(service, structure, zones)
        elif not perdues:
            pertes.append(f"Service {numero} : laissé de côté, il ne dit pas sa zone.")
    pertes += _list_unread(services, structures.values())
    correspondance = Correspondance(
        colonnes={c: c for c in _ENTETE if c != "territoires"},
        territoires=("territoires",),
        codes=LectureCodes.INSEE,
        defauts={"type": str(type_)},
    )
    reprise = convert_table(TableLibre(nom, _ENTETE, rangs), correspondance, decoupages)
    rapport = reprise.rapport
    return Reprise(
        reprise.referentiel,
        type(rapport)(
            len(services),
            rapport.n_gardees,
            rapport.compris,
            rapport.questions,
            (*pertes, *rapport.pertes),
            rapport.ajouts,
        ),
    )


def _parse(octets: bytes, nom: str) -> tuple[list[Mapping[str, Any]], dict[str, Mapping[str, Any]]]:
    try:
        brut = json.loads(octets.decode("utf-8-sig"))
    except (ValueError, RecursionError) as erreur:
        raise TableauError(
            f"{nom} n’est pas du JSON. Attendu : les services de data.inclusion, en JSON. "
            "Téléchargez-les de nouveau."
        ) from erreur
    services: Any = brut.get("services") if isinstance(brut, dict) else brut
    structures: Any = brut.get("structures", []) if isinstance(brut, dict) else []
    for liste, quoi in ((services, "services"), (structures, "structures")):
        if not isinstance(liste, list) or not all(isinstance(x, dict) for x in liste):
            raise TableauError(
                f"{nom} ne contient pas de liste « {quoi} ». Attendu : une liste de services de "
                "data.inclusion, ou un objet avec « services » et « structures »."
            )
    if len(services) > SERVICES_MAX:
        raise TableauError(
            f"{nom} contient {count(len(services), 'service')} ; attendu : {SERVICES_MAX} au plus. "
            "Ne gardez que ceux de votre territoire."
        )
    return services, {str(s.get("id")): s for s in structures}


def _read_zones(
    service: Mapping[str, Any], decoupages: Decoupages
) -> tuple[tuple[str, ...], list[str]]:
    """Return the codes of the zone that these perimeters know, and what is lost of the others."""
    codes = service.get("zone_eligibilite")
    if not isinstance(codes, list):
        codes = _read_diffusion(service)
    gardes: list[str] = []
    perdues: list[str] = []
    departements = [d.code for d in decoupages.ressort.departements]
    for code in map(str, codes):
        if code in _FRANCE:
            gardes += departements
            perdues.append(
                "la France entière (« pays » est ici un État, pas un Pays) est ramenée à "
                f"{count(len(departements), 'département')} : {', '.join(departements)}."
            )
        elif _is_known(code, decoupages):
            gardes.append(code)
        else:
            perdues.append(f"le territoire « {code[:60]} » n’est pas de ces périmètres.")
    if codes and not gardes:
        perdues.append("laissé de côté, aucun de ses territoires n’est de ces périmètres.")
    return tuple(gardes), perdues


def _read_diffusion(service: Mapping[str, Any]) -> list[str]:
    """Return the code of the zone of versions before 1: a type, a code."""
    sorte, code = service.get("zone_diffusion_type"), service.get("zone_diffusion_code")
    if sorte == "pays":
        return ["france"]
    return [str(code)] if sorte and code else []


def _is_known(code: str, decoupages: Decoupages) -> bool:
    niveaux = (Niveau.COMMUNE, Niveau.EPCI, Niveau.DEPARTEMENT)
    return any(
        (niveau, code) in decoupages[m].territoires
        for m in decoupages.millesimes
        for niveau in niveaux
    )


def _write_rang(
    service: Mapping[str, Any], structure: Mapping[str, Any], zones: Iterable[str]
) -> dict[str, str]:
    """Return a row as an officer would have kept it; what is not a text is not one of ours."""

    def get(source: Mapping[str, Any], champ: str) -> str:
        """Return a field as text, empty where it is none."""
        valeur = source.get(champ)
        return str(valeur).strip() if isinstance(valeur, str | int | float) else ""

    nom, porteuse = get(service, "nom"), get(structure, "nom")
    thematiques = service.get("thematiques") or service.get("type") or ()
    if isinstance(thematiques, str):
        thematiques = [thematiques]
    return {
        "id": get(service, "id"),
        "structure": f"{nom} ({porteuse})" if porteuse and porteuse != nom else nom,
        "secteur": " ; ".join(str(t).replace("--", " : ").replace("-", " ") for t in thematiques),
        "territoires": "|".join(zones),
        "composition": get(structure, "description"),
        "enjeux": get(service, "description"),
        "telephones": get(service, "telephone") or get(structure, "telephone"),
        "courriels": get(service, "courriel") or get(structure, "courriel"),
        "sites": get(service, "lien_mobilisation") or get(structure, "site_web"),
        "point_commune": get(service, "code_insee") or get(structure, "code_insee"),
        "annee": get(service, "date_maj")[:4],
    }


def _list_unread(
    services: Sequence[Mapping[str, Any]], structures: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    lus = [*services, *structures]
    for champ in _NON_REPRIS:
        if n := sum(bool(x.get(champ)) for x in lus):
            yield f"Champ « {champ} » : non repris ({count(n, 'valeur')})."


def write_services(fiches: Iterable[Fiche], decoupages: Decoupages, *, date: dt.date) -> Envoi:
    """Return the fiches as structures and services of data.inclusion, on today's codes.

    `date` (of the writing) is that of the last change, which our model does not keep.
    """
    structures, services = [], []
    pertes: list[str] = [
        "Le type de coopération n’existe pas dans ce schéma : il ouvre la description.",
        "Les mots sur la couverture, la certitude et les notes de lecture ne sont pas repris.",
    ]
    for fiche in fiches:
        structures.append(_write_structure(fiche, decoupages, date))
        services.append(_write_service(fiche, decoupages, date))
        pertes += _list_losses(fiche)
    return Envoi(structures, services, pertes)


def _write_structure(fiche: Fiche, decoupages: Decoupages, date: dt.date) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "id": f"{SOURCE}--structure-{fiche.id}",
        "nom": _fit(fiche.structure),
        "date_maj": date.isoformat(),
        "description": _fit(fiche.composition, 10_000),
        **_write_lieu(fiche, decoupages),
        **({"site_web": fiche.sites[0]} if fiche.sites else {}),
    }


def _write_service(fiche: Fiche, decoupages: Decoupages, date: dt.date) -> dict[str, Any]:
    return {
        "source": SOURCE,
        "structure_id": f"{SOURCE}--structure-{fiche.id}",
        "id": f"{SOURCE}--{fiche.id}",
        "nom": _fit(fiche.structure),
        "description": _fit(
            f"{TYPES[fiche.type]}. {fiche.secteur}\n\n{fiche.origine}\n\n{fiche.enjeux}", 10_000
        ),
        "date_maj": date.isoformat(),
        **_write_lieu(fiche, decoupages),
        "zone_eligibilite": list_zones(fiche.declarations, decoupages),
    }


def list_zones(declarations: Iterable[Declaration], decoupages: Decoupages) -> list[str]:
    """Return the codes of today that hold exactly the land of `declarations`.

    Départements first, then EPCI that are whole, then communes: a Pays or a territory that is gone
    becomes what stands on its land. A département or a région gives départements, those outside of
    these perimeters too.
    """
    declarations = tuple(declarations)
    codes: dict[str, None] = {}
    for d in declarations:
        if d.niveau is Niveau.DEPARTEMENT:
            codes[d.code] = None
        elif d.niveau is Niveau.REGION:
            codes.update(dict.fromkeys(decoupages[d.millesime].regions[d.code].departements))
    proches = [d for d in declarations if d.niveau not in (Niveau.DEPARTEMENT, Niveau.REGION)]
    communes = merge_communes(proches, decoupages, millesime=decoupages.actuel.millesime)
    for code in sorted(communes):
        if decoupages.actuel.communes[code].departement in codes:
            communes -= {code}
    for terme in summarize_communes(communes, decoupages.actuel):
        t = terme.territoire
        siennes = decoupages.actuel.select_communes(t.niveau, t.code)
        entier = t.niveau is not Niveau.EPCI or _is_whole(t.code, decoupages)
        if terme.ajoute and entier and siennes <= communes:
            codes[t.code] = None
            communes -= siennes
    codes.update(dict.fromkeys(sorted(communes)))
    return list(codes)


def _is_whole(siren: str, decoupages: Decoupages) -> bool:
    """Tell whether an EPCI lies in these perimeters entirely: its code would say more otherwise."""
    epci = {str(e.siren): e for e in decoupages.actuel.epci.values()}[siren]
    return epci.n_communes == len(epci.communes)


def _write_lieu(fiche: Fiche, decoupages: Decoupages) -> dict[str, Any]:
    contacts: dict[str, Any] = {}
    if fiche.telephones:
        contacts["telephone"] = fiche.telephones[0]
    if fiche.courriels:
        contacts["courriel"] = fiche.courriels[0]
    if fiche.point is None:
        return contacts
    commune = decoupages.find_commune(fiche.point.code_commune)
    return {
        **contacts, "commune": commune.nom, "code_insee": commune.code,
        "longitude": commune.longitude, "latitude": commune.latitude,
    }  # fmt: skip


def _list_losses(fiche: Fiche) -> Iterator[str]:
    for nom, valeurs in (
        ("téléphone", fiche.telephones),
        ("courriel", fiche.courriels),
        ("site", fiche.sites),
    ):
        if len(valeurs) > 1:
            yield (
                f"{fiche.structure} : un seul {nom} par service ; "
                f"{join_french(list(valeurs[1:]))} n’est pas repris."
            )
    for niveau in (Niveau.PAYS, Niveau.REGION):
        if any(d.niveau is niveau for d in fiche.declarations):
            nom = NIVEAUX[niveau]
            yield f"{fiche.structure} : le niveau « {nom} » devient la liste de ses codes."


def _fit(texte: str, maximum: int = 150) -> str:
    """Return a text that the schema accepts: not too long, not too short, no final stop."""
    propre = texte.strip() or NON_PRECISE
    return propre if len(propre) <= maximum else f"{propre[: maximum - 1]}…"
