"""What is counted of calls: each one answered, in words of ours, whatever words a caller makes up."""

from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mock_national_db.service import Application
from mock_national_db.service.callers import UNIFORM, Asker
from mock_national_db.service.calls import CELLS, CONSUMERS, OTHER, Calls, Counted
from mock_national_db.service.speaking import Speaker
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_TIME
from mock_national_db.wires import Options, Reply, Request, wires
from tests.services.test_service import others

SLUG, CODE = "dang-ky-thuong-tru", "1.004222"
VERIFY = "/population/v1/verify"
SOAP = """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:dan="http://dancuquocgia.bca"><soapenv:Body><dan:TraCuuThongTinCongDan>
    <dan:MaYeuCau>1</dan:MaYeuCau><dan:MaDVC>{}</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop>
    <dan:MaCanBo>canbo</dan:MaCanBo><dan:SoDinhDanh>099084048001</dan:SoDinhDanh><dan:HoVaTen>LEVANDAO</dan:HoVaTen>
    <dan:NgayThangNamSinh><dan:NgayThangNam>19841203</dan:NgayThangNam></dan:NgayThangNamSinh>
    </dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"""


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
async def client(store: Store, calls: Calls) -> AsyncIterator[httpx.AsyncClient]:
    speaker = Speaker(store, wires(), Options(), _gate, lambda: SEED_TIME)
    transport = httpx.ASGITransport(Application(store, speaker, others, calls))
    async with httpx.AsyncClient(transport=transport, base_url="http://dancu/w/counted") as opened:
        yield opened


def _gate(request: Request, _: Any) -> Reply | None:
    return Reply(401, b"", "text/plain") if "x-stranger" in request.headers else None


def body(number: str, procedure: str = SLUG, **more: Any) -> dict[str, Any]:
    return {
        "subject": {"soDinhDanh": number},
        "claims": {"ngaySinh": "1984-12-03"},
        "purpose": {"procedure": procedure},
        **more,
    }


def counted(calls: Calls, *, wire: Asker = UNIFORM) -> dict[tuple[str, ...], int]:
    found = calls.of("counted")
    assert {each.asker for each in found} <= {wire}
    return {tuple(each[:4]): count for each, count in found.items()}


async def test_every_answer_counts_by_its_outcome_whatever_name_the_procedure_has(
    client: httpx.AsyncClient, calls: Calls
) -> None:
    await client.post(VERIFY, json=body("099084048001"))
    await client.post(VERIFY, json=body("099084048001", CODE))
    await client.post(VERIFY, json=body("099999999999"))
    lookup = body("099084048001", fields=["hoVaTen"])
    del lookup["claims"]
    await client.post("/population/v1/lookup", json=lookup)
    await client.get("/population/v1/changes")
    assert counted(calls) == {
        ("population", "verify", SLUG, "found"): 2,
        ("population", "verify", SLUG, "not_found"): 1,
        ("population", "lookup", SLUG, "found"): 1,
        ("population", "changes", "", "told"): 1,
    }


async def test_a_call_that_cannot_be_answered_counts_by_its_fault(client: httpx.AsyncClient, calls: Calls) -> None:
    await client.post(VERIFY, json=body("099084048001", claims={}))
    await client.post(VERIFY, json=body("099084048001", "thu-tuc-tu-dat"))
    await client.post(VERIFY, content=b"{", headers={"content-type": "application/json"})
    await client.post(VERIFY, content=b"{}", headers={"content-type": "text/plain"})
    await client.get(VERIFY)
    await client.get("/population/v1/changes?cursor=x")
    assert counted(calls) == {
        ("population", "verify", SLUG, "invalid"): 1,
        ("population", "verify", "", "unknown_procedure"): 1,
        ("population", "verify", "", "not_json"): 1,
        ("population", "verify", "", "unsupported_media_type"): 1,
        ("population", "verify", "", "method_not_allowed"): 1,
        ("population", "changes", "", "bad_cursor"): 1,
    }


@pytest.mark.parametrize("asked", [{"purpose": {"procedure": ["a"]}}, {"purpose": [1]}, [1], {"purpose": {}}])
async def test_a_purpose_that_is_none_is_no_procedure(client: httpx.AsyncClient, calls: Calls, asked: Any) -> None:
    await client.post(VERIFY, json=asked)
    assert counted(calls) == {("population", "verify", "", "invalid"): 1}


async def test_each_item_of_a_batch_is_a_call(client: httpx.AsyncClient, calls: Calls) -> None:
    items = [
        {"op": "verify", **body("099084048001")},
        {"op": "verify", **body("099999999999", CODE)},
        {"op": "verify", **body("099084048001", "thu-tuc-tu-dat")},
    ]
    await client.post("/population/v1/batch", json={"items": items})
    await client.post("/population/v1/batch", json={"items": "none"})
    assert counted(calls) == {
        ("population", "verify", SLUG, "found"): 1,
        ("population", "verify", SLUG, "not_found"): 1,
        ("population", "verify", "", "unknown_procedure"): 1,
        ("population", "batch", "", "invalid"): 1,
    }


