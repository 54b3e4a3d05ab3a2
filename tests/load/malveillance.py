"""Two visitors who mean harm: one asks 200 files at once, one sends the worst of workbooks.

They use the protocol by hand, as whoever means harm would.
"""

import asyncio
import io
import time
import urllib.error
import urllib.request
import zipfile

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from .client import open_session

EXPORTS = 200


def build_worst():
    """Return a workbook of some kilobytes that holds nine hundred million characters."""
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        feuilles = "<workbook><sheets><sheet name='a'/></sheets></workbook>"
        archive.writestr("xl/workbook.xml", feuilles)
        ligne = "<row><c t='inlineStr'><is><t>" + "x" * 300_000 + "</t></is></c></row>"
        feuille = "<worksheet>" + ligne * 3000 + "</worksheet>"
        archive.writestr("xl/worksheets/sheet1.xml", feuille)
    return flux.getvalue()


async def ask_exports(adresse, fin):
    """Ask the same file two hundred times, again and again, and leave in the middle."""
    while time.monotonic() < fin:
        async with open_session(adresse) as session:
            await session.load()
            for i in range(EXPORTS):
                message = BackMsg()
                message.backend_operation_request.request_id = str(i)
                message.backend_operation_request.session_id = session.visite
                message.backend_operation_request.deferred_file.file_id = "0" * 32
                await session._flux.send(message.SerializeToString())
            await asyncio.sleep(5)


async def send_worst(adresse, fin):
    """Send the worst file, read or not, as fast as it is refused."""
    pire = build_worst()
    while time.monotonic() < fin:
        async with open_session(adresse) as session:
            await session.load()
            await _upload(session, adresse, pire)
            await asyncio.sleep(2)


async def _upload(session, adresse, octets):
    demande = BackMsg()
    demande.file_urls_request.request_id = "q"
    demande.file_urls_request.file_names.append("pire.xlsx")
    await session._flux.send(demande.SerializeToString())
    while True:
        reponse = ForwardMsg.FromString(await session._flux.recv())
        if reponse.WhichOneof("type") == "file_urls_response":
            break
    for url in reponse.file_urls_response.file_urls:
        corps = b"--x\r\nContent-Disposition: form-data; name=f; filename=pire.xlsx\r\n\r\n"
        envoi = urllib.request.Request(
            adresse + url.upload_url, corps + octets + b"\r\n--x--\r\n", method="PUT",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )  # fmt: skip
        try:
            await asyncio.to_thread(urllib.request.urlopen, envoi, timeout=30)
        except urllib.error.HTTPError:
            return  # without the token of a page it is refused: that too is to be paid for


MALVEILLANTS = (ask_exports, send_worst)
