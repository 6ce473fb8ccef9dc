"""The HTTP front over ASGI: every fault of a call by its status, code and pointer, and what a body may be."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import dancu_contracts
import httpx
import pytest

from mock_national_db.service import Application, CallFault
from mock_national_db.service.application import BODY_LIMIT, DRAIN_LIMIT, Message, Receive, Scope, Send
from mock_national_db.service.calls import Calls
from mock_national_db.service.speaking import Speaker
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_TIME
from mock_national_db.wires import Options
from tests.services.conftest import REGISTRIES, Office

JSON = {"content-type": "application/json"}
LOOKUP = "/population/v1/lookup"
CHANGES = "/population/v1/changes"
Body = Mapping[str, Any]
Post = Callable[..., Awaitable[httpx.Response]]


async def others(scope: Scope, _: Receive, send: Send) -> None:
    """What stands behind the front: here it repeats the path and workspace it was given."""
    told = f"{scope['path']} of {scope['workspace']} under {scope['root_path']}".encode()
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": told})


def front(store: Store) -> Application:
    return Application(
        store, Speaker(store, (), Options(), lambda _asked, _now: None, lambda: SEED_TIME), others, Calls()
    )


@pytest.fixture
async def client(store: Store, office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A client in a workspace of its own."""
    office.workspace = f"w{crc32(office.workspace.encode())}"
    transport = httpx.ASGITransport(app=front(store), raise_app_exceptions=True)
    headers = {"x-sandbox-workspace": office.workspace}
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu", headers=headers) as opened:
        yield opened


@pytest.fixture
def body(office: Office) -> dict[str, Any]:
    """A lookup that is answered."""
    return {"subject": {"soDinhDanh": office.number(10)}, "fields": ["hoVaTen"], "purpose": office.purpose}


