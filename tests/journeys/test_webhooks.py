"""Webhooks as people use them: subscribed from the command line, received over the network, across restarts."""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from dancu_connectors import Pushed, read_webhook

from tests.journeys.running import running, said, started, stop

SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
PURPOSE = ("--procedure", "dang-ky-thuong-tru")
Arrived = Queue[Pushed]


@contextmanager
def receiving(refused: int = 0, port: int = 0) -> Iterator[tuple[str, Arrived]]:
    """The address of a receiver and what arrives there; so many of the first deliveries are refused."""
    arrived: Arrived = Queue()
    refusals = iter([503] * refused)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            pushed = read_webhook(dict(self.headers), body, SECRET)
            status = next(refusals, 204)
            if status == 204:
                arrived.put(pushed)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", port), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/changes", arrived
        server.shutdown()
        thread.join()


def _json(*words: str | Path) -> Any:
    told = said(*words, "--json")
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def _rename(name: str, *where: str | Path) -> None:
    assert said("event", "rename", "P10", f"hoVaTen={name}", "--on", "2026-11-20", *PURPOSE, *where).exit_code == 0


def _add(url: str, *words: str | Path) -> Any:
    return _json("webhooks", "add", url, "--secret", SECRET, *words)


def test_what_is_written_anywhere_on_the_folder_arrives_once_in_order_from_several_processes(tmp_path: Path) -> None:
    folder = ("--data", tmp_path)
    with receiving() as (url, arrived), running(*folder, "--population", "60", "--workers", "2") as server:
        assert _add(url, "--url", server)["cursor"] == "MS4w"
        for name in ("Lê Một", "Lê Hai", "Lê Ba"):
            _rename(name, "--url", server)
        _rename("Lê Bốn", *folder)
        told = [arrived.get(timeout=40) for _ in range(4)]
        assert arrived.empty()
    assert [pushed.change.position for pushed in told] == [1, 2, 3, 4]
    assert [pushed.change.data["hoVaTen"] for pushed in told] == ["Lê Một", "Lê Hai", "Lê Ba", "Lê Bốn"]
    assert len({pushed.subject for pushed in told}) == 1


def test_what_is_refused_is_told_again_and_a_new_server_goes_on_where_the_old_one_stood(tmp_path: Path) -> None:
    folder = ("--data", tmp_path)
    with receiving(refused=1) as (url, arrived):
        with running(*folder, "--population", "60") as server:
            _add(url, "--url", server)
            _rename("Lê Một", "--url", server)
            assert arrived.get(timeout=40).change.position == 1
        _rename("Lê Hai", *folder)
        with running(*folder):
            assert arrived.get(timeout=40).change.position == 2
        assert arrived.empty()


def test_who_is_killed_in_the_midst_loses_nothing_and_keeps_each_subjects_order(tmp_path: Path) -> None:
    folder = ("--data", tmp_path, "--population", "400")
    assert said("events", "simulate", "--days", "20", "--rate", "40", *folder).exit_code == 0
    polled = [change["position"] for change in _json("changes", "--registry", "population", *folder)["items"]]
    assert len(polled) > 20
    with receiving() as (url, arrived):
        _add(url, *folder)
        killed = started(*folder)
        told = [arrived.get(timeout=40) for _ in range(len(polled) // 2)]
        stop(killed, signal.SIGKILL)
        assert killed.returncode == -signal.SIGKILL
        with running(*folder):
            while {pushed.change.position for pushed in told} < {*polled}:
                told.append(arrived.get(timeout=40))
    first = list({pushed.id: pushed for pushed in told}.values())
    assert sorted(pushed.change.position for pushed in first) == polled
    for subject in {pushed.subject for pushed in first}:
        order = [pushed.change.position for pushed in first if pushed.subject == subject]
        assert order == sorted(order)


def test_a_subscription_is_kept_in_the_folder_listed_replayed_and_removed(tmp_path: Path) -> None:
    folder = ("--data", tmp_path, "--population", "60")
    url = "http://127.0.0.1:9/changes"
    made = _add(
        url,
        "--registry",
        "population",
        "--registry",
        "tax",
        "--type",
        "death",
        "--retries",
        "1,5,30",
        "--cursor",
        "now",
        *folder,
    )
    assert made.pop("secret") == SECRET
    assert made == {
        "id": 1,
        "url": url,
        "registries": ["population", "tax"],
        "types": ["death"],
        "cursor": "MS4w",
        "waiting": 0,
        "dead": 0,
        "gone": False,
        "retries": [1, 5, 30],
    }
    assert _json("webhooks", *folder) == _json("webhooks", "list", *folder) == [made]
    assert said("webhooks", "list", *folder).stdout == f"1\t{url}\tpopulation, tax\tdeath\t0\t0\t✗\n"
    assert _json("webhooks", "dead", "1", *folder) == []
    assert _json("webhooks", "replay", "1", *folder) == made
    assert _json("webhooks", "replay", "1", "--cursor", "MS4w", *folder) == made
    rotated = _json("webhooks", "rotate", "1", "--overlap", "0", *folder)
    assert rotated.pop("secret") != SECRET
    assert rotated == made
    assert _json("webhooks", "list", "--workspace", "mine", *folder) == []
    assert _json("webhooks", "remove", "1", *folder) == made
    assert _json("webhooks", "list", *folder) == []


def test_a_secret_that_was_made_is_said_beside_the_answer(tmp_path: Path) -> None:
    told = said("webhooks", "add", "http://127.0.0.1:9/", "--data", tmp_path, "--population", "60")
    assert told.stdout == "1\thttp://127.0.0.1:9/\tpopulation\t*\t0\t0\t✗\n"
    assert told.stderr.count("whsec_") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add",), "add takes a URL"),
        (("list", "1"), "add takes a URL"),
        (("remove", "all"), "an ID is a number"),
        (("add", "http://127.0.0.1/", "--retries", "1,soon"), "are no seconds"),
        (("dead", "7"), "No such webhook"),
        (("add", "http://10.0.0.1/"), "Nothing may be sent to this address"),
        (("add", "http://127.0.0.1/", "--registry", "weather"), "No such registry"),
        (("add", "http://127.0.0.1/", "--secret", "short"), "breaks the contract"),
    ],
)
def test_a_wrong_call_says_what_to_mend(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    ended = said("webhooks", *words, "--data", tmp_path, "--population", "60")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert told in ended.stderr
