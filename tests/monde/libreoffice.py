"""A real LibreOffice, where the machine has one."""

import shutil
import subprocess

SOFFICE = shutil.which("soffice")

_CSV = "CSV:59,34,76,1"  # its filter: « ; », quotes, UTF-8, from the first line


def convert(sources, voulu, dossier):
    """Return files as LibreOffice saves them in another format, by their own names.

    `sources` are bytes by file name, all tables or all workbooks: it starts once for all of them,
    which takes seven times as long as to convert one.
    """
    chemins = [dossier / nom for nom in sources]
    for chemin, octets in zip(chemins, sources.values(), strict=True):
        chemin.write_bytes(octets)
    filtre = f":Text - txt - csv (StarCalc):{_CSV.removeprefix('CSV:')}" if voulu == "csv" else ""
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{dossier}/profil",
            *([f"--infilter={_CSV}"] if chemins[0].suffix == ".csv" else []),
            "--convert-to",
            f"{voulu}{filtre}",
            "--outdir",
            dossier / "sortie",
            *chemins,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {c.name: (dossier / "sortie" / f"{c.stem}.{voulu}").read_bytes() for c in chemins}
