"""Medians, their ranges and ratios, as JSON and as Markdown."""

from statistics import median

CHARGEMENT = (
    ("froid_ms", "carte utilisable, à froid (ms)"),
    ("chaud_ms", "à chaud (ms)"),
    ("froid_ws_recus", "websocket décomprimé (Ko)"),
    ("froid_http", "HTTP à froid (Ko)"),
    ("froid_http_donnees", "dont données (Ko)"),
    ("chaud_http_donnees", "données à chaud (Ko)"),
    ("chaud_cpu", "processeur du serveur (ms)"),
    ("rss", "mémoire (Mo)"),
)
GESTES = (
    ("clic_ms", "clic → panneau (ms)"),
    ("type_ms", "type → carte (ms)"),
    ("filtre_ms", "territoire → carte et panneau (ms)"),
    ("efface_ms", "territoire quitté (ms)"),
    ("millesime_ms", "millésime (ms)"),
    ("page_ms", "autre page (ms)"),
    ("retour_ms", "retour à la carte (ms)"),
    ("clic_ws_recus", "clic (Ko)"),
    ("type_ws_recus", "type (Ko)"),
    ("filtre_ws_recus", "territoire (Ko)"),
    ("efface_ws_recus", "quitté (Ko)"),
    ("clic_cpu", "clic, serveur (ms)"),
    ("filtre_cpu", "territoire, serveur (ms)"),
    ("cadres", "cadres construits"),
)
DEPART = (
    ("ecoute_ms", "écoute (ms)"),
    ("premiere_page_ms", "première page (ms)"),
    ("rss", "mémoire (Mo)"),
)
RATIOS = (
    ("carte utilisable à froid ÷ plancher", "nous", "plancher", "froid_ms", "≤ 1,10"),
    ("carte utilisable à chaud ÷ plancher", "nous", "plancher", "chaud_ms", "≤ 1,10"),
    ("carte utilisable à froid ÷ plancher par notre serveur", "nous", "servi", "froid_ms", ""),
    ("carte utilisable à chaud ÷ plancher par notre serveur", "nous", "servi", "chaud_ms", ""),
    ("clic : naïf ÷ nous", "naif", "nous", "clic_ms", "≥ 10"),
    ("filtre : naïf ÷ nous", "naif", "nous", "filtre_ms", "≥ 3"),
    ("filtre ôté : naïf ÷ nous", "naif", "nous", "efface_ms", ""),
    ("clic : pydeck ÷ nous", "pydeck", "nous", "clic_ms", "> 1"),
    ("filtre : pydeck ÷ nous", "pydeck", "nous", "filtre_ms", "> 1"),
    ("filtre : explore ÷ nous", "explore", "nous", "filtre_ms", "> 1"),
    ("première page ÷ mêmes imports", "nous", "imports", "premiere_page_ms", "≤ 1,3"),
)


def merge(releves, nouveaux):
    """Add the measures of one visit to those of a variant."""
    for nom, valeurs in nouveaux.items():
        releves.setdefault(nom, []).extend(valeurs)


def summarise(releves):
    """Return {variant: {measure: {mediane, min, max, n}}}."""
    return {
        variante: {
            nom: {"mediane": median(v), "min": min(v), "max": max(v), "n": len(v)}
            for nom, v in mesures.items()
        }
        for variante, mesures in releves.items()
    }


def write_tables(charges, departs):
    """Return the report in Markdown."""
    parties = [
        _table("Chargement", CHARGEMENT, charges), _table("Gestes", GESTES, charges),
        _table("Démarrage", DEPART, departs), _ratios(charges, departs),
    ]  # fmt: skip
    return "\n\n".join(p for p in parties if p)


def _table(titre, colonnes, resume):
    vues = [(cle, nom) for cle, nom in colonnes if any(cle in m for m in resume.values())]
    if not vues:
        return ""
    lignes = [f"| {titre} | {' | '.join(nom for _, nom in vues)} |", "|---" * (len(vues) + 1) + "|"]
    lignes += [
        f"| {variante} | {' | '.join(_cell(mesures.get(cle)) for cle, _ in vues)} |"
        for variante, mesures in resume.items()
    ]
    return "\n".join(lignes)


def _cell(mesure):
    if mesure is None:
        return "–"
    chiffres = 1 if mesure["mediane"] < 20 and mesure["mediane"] % 1 else 0
    texte = f"{mesure['mediane']:.{chiffres}f}"
    if mesure["min"] == mesure["max"]:
        return texte
    return f"{texte} ({mesure['min']:.{chiffres}f}–{mesure['max']:.{chiffres}f})"


def _ratios(charges, departs):
    lignes = ["| Rapport des médianes | mesuré | visé |", "|---|---|---|"]
    for titre, haut, bas, cle, vise in RATIOS:
        source = departs if cle == "premiere_page_ms" else charges
        a, b = source.get(haut, {}).get(cle), source.get(bas, {}).get(cle)
        if a and b and b["mediane"]:
            lignes.append(f"| {titre} | {a['mediane'] / b['mediane']:.2f} | {vise} |")
    return "\n".join(lignes) if len(lignes) > 2 else ""
