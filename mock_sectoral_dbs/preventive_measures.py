"""The procuracy's database of preventive measures: who is held or bound by which order, since when, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db import personas
from mock_national_db.registry import Registry, changes
from mock_sectoral_dbs import _decisions, _fields
from mock_sectoral_dbs._life import death_on, office
from mock_sectoral_dbs._proceedings import bearer, decides_of_age, learns, opened, place, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Record
    from mock_national_db.timeline import AsOf

BEGAN = date(2018, 1, 1)  # Bộ luật Hình sự và Bộ luật Tố tụng hình sự năm 2015
HELD = "tamGiam"
IN_FORCE, OVER, LIFTED = "dangApDung", "hetThoiHan", "daHuyBo"
HELD_AFTER_INDICTMENT = timedelta(150)  # until a court has judged and its judgment is enforced
_LAST, _LAST_AGE = date(2031, 12, 31), 60
_SIGN = "LNC"
_APPLIED, _LIFTED = "preventive_measures.applied", "preventive_measures.lifted"  # the facts that events teach
_KINDS = {HELD: 42, "camDiKhoiNoiCuTru": 48, "baoLinh": 10}
_OFFENCES = {
    ("Trộm cắp tài sản", "Điều 173 Bộ luật Hình sự"): 26,
    ("Đánh bạc", "Điều 321 Bộ luật Hình sự"): 20,
    ("Tàng trữ trái phép chất ma túy", "Điều 249 Bộ luật Hình sự"): 18,
    ("Cố ý gây thương tích", "Điều 134 Bộ luật Hình sự"): 14,
    ("Vi phạm quy định về tham gia giao thông đường bộ", "Điều 260 Bộ luật Hình sự"): 12,
    ("Lừa đảo chiếm đoạt tài sản", "Điều 174 Bộ luật Hình sự"): 7,
    ("Tham ô tài sản", "Điều 353 Bộ luật Hình sự"): 3,
}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    """One file, whether or not there is an order: only the orders say who was ever accused."""
    since = opened(person, BEGAN)
    if since is None:
        return

    def measures(as_of: AsOf) -> list[dict[str, Any]] | None:
        begun = [order for order in _drawn(person, draw) if order["tuNgay"] <= as_of.on.isoformat()]
        return [_as_of(person, order, as_of) for order in [*begun, *_ordered(person, as_of)]] or None

    def rest() -> dict[str, Any]:
        return {
            **bearer(person, "gioiTinh", "noiCuTru"),
            "coQuanTheoDoi": lambda as_of: office(person, "vien_kiem_sat", as_of.on),
            "soLenh": lambda as_of: (measures(as_of) or [{}])[-1].get("soLenh"),
        }

    yield _fields.record(since, {**bearer(person), "bienPhap": measures}, rest)


def _drawn(person: Person, draw: Draw) -> Iterator[dict[str, Any]]:
    """The order against one who is accused: the indictment, and the court's case, follow from it.

    Nobody whose story is told, by a persona's file or by the log, is accused by chance.
    """
    begin, end = max(person.birthday(18), BEGAN), min(person.birthday(_LAST_AGE), _LAST)
    if begin >= end or person.index >= personas.FIRST or not draw.share("accused", 0.04):
        return
    day = begin + timedelta(draw.days("day", 0, (end - begin).days))
    if person.death is not None and day >= person.death:
        return
    offence, article = draw.one_of("offence", _OFFENCES)
    indicted = day + timedelta(draw.days("indicted", 60, 180))
    yield {
        "soLenh": _decisions.numbered(person, place(draw, "order"), _SIGN),
        "loai": draw.one_of("measure", _KINDS),
        "toiDanh": offence,
        "dieuLuat": article,
        "ngayKhoiTo": day.isoformat(),
        "tuNgay": day.isoformat(),
        "denNgay": (indicted + HELD_AFTER_INDICTMENT).isoformat(),
        "ngayCaoTrang": indicted.isoformat(),
        "coQuan": office(person, "cong_an_tinh", day),
    }


def _ordered(person: Person, as_of: AsOf) -> Iterator[dict[str, Any]]:
    for fact in written(person, _APPLIED, as_of):
        day = fact.since.isoformat()
        own = {"ngayKhoiTo": day} if "toiDanh" in fact.value else {}
        yield {**own, "tuNgay": day, "coQuan": office(person, "cong_an_tinh", fact.since), **fact.value}


def _as_of(person: Person, order: Mapping[str, Any], as_of: AsOf) -> dict[str, Any]:
    """The order as it stands: ended by its term, or before it by a decision or a death."""
    died = death_on(person, as_of)
    days = [
        f.since for f in written(person, _LIFTED, as_of) if f.value.get("soLenh", order["soLenh"]) == order["soLenh"]
    ]
    ends = [day.isoformat() for day in [*days, *([died] if died else [])] if day.isoformat() >= order["tuNgay"]]
    cut = min((day for day in ends if day < order.get("denNgay", "9999")), default=None)
    until = min(as_of.on, died or as_of.on).isoformat()
    held = {name: value for name, value in order.items() if name != "ngayCaoTrang" or value <= until}
    if cut:
        return {**held, "denNgay": cut, "tinhTrang": LIFTED}
    return {**held, "tinhTrang": OVER if order.get("denNgay", "9999") <= as_of.on.isoformat() else IN_FORCE}


REGISTRY = Registry(
    "preventive_measures",
    _records,
    events={"record_corrected": changes()},
    learns={"measure_applied": _decisions.learns(_APPLIED), "measure_lifted": learns(_LIFTED)},
    decides={"measure_applied": decides_of_age({"soLenh": _SIGN})},
    find={("soLenh",): _decisions.finds("soLenh")},
)
