"""The insurer's portal: tokens, every code that real data bring about, and cards that changed since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import dancu_contracts
import httpx
import pytest

from mock_national_db.wires import Call, Context, Options, Reply, Request, wires
from mock_national_db.wires.access import AccessOptions, Client
from tests.asgi import PROCEDURE
from tests.tree import ROOT

CHECK = "/api/egw/KQNhanLichSuKCB2019"
WHO = {"hoTen": "Bành Thị Song", "ngaySinh": "19/05/1983"}
NUMBER, CARD, NEW_CARD = "099183049001", "DN4920093000049", "HT3920093000049"
THE = {"doiTuong": "HT", "mucHuong": "3", "giaTriTu": "2026-11-23", "noiDangKyKCB": {"ma": "92001", "ten": "Trạm Mẫu"}}
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
BY_EVENTS = {"001", "002", "003", "004", "010", "110"}


def token_wire(body: bytes, access: AccessOptions) -> Reply:
    (wire,) = (w for w in wires("mock_sectoral_dbs.wires") if w.name == "portal_token")
    options = Options(access=access)
    call = wire.parse(Request("POST", "/api/token/take", body=body), options)
    return wire.render(call, [], Context(options, NOW, NOW)) if isinstance(call, Call) else call


def account(http: httpx.Client, workspace: str = "") -> dict[str, str]:
    sent = {"username": "a:b", "password": "x"}
    key = http.post(f"{workspace}/api/token/take", data=sent).json()["APIKey"]
    return {"token": key["access_token"], "id_token": key["id_token"], **sent}


def checked(http: httpx.Client, workspace: str, number: str, **more: str) -> dict[str, Any]:
    sent = {"maThe": number, **WHO, **more}
    found: dict[str, Any] = http.post(f"/w/{workspace}{CHECK}", params=account(http), json=sent).json()
    return found


def happens(http: httpx.Client, workspace: str, kind: str, data: Mapping[str, Any], number: str = NUMBER) -> None:
    event = {
        "subject": {"soDinhDanh": number},
        "type": kind,
        "on": "2026-11-23",
        "data": data,
        "purpose": {"procedure": PROCEDURE},
    }
    http.post(f"/w/{workspace}/insurance/v1/events", json=event).raise_for_status()


def test_the_token_has_the_documented_shape() -> None:
    reply = token_wire(b'{"username": "93001_BV", "password": "5f4dcc3b5aa765d61d8327deb882cf99"}', AccessOptions())
    assert (reply.status, reply.content_type) == (200, "application/json; charset=utf-8")
    token = r"[0-9a-f]{64}:93001_BV:1795399200"
    key = f'"access_token": "{token}", "id_token": "{token}", "token_type": "Bearer", "username": "93001_BV"'
    whole = f'{{"maKetQua": "200", "APIKey": {{{key}, "expires_in": "2026-11-23T02:00:00Z"}}}}'
    assert re.fullmatch(whole, reply.body.decode())


@pytest.mark.parametrize(
    ("body", "code"), [(b"", "401"), (b"username=x", "401"), (b"{", "205"), (b"\xff=1", "205"), (b"[]", "401")]
)
def test_who_shows_no_account_gets_no_token(body: bytes, code: str) -> None:
    assert token_wire(body, AccessOptions()).body.decode() == f'{{"maKetQua": "{code}", "APIKey": null}}'


def test_where_proof_is_asked_for_the_md5_of_the_secret_is_it() -> None:
    access = AccessOptions(("bearer",), {"hospital": Client("secret")})
    right = md5(b"secret").hexdigest()
    assert b'"200"' in token_wire(f"username=hospital&password={right}".encode(), access).body
    for wrong in (f"username=hospital&password={right[:-1]}", f"username=other&password={right}"):
        assert b'"401"' in token_wire(wrong.encode(), access).body


@pytest.mark.parametrize("part", ["token", "id_token", "username"])
def test_a_token_that_is_not_the_accounts_opens_nothing(part: str, sandbox: httpx.Client) -> None:
    query = account(sandbox)
    for wrong in (query | {part: query[part] + "0"}, {k: v for k, v in query.items() if k != part}):
        told = sandbox.post(CHECK, params=wrong, json={"maThe": CARD, **WHO})
        assert (told.status_code, told.json()["maKetQua"], told.json()["hoTen"]) == (200, "401", None)


def test_an_old_token_opens_nothing() -> None:
    (wire,) = (w for w in wires("mock_sectoral_dbs.wires") if w.name == "health_card")
    key = dancu_token(AccessOptions())
    options = Options()
    call = wire.parse(Request("POST", CHECK, query=key, body=b"{}"), options)
    assert isinstance(call, Call)
    for wall, code in ((NOW, b'"205"'), (NOW + timedelta(hours=1), b'"401"')):
        assert code in wire.render(call, [], Context(options, NOW, wall)).body


def dancu_token(access: AccessOptions) -> dict[str, str]:
    told = dict(re.findall(r'"(\w+)": "([^"]+)"', token_wire(b"username=u&password=p", access).body.decode()))
    return {"token": told["access_token"], "id_token": told["id_token"], "username": "u"}


def test_an_old_card_leads_to_the_new_one(sandbox: httpx.Client) -> None:
    happens(sandbox, "new-card", "card_issued", {"maTheBHYT": NEW_CARD, "theBHYT": THE})
    told = checked(sandbox, "new-card", CARD)
    assert (told["maKetQua"], told["maThe"], told["gtTheTu"]) == ("003", CARD, None)
    assert (told["maTheCu"], told["maTheMoi"], told["gtTheTuMoi"], told["gtTheDenMoi"], told["maDKBDMoi"]) == (
        CARD,
        NEW_CARD,
        "23/11/2026",
        None,
        "92001",
    )
    new = checked(sandbox, "new-card", NEW_CARD)
    assert (new["maKetQua"], new["maThe"], new["maDKBD"], new["gtTheDen"]) == ("000", NEW_CARD, "92001", None)
    assert checked(sandbox, "new-card", CARD, hoTen="Trần Thị Song")["maKetQua"] == "060"


def test_an_old_card_is_good_until_the_new_one_begins(sandbox: httpx.Client) -> None:
    happens(sandbox, "next-card", "card_issued", {"maTheBHYT": NEW_CARD, "theBHYT": THE | {"giaTriTu": "2027-01-01"}})
    assert checked(sandbox, "next-card", CARD)["maKetQua"] == "004"


def test_a_card_is_withdrawn_expires_or_is_kept_by_army_and_police(sandbox: httpx.Client) -> None:
    happens(sandbox, "withdrawn", "card_withdrawn", {})
    told = checked(sandbox, "withdrawn", CARD)
    assert (told["maKetQua"], told["maThe"]) == ("110", CARD)
    cards = {"QN": ("001", {}), "CA": ("002", {}), "GD": ("010", {"giaTriTu": "2025-01-01", "giaTriDen": "2025-12-31"})}
    for group, (code, term) in cards.items():
        number = f"{group}5920093000049"
        happens(
            sandbox, group.lower(), "card_issued", {"maTheBHYT": number, "theBHYT": {**THE, **term, "doiTuong": group}}
        )
        told = checked(sandbox, group.lower(), NUMBER)
        assert (told["maKetQua"], told["maThe"]) == (code, number)


def test_the_number_on_a_card_need_not_be_the_holders_own(sandbox: httpx.Client) -> None:
    happens(sandbox, "other", "card_issued", {"maTheBHYT": "HT3920099000009", "theBHYT": THE})
    assert checked(sandbox, "other", "HT3920099000009")["maSoBHXH"] == "0093000049"


def test_a_card_outlives_its_holder_until_the_insurer_hears_of_his_death(sandbox: httpx.Client) -> None:
    sent = {"maThe": "HT3930090026001", "hoTen": "HỒ VĂN MÃN", "ngaySinh": "06051949"}
    assert sandbox.post(CHECK, params=account(sandbox), json=sent).json()["maKetQua"] == "000"


def test_every_code_is_shown_on_file_brought_about_by_events_or_declared_on_the_page() -> None:
    on_file = {path.name[:3] for path in (Path(__file__).parent / "exchanges/health_card").glob("*.http")} - {"405"}
    declared = re.search(r"never answered: (.*?)\.", (ROOT / "docs/wires.md").read_text(encoding="utf-8"))
    assert declared is not None
    never = {*re.findall(r"`(\d{3})`", declared.group(1))}
    assert sorted([*on_file, *BY_EVENTS, *never]) == sorted(dancu_contracts.code_table("ketQuaTraCuuThe")["values"])


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        b'{"maThe": {}}',
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"maThe": "\\ud800"}',
        b"maThe=%FF&hoTen=%00",
        b"a&" * 200,
    ],
)
def test_whatever_is_sent_is_answered_by_a_code(body: bytes, sandbox: httpx.Client) -> None:
    for path in (CHECK, "/api/egw/KQNhanLichSuKCB2024"):
        told = sandbox.post(path, params=account(sandbox), content=body)
        assert (told.status_code, told.json()["maKetQua"] in {"205", "051"}) == (200, True)
