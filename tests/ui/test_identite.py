"""Who is looking: claims of a provider, the machine itself, and nobody else."""

import datetime as dt

import pytest

from carto_ess._errors import CartoEssError
from carto_ess.atelier.personne import Personne, Role
from carto_ess.reglages import find_habilitations, find_oidc
from carto_ess.ui.identite import SESSION_MAX, is_local, judge_claims
from gens import MIDI

DITS = {"email": "Lea@Exemple.fr", "name": "Léa", "iat": int(MIDI.timestamp())}
OIDC = {
    "CARTO_ESS_OIDC_METADATA": "https://idp.exemple.fr/.well-known/openid-configuration",
    "CARTO_ESS_OIDC_CLIENT": "carto", "CARTO_ESS_OIDC_SECRET": "s",
    "CARTO_ESS_OIDC_COOKIE": "c" * 32, "CARTO_ESS_ADRESSE": "https://ess.exemple.fr/",
}  # fmt: skip


@pytest.fixture(autouse=True)
def habilitations(monkeypatch):
    monkeypatch.delenv("CARTO_ESS_BASE", raising=False)
    monkeypatch.setenv("CARTO_ESS_AGENTS", "lea@exemple.fr, autre@exemple.fr")
    monkeypatch.setenv("CARTO_ESS_RELECTEURS", "remi@exemple.fr")


def judge(maintenant=MIDI, **dits):
    return judge_claims({**DITS, **dits}, maintenant)


def test_the_lists_give_roles_whatever_the_case_of_addresses():
    assert judge().personne == Personne("Léa", Role.AGENT)
    assert judge(email="remi@exemple.fr").personne.role is Role.RELECTEUR
    assert judge(email="qui@exemple.fr").personne.role is Role.LECTEUR
    assert judge(email="qui@exemple.fr").connectee


@pytest.mark.parametrize("verifiee", [False, None, "true", 0, 1])
def test_an_address_that_its_provider_did_not_verify_is_nobodys(verifiee):
    assert judge(email_verified=verifiee).personne.role is Role.LECTEUR


@pytest.mark.parametrize("email", ["", None, " ", "lea@exemple.fr.pirate.fr", "xlea@exemple.fr"])
def test_another_address_opens_nothing(email):
    assert judge(email=email).personne.role is Role.LECTEUR


@pytest.mark.parametrize(
    "age", [SESSION_MAX + dt.timedelta(minutes=6), -dt.timedelta(hours=1), dt.timedelta(days=9000)]
)
def test_a_login_lasts_some_hours_and_none_begins_tomorrow(age):
    identite = judge(maintenant=MIDI + age)
    assert identite.expiree
    assert identite.personne.role is Role.LECTEUR


@pytest.mark.parametrize("iat", [None, "hier", True, 1e30, float("nan")])
def test_a_login_of_no_date_is_over(iat):
    assert judge(iat=iat).expiree


@pytest.mark.parametrize(
    ("entetes", "ici"),
    [
        ({"Host": "127.0.0.1:8501"}, True),
        ({"Host": "localhost:8501"}, True),
        ({"host": "[::1]:8501"}, True),
        ({"Host": "192.168.1.4:8501"}, False),
        ({"Host": "ess.exemple.fr"}, False),
        ({"Host": "127.0.0.1:8501", "X-Forwarded-Proto": "https"}, False),
        ({"Host": "127.0.0.1:8501", "x-forwarded-for": "10.0.0.1"}, False),
        ({"Host": "localhost", "Forwarded": "for=10.0.0.1"}, False),
        ({"Host": "127.0.0.1.pirate.fr"}, False),
        ({}, False),
    ],
)
def test_the_machine_is_told_from_a_proxy_that_speaks_for_somebody_else(entetes, ici):
    assert is_local(entetes) is ici


def test_a_mistyped_address_in_a_list_is_said():
    with pytest.raises(CartoEssError, match="CARTO_ESS_AGENTS"):
        find_habilitations({"CARTO_ESS_AGENTS": "lea@exemple.fr lea"})
    assert find_habilitations({}).agents == frozenset()


def test_a_login_is_set_whole_or_not_at_all():
    assert find_oidc({}) is None
    assert find_oidc(OIDC)["redirect_uri"] == "https://ess.exemple.fr/oauth2callback"
    for nom in OIDC:
        with pytest.raises(CartoEssError, match="il manque"):
            find_oidc({k: v for k, v in OIDC.items() if k != nom})
    with pytest.raises(CartoEssError, match="se devinerait"):
        find_oidc(OIDC | {"CARTO_ESS_OIDC_COOKIE": "court"})
