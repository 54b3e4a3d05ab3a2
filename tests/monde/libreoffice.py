"""A real LibreOffice, where the machine has one."""

import shutil
import subprocess

SOFFICE = shutil.which("soffice")

_CSV = "CSV:59,34,76,1"  # its filter: « ; », quotes, UTF-8, from the first line


def convert(octets, venu, voulu, dossier):
    """Return a workbook or a table as LibreOffice saves it in another format."""
    source = dossier / f"source.{venu}"
    source.write_bytes(octets)
    filtre = f":Text - txt - csv (StarCalc):{_CSV.removeprefix('CSV:')}" if voulu == "csv" else ""
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation=file://{dossier}/profil",
            *([f"--infilter={_CSV}"] if venu == "csv" else []),
            "--convert-to",
            f"{voulu}{filtre}",
            "--outdir",
            dossier / "sortie",
            source,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (dossier / "sortie" / f"source.{voulu}").read_bytes()
