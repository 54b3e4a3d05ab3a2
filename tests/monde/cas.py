"""How many cases a rule is tried on: its own number, or as many as one wants for a long run."""

import os

VARIABLE = "CARTO_ESS_CAS"


def count_cases(par_defaut):
    """Return how many cases to try: this number, or ``CARTO_ESS_CAS`` where the run wants more."""
    return max(par_defaut, int(os.environ.get(VARIABLE, "0")))
