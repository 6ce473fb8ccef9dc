"""The shared categories: what they are made of, as of when, and what is said of rows sent to them."""

from __future__ import annotations

from typing import Any

import dancu_contracts
import httpx
import pytest

DOCUMENTED = "qlvanbandieuhanhcap1"


def rows(http: httpx.Client, category: str, workspace: str = "default") -> list[dict[str, str]]:
    found: list[dict[str, str]] = http.get(f"/w/{workspace}/dmdc/Category/{category}").json()
    return found


def test_every_category_that_there_is_has_columns_for_its_rows(sandbox: httpx.Client) -> None:
    every = [category["CategoryCode"] for category in sandbox.get("/dmdc/AllCategory").json()]
    assert len(every) == len({*every}) == 36
    for category in every:
        columns = [column["PropertyCode"] for column in sandbox.get(f"/dmdc/1.0/Metadata/{category}").json()]
        held = rows(sandbox, category)
        assert all([*row] == columns for row in held)
        assert len({row[columns[0]] for row in held}) == len(held)


def test_codes_are_those_of_the_contracts(sandbox: httpx.Client) -> None:
    ethnic = {code: text["vi"] for code, text in dancu_contracts.code_table("danToc")["values"].items()}
    assert {row["MaDanToc"]: row["TenDanToc"] for row in rows(sandbox, "MaDanToc")} == ethnic


@pytest.mark.parametrize(("day", "counts"), [("2025-06-30", (63, 696, 10035)), ("2025-07-01", (34, 0, 3321))])
def test_units_are_those_of_the_workspaces_clock(day: str, counts: tuple[int, ...], sandbox: httpx.Client) -> None:
    workspace = f"units-{day}"
    moved = sandbox.put(f"/w/{workspace}/_sandbox/clock", json={"now": f"{day}T08:00:00+07:00"})
    moved.raise_for_status()
    held = [rows(sandbox, f"donvihanhchinhcap{level}", workspace) for level in (1, 2, 3)]
    assert tuple(map(len, held)) == counts
    provinces = {row["MaDonViHanhChinhCap1"] for row in held[0]}
    assert {row["MaDonViHanhChinhCap1"] for row in held[2]} == provinces
    assert {row["MaDonViHanhChinhCap2"] for row in held[2]} == {row["MaDonViHanhChinhCap2"] for row in held[1]} or {""}


def test_rows_sent_are_counted_and_not_kept(sandbox: httpx.Client) -> None:
    sent = [{"MaDinhDanhCap1": f"000.00.00.H{n}", "NgayBanHanhQd": "01/07/2025"} for n in range(10)]
    told = [sandbox.post(f"/dmdc/Category/{DOCUMENTED}", json=sent).json() for _ in range(2)]
    assert told == [{"MSG": "Done", "Count": 10}] * 2
    assert rows(sandbox, DOCUMENTED) == []
    assert sandbox.post("/dmdc/1.0/Category/dokhanvanban", json=[{"Ma": "1"}]).json() == {"MSG": "Done", "Count": 1}


@pytest.mark.parametrize("body", [b"", b"\xff", b"{}", b"[1]", b"[" * 5000, b'{"a": []}'])
def test_what_is_no_array_of_rows_is_a_400_in_the_same_words(body: bytes, sandbox: httpx.Client) -> None:
    reply = sandbox.post(f"/dmdc/Category/{DOCUMENTED}", content=body)
    wanted: dict[str, Any] = {"MSG": "Data not insert: not an array of objects", "Count": 0}
    assert (reply.status_code, reply.json()) == (400, wanted)


@pytest.mark.parametrize(
    "path", ["/dmdc/", "/dmdc/Category", "/dmdc/Category/", "/dmdc/Category/x/y", "/dmdc/AllCategory/x", "/dmdc/2.0/x"]
)
def test_what_there_is_not_is_a_404_of_the_gateway(path: str, sandbox: httpx.Client) -> None:
    reply = sandbox.get(path)
    assert (reply.status_code, reply.json()["fault"]["code"]) == (404, 404)
