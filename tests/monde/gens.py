"""Those who act on a référentiel in tests, and what they sign."""

import datetime as dt

from carto_ess.atelier.personne import Personne, Role
from carto_ess.atelier.registre import Acte

MIDI = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)
LEA = Personne("Léa", Role.AGENT)
REMI = Personne("Rémi", Role.RELECTEUR)
ANONYME = Personne("", Role.LECTEUR)


def sign(raison="essai", auteur=LEA, date=MIDI):
    return Acte(auteur, date, raison)
