"""Through the websocket passes what our pages ask for, and one file of a visit at a time."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from carto_ess.serveur.messages import RETENUES_MAX, Messages


def pack(message):
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def ask_file(numero):
    message = BackMsg()
    message.backend_operation_request.request_id = numero
    message.backend_operation_request.deferred_file.file_id = numero
    return pack(message)


def answer_file(numero):
    reponse = ForwardMsg()
    reponse.backend_operation_response.request_id = numero
    return {"type": "websocket.send", "bytes": reponse.SerializeToString()}


class Visite:
    """A browser and Streamlit on either side of the layer."""

    def __init__(self):
        self.navigateur, self.recus, self.envoyes = asyncio.Queue(), [], []
        self.send = None

    async def streamlit(self, scope, receive, send):
        self.scope, self.send = scope, send
        while (message := await receive())["type"] != "websocket.disconnect":
            self.recus.append(BackMsg.FromString(message["bytes"]))

    async def note(self, message):
        self.envoyes.append(message)

    async def say(self, *messages):
        for message in messages:
            await self.navigateur.put(message)
        await self.rest()

    async def rest(self):
        for _ in range(50):
            await asyncio.sleep(0)

    @property
    def fichiers(self):
        return [m.backend_operation_request.request_id for m in self.recus]


def play(scenario):
    async def run():
        visite = Visite()
        couche = Messages(visite.streamlit)
        tache = asyncio.create_task(
            couche({"type": "websocket"}, visite.navigateur.get, visite.note)
        )
        await visite.rest()
        await scenario(visite)
        await visite.say({"type": "websocket.disconnect"})
        await asyncio.wait_for(tache, 5)
        return visite

    return asyncio.run(run())


def build_install():
    message = BackMsg()
    message.backend_operation_request.install_skills.SetInParent()
    return message


@pytest.mark.parametrize(
    "message",
    [
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
        BackMsg(load_git_info=True),
        BackMsg(debug_shutdown_runtime=True),
        build_install(),
        BackMsg(),
    ],
    ids=lambda m: m.WhichOneof("type") or "rien",
)
def test_what_no_page_of_ours_asks_for_does_not_pass(message):
    async def scenario(visite):
        await visite.say(pack(message), pack(BackMsg(stop_script=True)))

    assert [m.WhichOneof("type") for m in play(scenario).recus] == ["stop_script"]


@pytest.mark.parametrize(
    "recu", [{"bytes": b"\xff" * 50}, {"text": "bonjour"}, {"bytes": None, "text": "x"}], ids=str
)
def test_what_is_no_message_of_a_page_ends_the_stream(recu):
    async def scenario(visite):
        await visite.say({"type": "websocket.receive", **recu}, pack(BackMsg(stop_script=True)))

    visite = play(scenario)
    assert visite.recus == []
    assert visite.envoyes == [{"type": "websocket.close", "code": 1003}]


def test_the_files_of_a_visit_are_made_one_after_the_other_and_a_click_does_not_wait():
    async def scenario(visite):
        clic = BackMsg()
        clic.rerun_script.query_string = "commune=62765"
        await visite.say(ask_file("a"), ask_file("b"), ask_file("c"), pack(clic))
        assert visite.fichiers == ["a", ""]
        assert visite.recus[1].rerun_script.query_string == "commune=62765"
        await visite.send(answer_file("a"))
        await visite.rest()
        assert visite.fichiers == ["a", "", "b"]
        await visite.send(answer_file("autre"))
        await visite.rest()
        assert visite.fichiers == ["a", "", "b"]
        await visite.send(answer_file("b"))
        await visite.rest()

    assert play(scenario).fichiers == ["a", "", "b", "c"]


def test_a_visit_that_asks_for_two_hundred_files_waits_for_a_few_and_is_refused_the_others():
    async def scenario(visite):
        await visite.say(*(ask_file(str(i)) for i in range(200)))

    visite = play(scenario)
    assert visite.fichiers == ["0"]
    refus = [ForwardMsg.FromString(m["bytes"]).backend_operation_response for m in visite.envoyes]
    assert len(refus) == 200 - 1 - RETENUES_MAX
    assert all(r.error_msg for r in refus)


def test_a_visitor_who_leaves_takes_what_waited_along():
    async def scenario(visite):
        await visite.say(ask_file("a"), ask_file("b"))

    assert play(scenario).fichiers == ["a"]