def told(answer: httpx.Response) -> tuple[int, str, str]:
    """A problem's status, code and pointer; the document is as the contract says."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:dancu:fault:{problem['code']}"
    assert {language: bool(problem[language]["remedy"]) for language in ("vi", "en")} == {"vi": True, "en": True}
    return answer.status_code, problem["code"], problem.get("pointer", "")


# -- paths, methods, media types ---------------------------------------------------------------------------------------


async def test_a_call_is_answered_as_json(client: httpx.AsyncClient, office: Office, body: Body) -> None:
    answer = await client.post(LOOKUP, json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.json() == office.call("lookup", "population", subject=body["subject"], fields=body["fields"])


@pytest.mark.parametrize("path", ["/", "/population", "/population/v1", "/population/v2/lookup", "/nobody/v1/lookup"])
async def test_a_path_that_is_no_operation_goes_to_the_others(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json={})
    assert answer.status_code == 299
    assert answer.text.startswith(f"{path} of w")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
async def test_a_method_that_is_not_allowed_is_told_which_is(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, LOOKUP)
    assert told(answer) == (405, "method_not_allowed", "")
    assert answer.headers["allow"] == "POST"


async def test_the_feed_is_read_only(client: httpx.AsyncClient) -> None:
    answer = await client.post(CHANGES, json={})
    assert told(answer) == (405, "method_not_allowed", "")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("kind", [None, "", "text/plain", "application/xml", "application/x-www-form-urlencoded"])
async def test_a_body_that_does_not_say_it_is_json_is_refused(
    client: httpx.AsyncClient, body: Body, kind: str | None
) -> None:
    headers = {} if kind is None else {"content-type": kind}
    answer = await client.post(LOOKUP, content=json.dumps(body).encode(), headers=headers)
    assert told(answer) == (415, "unsupported_media_type", "")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.x+json"])
async def test_every_way_to_say_json_is_understood(client: httpx.AsyncClient, body: Body, kind: str) -> None:
    answer = await client.post(LOOKUP, content=json.dumps(body).encode(), headers={"content-type": kind})
    assert answer.status_code == 200


# -- bodies ------------------------------------------------------------------------------------------------------------

NOT_JSON = {
    "empty": b"",
    "cut off": b'{"subject": {',
    "no JSON": b"hello",
    "not UTF-8": b'{"subject": "\xff\xfe"}',
    "UTF-16": '{"subject": 1}'.encode("utf-16"),
    "NaN": b'{"subject": NaN}',
    "infinite": b'{"subject": -Infinity}',
    "beyond floats": b'{"subject": 1e400}',
    "a hundred thousand digits": b'{"subject": ' + b"9" * 100_000 + b"}",
    "half a surrogate pair": b'{"subject": "\\ud800"}',
    "half a million brackets": b"[" * 500_000,
    "a quarter million objects": b'{"a":' * 170_000,
    "trailing text": b"{} {}",
    "a comment": b"{/* */}",
}


@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON.keys())
async def test_what_is_not_json_is_refused(client: httpx.AsyncClient, content: bytes) -> None:
    assert told(await client.post(LOOKUP, content=content, headers=JSON)) == (400, "not_json", "")


@pytest.mark.parametrize("content", [b"null", b"1", b'"text"', b"[]", b"{}", b"[[[[]]]]", b"true"])
async def test_json_of_another_shape_breaks_the_contract(client: httpx.AsyncClient, content: bytes) -> None:
    assert told(await client.post(LOOKUP, content=content, headers=JSON)) == (422, "invalid", "")


@pytest.mark.parametrize("depth", [100, 200, 500, 900])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"a":', "}")])
async def test_deep_nesting_breaks_the_contract(client: httpx.AsyncClient, depth: int, pair: tuple[str, str]) -> None:
    content = f'{{"subject": {pair[0] * depth}1{pair[1] * depth}}}'.encode()
    status, code, _ = told(await client.post(LOOKUP, content=content, headers=JSON))
    assert (status, code) == (422, "invalid")


async def test_of_a_key_sent_twice_the_last_counts(client: httpx.AsyncClient, body: Body) -> None:
    content = json.dumps(body)[:-1] + ', "on": "2020-01-01", "on": "2021-01-01"}'
    answer = await client.post(LOOKUP, content=content.encode(), headers=JSON)
    assert answer.json()["source"]["on"] == "2021-01-01"


async def test_a_body_of_a_mebibyte_is_read_and_one_more_byte_is_too_large(client: httpx.AsyncClient) -> None:
    for size, status in ((BODY_LIMIT, 422), (BODY_LIMIT + 1, 413)):
        content = b'{"a":"' + b"x" * (size - 8) + b'"}'
        assert (await client.post(LOOKUP, content=content, headers=JSON)).status_code == status


async def posted(store: Store, chunks: list[bytes], *, last: bool = True) -> tuple[int, int]:
    """The status, and how many chunks were taken, of a body sent piece by piece."""
    sent: list[Message] = []
    queue = list(chunks)

    async def receive() -> Message:
        chunk = queue.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(queue) or not last}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": LOOKUP,
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    await front(store)(scope, receive, send)
    return sent[0]["status"], len(chunks) - len(queue)


async def test_a_body_that_is_too_large_is_drained_so_that_the_answer_is_read(store: Store) -> None:
    assert await posted(store, [b"x" * 65_536] * 32) == (413, 32)


async def test_draining_ends_at_sixteen_mebibytes(store: Store) -> None:
    chunks = DRAIN_LIMIT // BODY_LIMIT + 8
    assert await posted(store, [b"x" * BODY_LIMIT] * chunks) == (413, DRAIN_LIMIT // BODY_LIMIT + 1)


async def test_a_body_in_many_pieces_is_one_body(store: Store, body: Body) -> None:
    content = json.dumps(body).encode()
    assert await posted(store, [content[i : i + 1] for i in range(len(content))]) == (200, len(content))


# -- the contract ------------------------------------------------------------------------------------------------------

LONG = "N" * 1_000_000
CHANGED: dict[str, tuple[Body, tuple[int, str, str]]] = {
    "nine digits": ({"subject": {"soDinhDanh": "9" * 9}}, (422, "invalid", "/subject/soDinhDanh")),
    "eleven digits": ({"subject": {"soDinhDanh": "9" * 11}}, (422, "invalid", "/subject/soDinhDanh")),
    "thirteen digits": ({"subject": {"soDinhDanh": "9" * 13}}, (422, "invalid", "/subject/soDinhDanh")),
    "wide digits": (
        {"subject": {"soDinhDanh": "\N{FULLWIDTH DIGIT NINE}" * 12}},
        (422, "invalid", "/subject/soDinhDanh"),
    ),
    "a line feed": ({"subject": {"soDinhDanh": "099090000001\n"}}, (422, "invalid", "/subject/soDinhDanh")),
    "a number": ({"subject": {"soDinhDanh": 99090000001}}, (422, "invalid", "/subject/soDinhDanh")),
    "null": ({"subject": {"soDinhDanh": None}}, (422, "invalid", "/subject/soDinhDanh")),
    "no key": ({"subject": {}}, (422, "invalid", "/subject")),
    "unknown key": ({"subject": {"soTheThuVien": "1"}}, (422, "invalid", "/subject")),
    "unknown field": ({"fields": ["luong"]}, (422, "invalid", "/fields/0")),
    "no fields": ({"fields": []}, (422, "invalid", "/fields")),
    "unknown member": ({"hoVaTen": "A"}, (422, "invalid", "")),
    "no purpose": ({"purpose": {}}, (422, "invalid", "/purpose")),
    "unknown procedure": (
        {"purpose": {"procedure": "dang-ky-bay"}},
        (422, "unknown_procedure", "/purpose/procedure"),
    ),
    "no such day": ({"on": "2026-02-30"}, (422, "invalid", "/on")),
    "a week": ({"on": "2026-W05-1"}, (422, "invalid", "/on")),
    "no such moment": ({"knownAt": "2026-11-23T25:00:00+07:00"}, (422, "invalid", "/knownAt")),
    "a name of a megabyte": (
        {"subject": {"hoVaTen": LONG, "ngaySinh": "1990"}},
        (422, "invalid", "/subject/hoVaTen"),
    ),
    "a name with NUL": (
        {"subject": {"hoVaTen": "Nguyễn\x00An", "ngaySinh": "1990"}},
        (422, "invalid", "/subject/hoVaTen"),
    ),
    "no such birth date": (
        {"subject": {"hoVaTen": "Nguyễn An", "ngaySinh": "1990-02-30"}},
        (422, "impossible_date", "/subject/ngaySinh"),
    ),
}


@pytest.mark.parametrize(("change", "fault"), CHANGED.values(), ids=CHANGED.keys())
async def test_what_breaks_the_contract_is_pointed_at(
    client: httpx.AsyncClient, body: Body, change: Body, fault: tuple[int, str, str]
) -> None:
    assert told(await client.post(LOOKUP, json={**body, **change})) == fault


async def test_claims_are_held_as_subjects_are(client: httpx.AsyncClient, body: Body) -> None:
    asked = {name: body[name] for name in ("subject", "purpose")}
    for claims, fault in (
        ({}, (422, "invalid", "/claims")),
        ({"hoVaTen": ""}, (422, "invalid", "/claims/hoVaTen")),
        ({"ngaySinh": "2023-02-29"}, (422, "impossible_date", "/claims/ngaySinh")),
        ({"thuongTru": {}}, (422, "invalid", "/claims/thuongTru")),
    ):
        assert told(await client.post("/population/v1/verify", json={**asked, "claims": claims})) == fault


async def test_a_batch_answers_each_item_though_one_is_at_fault(client: httpx.AsyncClient, body: Body) -> None:
    subject = {name: body[name] for name in ("subject", "purpose")}
    items = [
        {"op": "verify", **subject, "claims": {"ngaySinh": "2023-02-29"}},
        {"op": "lookup", **body},
        {"op": "lookup", **body, "purpose": {"procedure": "dang-ky-bay"}},
    ]
    answer = await client.post("/population/v1/batch", json={"items": items})
    assert answer.status_code == 200
    first, second, third = answer.json()["items"]
    assert (first["code"], first["pointer"]) == ("impossible_date", "/items/0/claims/ngaySinh")
    assert second["outcome"] == "found"
    assert (third["code"], third["pointer"]) == ("unknown_procedure", "/items/2/purpose/procedure")


async def test_a_batch_has_at_most_a_thousand_items(client: httpx.AsyncClient, body: Body) -> None:
    small = {"op": "lookup", **body}
    answers = [await client.post("/population/v1/batch", json={"items": [small] * n}) for n in (1_000, 1_001, 0)]
    assert len(answers[0].json()["items"]) == 1_000
    assert [told(answer) for answer in answers[1:]] == [(422, "invalid", "/items")] * 2


# -- no answer repeats a number ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        lambda n: {"subject": {"soDinhDanh": f"{n}1"}},
        lambda n: {"subject": {n: n}},
        lambda n: {n: n},
        lambda n: {"fields": [n]},
        lambda n: {"on": n},
        lambda n: {"knownAt": n},
        lambda n: {"purpose": {"procedure": n}},
        lambda n: {"purpose": {"procedure": "1.004222", n: n}},
        lambda n: {"subject": {"hoVaTen": n * 50, "ngaySinh": n}},
    ],
)
async def test_no_fault_repeats_a_number_that_was_sent(
    client: httpx.AsyncClient, body: Body, place: Callable[[str], Body], caplog: pytest.LogCaptureFixture
) -> None:
    number = "099090123456"
    answer = await client.post(LOOKUP, json={**body, **place(number)})
    assert answer.status_code == 422
    assert number not in answer.text
    assert number not in str(answer.headers)
    assert number not in caplog.text


# -- workspaces --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Bad Name", "-a", "", "a" * 65, "a/b", "../x", "a%00", "Á", "default2;"])
async def test_a_workspace_of_no_valid_name_is_refused(client: httpx.AsyncClient, body: Body, name: str) -> None:
    headers = {b"x-sandbox-workspace": name.encode()}
    assert told(await client.post(LOOKUP, json=body, headers=headers)) == (400, "bad_workspace", "")


@pytest.mark.parametrize("path", ["/w/BAD/x", "/w//x", f"/w/{'a' * 65}/x", "/w/%00/x", "/w/a%20b/x"])
async def test_a_prefix_of_no_valid_name_is_refused(client: httpx.AsyncClient, path: str) -> None:
    assert told(await client.post(path, json={})) == (400, "bad_workspace", "")


async def test_the_prefix_and_the_header_lead_to_the_same_workspace(client: httpx.AsyncClient, office: Office) -> None:
    data = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
    event = {"type": "person_registered", "on": "2026-11-23", "data": data, "purpose": office.purpose}
    asked = {"subject": {"soDinhDanh": "099090000001"}, "fields": ["hoVaTen"], "purpose": office.purpose}
    named = f"{office.workspace}p"
    written = await client.post(f"/w/{named}/population/v1/events", json={**event, "subject": asked["subject"]})
    assert written.json() == {"outcome": "recorded", "position": 1, "soDinhDanh": "099090000001"}
    found = [
        (await client.post(path, json=asked, headers=headers)).json()["outcome"]
        for path, headers in (
            (LOOKUP, {"x-sandbox-workspace": named}),
            (f"/w/{named}{LOOKUP}", {}),
            (f"/w/{named}{LOOKUP}", {"x-sandbox-workspace": "another"}),
            (LOOKUP, {}),
        )
    ]
    assert found == ["found", "found", "found", "not_found"]


async def test_the_others_see_the_path_without_the_prefix(client: httpx.AsyncClient) -> None:
    assert (await client.get("/w/mine/somewhere/else")).text == "/somewhere/else of mine under /w/mine"
    assert (await client.get("/w/mine")).text == " of mine under /w/mine"


# -- the feed ----------------------------------------------------------------------------------------------------------


async def test_the_feed_is_read_to_its_end_by_cursor(client: httpx.AsyncClient, office: Office) -> None:
    for serial in (1, 2, 3):
        data = {"hoVaTen": "Nguyễn Văn Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
        office.record("population", f"09909000000{serial}", "person_registered", "2026-11-23", data=data)
    pages: list[Any] = [(await client.get(CHANGES, params={"limit": 2})).json()]
    while pages[-1]["more"]:
        pages.append((await client.get(CHANGES, params={"limit": 2, "cursor": pages[-1]["cursor"]})).json())
    assert [[item["position"] for item in page["items"]] for page in pages] == [[1, 2], [3]]
    office.store.log.reset(office.workspace)
    gone = await client.get(CHANGES, params={"cursor": pages[-1]["cursor"]})
    assert told(gone) == (410, "cursor_gone", "/cursor")


@pytest.mark.parametrize(
    "cursor",
    [
        "1",
        "AAAA",
        "%FF",
        "%00",
        "%ED%A0%80",
        "MS45OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk",
        "MS4tMQ",
        "099090000001",
        "MS4xLjE",
        "x" * 5_000,
    ],
)
async def test_a_cursor_that_cannot_be_read_is_refused(client: httpx.AsyncClient, cursor: str) -> None:
    assert told(await client.get(f"{CHANGES}?cursor={cursor}")) == (400, "bad_cursor", "/cursor")


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "%C2%B2", "x", "1.0", "9" * 5_000, "%D9%A3"])
async def test_a_limit_that_is_none_is_refused(client: httpx.AsyncClient, limit: str) -> None:
    assert told(await client.get(f"{CHANGES}?limit={limit}")) == (422, "invalid", "/limit")


# -- what nobody foresaw -----------------------------------------------------------------------------------------------


async def test_a_full_disk_is_told_and_the_service_stays_up(tmp_path: Path) -> None:
    store = Store.open(tmp_path, REGISTRIES, {"size": 50})
    office = Office(store, "default")
    data = {"hoVaTen": "Nguyễn " * 10 + "Mẫu", "ngaySinh": "1990-05-20", "gioiTinh": "1"}
    event = {"type": "person_registered", "on": "2026-11-23", "data": data, "purpose": office.purpose}
    transport = httpx.ASGITransport(app=front(store))
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu") as client:
        (pages,) = store.fetch("PRAGMA page_count") or (0,)
        store.db.execute(f"PRAGMA max_page_count = {pages}")
        answers: list[httpx.Response] = []
        while not answers or answers[-1].status_code == 200:
            subject = {"soDinhDanh": f"0990900{len(answers):05}"}
            answers.append(await client.post("/population/v1/events", json={**event, "subject": subject}))
        assert told(answers[-1]) == (503, "storage_full", "")
        feed = (await client.get(CHANGES)).json()["items"]
        store.db.execute("PRAGMA max_page_count = 100000")
        again = await client.post("/population/v1/events", json={**event, "subject": {"soDinhDanh": "099090999998"}})
    store.close()
    assert [item["position"] for item in feed] == list(range(1, len(answers)))
    assert again.json()["position"] == len(answers)


async def test_a_log_that_another_process_holds_is_busy_and_nothing_is_written(tmp_path: Path) -> None:
    store, other = (Store.open(tmp_path, REGISTRIES, {"size": 50}) for _ in range(2))
    store.db.execute("PRAGMA busy_timeout = 20")
    data = {"hoVaTen": "Nguyễn Thị Chờ", "ngaySinh": "1990-05-20", "gioiTinh": "2"}
    event = {"type": "person_registered", "on": "2026-11-23", "data": data, "purpose": Office(store, "w").purpose}
    transport = httpx.ASGITransport(app=front(store))
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu") as client:
        sent = {**event, "subject": {"soDinhDanh": "099190900001"}}
        with other.log.writing():
            refused = await client.post("/population/v1/events", json=sent)
        answer = await client.post("/population/v1/events", json=sent)
    store.close()
    other.close()
    assert told(refused) == (503, "busy", "")
    assert answer.json()["position"] == 1


async def test_a_fault_of_our_own_tells_the_client_nothing_and_the_log_everything(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(tmp_path, REGISTRIES, {"size": 50})
    office = Office(store, "default")
    body = {"subject": {"soDinhDanh": office.number(3)}, "fields": ["hoVaTen"], "purpose": office.purpose}
    store.close()
    transport = httpx.ASGITransport(app=front(store))
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu") as client:
        answer = await client.post(LOOKUP, json=body)
    assert told(answer) == (500, "internal", "")
    assert "Traceback" not in answer.text
    assert "sqlite" not in answer.text
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "unforeseen ProgrammingError")
    ]


def test_every_fault_of_the_contracts_can_be_told() -> None:
    for code, fault in dancu_contracts.faults().items():
        problem = CallFault(code, "/a", seen=1).problem()
        assert (problem["status"], problem["title"], problem["detail"]) == (
            fault.status,
            fault.title["vi"],
            {"seen": "1"},
        )
