"""Whatever comes in on the sectors' wires is answered in JSON, however far the questions go; nothing ever raises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dancu_sandbox.folder import every_registry
from mock_national_db.operation import Answer
from mock_national_db.service.desk import LogDesk
from mock_national_db.store import Store
from mock_national_db.wires import Call, Context, Options, Request, Wire, wires
from tests.wire.conftest import NOW

SECTORS = wires("mock_sectoral_dbs.wires")
FILED = [file.read_text(encoding="utf-8").split("\n", 1)[0] for file in Path(__file__).parent.rglob("*.http")]
PATHS = sorted({line.split(" ")[1].partition("?")[0] for line in FILED})
NAMES = sorted({part.partition("=")[0] for line in FILED for part in line.partition("?")[2].split("&") if part})
SENT = (
    *("session", "service", "maThe", "hoTen", "ngaySinh", "maSoBhxh", "maTTHC", "username", "password"),
    *("donViXuLy", "ngayNhan1", "ngayNhan2", "mahoso", "duongdanteptin"),
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["0099048001", "12/26", "24:00", "23:59", "31/12/9999", "0001-01-01", "9" * 5000, "DanhSachHoSo"]),
)
FIELDS = st.dictionaries(st.sampled_from([*NAMES, *SENT]), VALUES, max_size=6)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A folder of a hundred people."""
    opened = Store.open(tmp_path_factory.mktemp("small"), every_registry(), {"size": 100})
    yield opened
    opened.close()


@pytest.mark.parametrize("wire", SECTORS, ids=lambda wire: str(wire.name))
@given(data=st.data())
def test_a_sectors_wire_answers_whatever_is_sent(small: Store, wire: Wire, data: Any) -> None:
    prefixes = tuple(route.removesuffix("*") for route in wire.routes)
    known = [path for path in PATHS if path.startswith(prefixes)]
    path = data.draw(st.one_of(st.sampled_from([*known, prefixes[0]]), st.text(max_size=20).map(prefixes[0].__add__)))
    path = path if path.startswith(prefixes) else prefixes[0]
    body = data.draw(st.one_of(st.binary(max_size=50), FIELDS.map(lambda sent: json.dumps(sent).encode())))
    method = data.draw(st.sampled_from(["GET", "POST"]))
    reply = wire.parse(Request(method, path, data.draw(FIELDS), {}, body), Options())
    if isinstance(reply, Call) and wire.act is not None:
        reply = wire.act(reply, LogDesk(small, "fuzz", wire.name), Context(Options(), NOW, NOW))
    elif isinstance(reply, Call):
        answers: list[Answer] = []
        answers.extend(Answer("not_found") for _ in reply.questions(answers))
        reply = wire.render(reply, answers, Context(Options(), NOW, NOW))
    assert reply.status in {200, 400, 401, 404, 405}
    json.loads(reply.body)
