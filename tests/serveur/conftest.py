"""The app as it is shipped, served once for the rules that ask nothing else of it."""

import pytest

from serveurs import serving


@pytest.fixture(scope="session")
def journal(tmp_path_factory):
    """Where the server of `port` writes."""
    return tmp_path_factory.mktemp("serveur") / "journal.txt"


@pytest.fixture(scope="session")
def port(journal):
    with serving(journal) as port:
        yield port