async def test_a_wire_counts_what_it_asked_the_registers_and_the_agency_it_names(
    client: httpx.AsyncClient, calls: Calls
) -> None:
    answer = await client.post("/csdldc/037", content=SOAP.format("VPCP"), headers={"content-type": "text/xml"})
    assert answer.status_code == 200
    assert counted(calls, wire=Asker("citizen_soap", "VPCP")) == {("population", "lookup", "", "found"): 1}


async def test_a_message_that_asked_no_register_counts_by_its_status(client: httpx.AsyncClient, calls: Calls) -> None:
    await client.get("/csdldc/037?wsdl")
    await client.delete("/csdldc/037")
    assert counted(calls, wire=Asker("citizen_soap")) == {("", "", "", "200"): 1, ("", "", "", "405"): 1}


async def test_who_is_not_let_in_is_no_consumer(client: httpx.AsyncClient, calls: Calls) -> None:
    await client.post("/csdldc/037", content=SOAP.format("VPCP"), headers={"x-stranger": "1", **_basic("VPCP")})
    assert counted(calls, wire=Asker("citizen_soap")) == {("", "", "", "401"): 1}


def _basic(user: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{user}:hush".encode()).decode()}


@pytest.mark.parametrize(
    ("headers", "consumer"),
    [
        (_basic("so-tu-phap"), "so-tu-phap"),
        (
            {"lgspaccesstoken": b64encode(b'{"AccessKey": "H99", "SecretKey": "hush"}').decode()},
            "H99",
        ),
        (_basic("G01.899.204.000"), "G01.899.204.000"),
        (_basic("099084048001"), ""),
        (_basic("099084048001-x"), ""),
        (_basic("so_099084048001"), ""),
        (_basic("0990840480011"), ""),
        (_basic("٠٩٩٠٨٤٠٤٨٠٠١"), ""),
        (_basic("Lê Văn Đảo"), ""),
        (_basic("x" * 41), ""),
        ({"authorization": "Bearer hush"}, ""),
        ({"authorization": "Bearer " + "x" * 5000}, ""),
    ],
)
async def test_credentials_name_a_system_and_neither_a_secret_nor_a_person(
    client: httpx.AsyncClient, calls: Calls, headers: dict[str, str], consumer: str
) -> None:
    await client.post(VERIFY, json=body("099084048001"), headers=headers)
    assert [each.asker for each in calls.of("counted")] == [Asker("uniform", consumer)]


async def test_a_token_names_whom_it_was_handed_to(client: httpx.AsyncClient, calls: Calls) -> None:
    for headers in (_basic("so-tu-phap"), {}):
        token = (await client.post("/token", headers=headers)).json()["access_token"]
        await client.post(VERIFY, json=body("099084048001"), headers={"authorization": f"Bearer {token}"})
    asked = Counter({each.asker.consumer: count for each, count in calls.of("counted").items() if each.registry})
    assert asked == {"so-tu-phap": 1, "": 1}


async def test_what_serves_a_dossier_that_is_kept_here_is_told_apart(client: httpx.AsyncClient, calls: Calls) -> None:
    await client.post(VERIFY, json=body("099084048001"), headers={"X-Sandbox-Dossier": "kept-here"})
    assert [each.asker for each in calls.of("counted")] == [Asker("uniform", "", serves_dossier=True)]


def test_many_consumers_are_one_from_some_number_on(calls: Calls) -> None:
    for number in range(CONSUMERS + 50):
        calls.count("w", ("tax", "verify", SLUG, "found", Asker("uniform", f"c{number}")))
    told = Counter({each.asker.consumer: count for each, count in calls.of("w").items()})
    assert (len(told), told[OTHER]) == (CONSUMERS + 1, 50)


def test_what_is_counted_is_bounded_and_the_oldest_workspace_makes_room(calls: Calls) -> None:
    for number in range(CELLS + 3):
        calls.count(f"w{number}", ("tax", "verify", SLUG, "found", UNIFORM))
    assert [sum(calls.of(f"w{number}").values()) for number in (0, 2, 3, CELLS + 2)] == [0, 0, 1, 1]


def test_one_workspace_alone_is_bounded_too(calls: Calls) -> None:
    for number in range(CELLS + 3):
        calls.count("w", ("tax", "verify", SLUG, f"o{number % 250}", Asker(f"wire{number // 250}")))
    told = calls.of("w")
    assert (len(told), sum(told.values())) == (CELLS + 3, CELLS + 3)
    assert Counted("tax", "verify", "", "o2", Asker("wire80", OTHER)) in told


def test_a_workspace_that_is_forgotten_begins_anew(calls: Calls) -> None:
    calls.count("w", ("tax", "verify", CODE, "found", UNIFORM))
    calls.forget("w")
    calls.forget("never")
    assert calls.of("w") == {}
    calls.count("w", ("tax", "verify", CODE, "found", UNIFORM))
    assert calls.of("w") == {Counted("tax", "verify", SLUG, "found", UNIFORM): 1}
