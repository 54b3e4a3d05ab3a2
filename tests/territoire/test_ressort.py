"""How sentences name what the geodata describe: one département, several, the country."""

from carto_ess.territoire.ressort import (
    Departement,
    Ressort,
    in_ressort,
    name_ensemble,
    name_ressort,
    of_ressort,
)

NORD, AISNE, COTES = (
    Departement("59", "Nord", 2),
    Departement("02", "Aisne", 5),
    Departement("22", "Côtes", 4),
)


def say(*departements, entier=False):
    ressort = Ressort(departements, entier)
    return name_ressort(ressort), of_ressort(ressort), in_ressort(ressort)


def test_one_departement_takes_its_article():
    assert say(NORD) == ("Nord", "du Nord", "dans le Nord")
    assert say(AISNE) == ("Aisne", "de l’Aisne", "dans l’Aisne")


def test_two_are_named_more_are_counted():
    assert say(AISNE, NORD) == ("Aisne et Nord", "de l’Aisne et du Nord", "dans l’Aisne et le Nord")
    assert say(AISNE, COTES, NORD) == ("3 départements", "de 3 départements", "dans 3 départements")


def test_all_of_them_are_france():
    assert say(AISNE, NORD, entier=True) == ("France", "de la France", "en France")
    assert Ressort((AISNE, NORD), entier=True).code == "FR"
    assert Ressort((AISNE, NORD)).code == "02-59"


def test_the_whole_is_no_departement_when_there_are_several():
    assert name_ensemble(Ressort((NORD,))).hors == "hors du département"
    assert name_ensemble(Ressort((AISNE, NORD))).hors == "hors de ces départements"
