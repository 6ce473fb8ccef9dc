"""`--credentials`: a server that asks who is there is told, by a file, and no message repeats what is in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result
from dancu_connectors import Bearer, NgspToken

from dancu_sandbox.credentials import credentials
from tests.journeys.running import running, said

SECRET = "bi-mat-cua-don-vi"
HASH = {"kind": "vdxp-hash", "sv_url": "/csdldc/dichvu037", "user": "mock_user", "secret": SECRET}
TOKEN = {
    "kind": "lgsp-token",
    "token_url": "/token",
    "access_key": "mock_user",
    "secret_key": SECRET,
    "app_name": "a",
    "partner_code": "p",
}
NGSP = {"kind": "ngsp-token", "token_url": "/token", "consumer_key": "mock_user", "consumer_secret": SECRET}
BY_KIND: dict[str, dict[str, str]] = {"vdxp-hash": HASH, "lgsp-token": TOKEN}


@pytest.fixture(scope="module", params=BY_KIND)
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server that asks the callers of its wires who they are, and how."""
    access = ("--access", request.param, "--access-user", "mock_user", "--access-secret", SECRET)
    told = ("--access-url", "037=/csdldc/dichvu037") if request.param == "vdxp-hash" else ()
    folder = tmp_path_factory.mktemp("guarded")
    with running("--data", folder, "--population", "60", *access, *told) as url:
        yield url, request.param


def _file(folder: Path, stated: Any) -> Path:
    written = folder / "agency.json"
    written.write_text(stated if isinstance(stated, str) else json.dumps(stated), encoding="utf-8")
    return written


def _verify(url: str, *more: str | Path) -> Result:
    return said("verify", "P09", "--wire", "soap", "--url", url, *more)


def test_who_is_told_of_is_answered(guarded: tuple[str, str], tmp_path: Path) -> None:
    url, kind = guarded
    assert _verify(url, "--credentials", _file(tmp_path, BY_KIND[kind])).exit_code == 0


def test_the_environment_may_name_the_file(
    guarded: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, kind = guarded
    monkeypatch.setenv("DANCU_CREDENTIALS", str(_file(tmp_path, BY_KIND[kind])))
    assert _verify(url).exit_code == 0
    assert said("citizens", "--limit", "1", "--url", url).exit_code == 0


def test_nobody_and_somebody_else_are_refused_with_the_way_out(guarded: tuple[str, str], tmp_path: Path) -> None:
    url, kind = guarded
    wrong = {name: "sai-bi-mat" if value == SECRET else value for name, value in BY_KIND[kind].items()}
    for told in (_verify(url), _verify(url, "--credentials", _file(tmp_path, wrong))):
        assert (told.exit_code, told.stdout) == (2, "")
        assert "--credentials" in told.stderr
        assert "sai-bi-mat" not in told.stderr


@pytest.mark.parametrize(
    "stated",
    [
        "{",
        [SECRET],
        {"kind": "khac", "secret": SECRET},
        {"secret": SECRET},
        {**HASH, "more": SECRET},
        {**HASH, "secret": 1},
        {name: value for name, value in HASH.items() if name != "user"},
        {"kind": "bearer", "token": f"{SECRET}\nmore"},
        {"kind": "bearer", "token": ""},
        pytest.param("[" * 100_000, id="deep"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_is_told_without_what_is_in_it(stated: Any, tmp_path: Path) -> None:
    told = _verify("http://127.0.0.1:9", "--credentials", _file(tmp_path, stated))
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.count("agency.json") == 2
    assert SECRET not in told.stderr


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    told = _verify("http://127.0.0.1:9", "--credentials", tmp_path / "none.json")
    assert (told.exit_code, "none.json: không có tệp này." in told.stderr) == (2, True)


def test_a_folder_asks_nobody(tmp_path: Path) -> None:
    told = said("verify", "P09", "--data", tmp_path, "--population", "60", "--credentials", tmp_path / "none.json")
    assert told.exit_code == 0


@pytest.mark.parametrize(("stated", "kind"), [(NGSP, NgspToken), ({"kind": "bearer", "token": "t"}, Bearer)])
def test_every_way_that_the_connectors_know_may_be_told(
    stated: dict[str, str], kind: type[httpx.Auth], tmp_path: Path
) -> None:
    assert type(credentials(_file(tmp_path, stated))) is kind
