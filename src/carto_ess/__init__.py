"""carto-ess: the map of how the social and solidarity economy (ESS) cooperates in a département.

Words of the domain, kept in French all through the code:

- *commune*, *EPCI* (intercommunality), *Pays* (a named group of EPCI; never a country),
  *département*, *région*: the five *niveaux* a fiche may declare to cover;
- *fiche*: one card of the référentiel, a cooperation with its eight fields;
- *couverture*: the territories a fiche declares, derived down to communes;
- *échelle*: « proximité » (communes, EPCI, Pays) or « toutes » (département and régions too);
- *millésime*: the year of the perimeters; a *découpage* is all the perimeters of one millésime;
- *carte*: the map. A card is a *fiche*.
"""
