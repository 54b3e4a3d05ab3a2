"""The engine: its modules are typed, tested on their own, and joined into one script."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

from carto_ess.carte.assemblage import read_moteur
from petit_monde import RACINE

MODULES = RACINE / "src" / "carto_ess" / "carte" / "moteur"
TESTS = Path(__file__).with_name("moteur")
LARGEUR = 110
"""Most characters on a line of the engine."""

_requis = os.environ.get("CARTO_ESS_NAVIGATEUR") == "requis"


def find_node():
    """Return the machine's Node, or the one that Playwright carries."""
    return shutil.which("node") or Path(playwright.__file__).parent / "driver" / "node"


def install_typescript():
    """Return TypeScript's compiler, in the version that the engine asks for; installed once."""
    version = _read_version()
    dossier = RACINE / ".pytest_cache" / f"typescript-{version}"
    compilateur = dossier / "node_modules" / "typescript" / "lib" / "tsc.js"
    npm = shutil.which("npm")
    if not compilateur.exists() and npm:
        dossier.mkdir(parents=True, exist_ok=True)
        appel = [npm, "install", "--no-audit", "--no-fund", "--prefix", dossier]
        subprocess.run(
            [*appel, f"typescript@{version}"], check=False, capture_output=True, timeout=120
        )
    return compilateur if compilateur.exists() else None


def _read_version():
    return json.loads((MODULES / "package.json").read_text())["devDependencies"]["typescript"]


def run(*appel):
    fait = subprocess.run(appel, check=False, capture_output=True, text=True, timeout=120)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    return fait.stdout


def write_modules(dossier, **textes):
    for nom, texte in textes.items():
        (dossier / f"{nom}.js").write_text(texte, encoding="utf-8")


def test_the_modules_pass_their_own_tests():
    tests = sorted(TESTS.glob("*.test.js"))
    sortie = run(find_node(), "--test", "--test-reporter=tap", *tests)
    assert sum(ligne.startswith(("ok ", "    ok ")) for ligne in sortie.splitlines()) >= 15


def test_the_types_written_in_the_modules_hold():
    compilateur = install_typescript()
    if compilateur is None and not _requis:
        pytest.skip("ni TypeScript ni npm pour l’installer")
    assert compilateur is not None
    run(find_node(), compilateur, "--project", MODULES)


def test_every_module_is_joined_and_runs_as_one_classic_script(tmp_path):
    script = read_moteur()
    chemin = tmp_path / "moteur.js"
    chemin.write_text(script, encoding="utf-8")
    run(find_node(), "--check", chemin)
    for module in MODULES.glob("*.js"):
        premiere = module.read_text(encoding="utf-8").split("export ")[1:2]
        assert not premiere or premiere[0].splitlines()[0] in script, module.name


def test_a_module_comes_after_those_it_imports_and_loses_its_comments(tmp_path):
    write_modules(
        tmp_path,
        index='import { double } from "./calcul.js";\n\n/* Head. */\nwindow.x = double(2);\n',
        calcul="/** Twice. @param {number} n */\nexport const double = (n) => 2 * n; // kept\n",
    )
    lignes = read_moteur(tmp_path).splitlines()
    assert [x for x in lignes if x] == [
        "(() => {", '"use strict";', "const double = (n) => 2 * n; // kept",
        "window.x = double(2);", "})();",
    ]  # fmt: skip


def test_two_modules_may_not_share_a_name(tmp_path):
    write_modules(
        tmp_path,
        index='import { a } from "./calcul.js";\nconst n = a;\n',
        calcul="const n = 1;\nexport const a = n;\n",
    )
    with pytest.raises(ValueError, match=r"share a name: n$"):
        read_moteur(tmp_path)


@pytest.mark.parametrize("ligne", ['import * as a from "./calcul.js";', "export default 3;"])
def test_an_import_or_an_export_that_cannot_be_joined_is_refused(ligne, tmp_path):
    write_modules(tmp_path, index=f"{ligne}\n", calcul="export const a = 1;\n")
    with pytest.raises(ValueError, match="cannot be joined"):
        read_moteur(tmp_path)


def test_a_module_holds_one_noun_on_lines_that_are_read():
    for module in MODULES.glob("*.js"):
        lignes = module.read_text(encoding="utf-8").splitlines()
        assert len(lignes) <= 170, module.name
        assert [ligne for ligne in lignes if len(ligne) > LARGEUR] == [], module.name
