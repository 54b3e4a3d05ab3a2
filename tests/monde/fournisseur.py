"""A real provider of OpenID Connect for tests, in a process of its own."""

import json
import subprocess
import sys
from contextlib import contextmanager

from serveurs import find_port, stop, wait_for

GENS = {
    "lea": {"email": "lea@exemple.fr", "email_verified": True, "name": "Léa Martin"},
    "remi": {"email": "remi@exemple.fr", "email_verified": True, "name": "Rémi Petit"},
    "qui": {"email": "qui@exemple.fr", "email_verified": True, "name": "Qui Passe"},
    "faux": {"email": "lea@exemple.fr", "email_verified": False, "name": "Faux Semblant"},
}
COOKIE = "un-secret-de-test-de-plus-de-32-signes"


@contextmanager
def providing(journal):
    """Yield the port of a provider that knows `GENS`."""
    port = find_port()
    gens = [
        mot
        for sub, dits in GENS.items()
        for mot in ("--user-claims", json.dumps({"sub": sub, **dits}))
    ]
    appel = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *gens]
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(appel, stdout=sortie, stderr=sortie, start_new_session=True)
    try:
        wait_for(port, processus, "/.well-known/openid-configuration")
        yield port
    finally:
        stop(processus)


def set_login(fournisseur, port):
    """Return the settings of an app on `port` whose officers log in there."""
    return {
        "CARTO_ESS_OIDC_METADATA": f"http://127.0.0.1:{fournisseur}/.well-known/openid-configuration",
        "CARTO_ESS_OIDC_CLIENT": "carto-ess",
        "CARTO_ESS_OIDC_SECRET": "secret",
        "CARTO_ESS_OIDC_COOKIE": COOKIE,
        "CARTO_ESS_ADRESSE": f"http://127.0.0.1:{port}",
        "CARTO_ESS_AGENTS": "lea@exemple.fr",
        "CARTO_ESS_RELECTEURS": "remi@exemple.fr",
    }
