"""The criminal records: convictions, cleared or not, bans, and the certificates issued."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Record, Registry, changes
from mock_sectoral_dbs import _decisions
from mock_sectoral_dbs._convictions import STANDING, ban, convictions
from mock_sectoral_dbs._life import office
from mock_sectoral_dbs._proceedings import bearer, decides_about, decides_of_age, learns, opened, parts, rows, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.timeline import AsOf

KIND = "criminal_record"
BEGAN = date(2010, 7, 1)  # Luật Lý lịch tư pháp 28/2009/QH12
POLICE_SINCE = date(2025, 3, 1)  # the register went from the departments of justice to the police
NONE, SOME = "khongCoAnTich", "coAnTich"
_IN_FORCE = "coHieuLuc"
_SIGN = "LLTP"
_ISSUED, _CLEARED, _BARRED = "criminal_record.issued", "criminal_record.cleared", "criminal_record.barred"
_JUDGMENT = ("hinhPhat", "soBanAn", "ngayTuyen", "toaAn", "hieuLuc", "ngayHieuLuc")
_BAN = ("noiDung", "tuNgay", "denNgay", "soQuyetDinh")
_PURPOSES = {"Xin việc làm": 50, "Đi lao động ở nước ngoài": 25, "Cấp chứng chỉ hành nghề": 18, "Đi du học": 7}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    since = opened(person, BEGAN)
    if since is not None:
        yield Record(
            since,
            **bearer(person, "gioiTinh", "noiCuTru", "quocTich", "cha", "me", "voChong"),
            maHoSoLLTP=person.number(KIND),
            phieu=lambda as_of: _certificates(person, draw, as_of) or None,
            anTich=lambda as_of: _convicted(person, as_of),
        )


# -- convictions and bans ----------------------------------------------------------------------------------------------


def _convicted(person: Person, as_of: AsOf) -> dict[str, Any]:
    """What the courts and those who enforce their sentences say; what was cleared counts as none."""
    judgments = [j for j in rows(person, "judgments", *_JUDGMENT) if j["hieuLuc"] == _IN_FORCE]
    terms = parts(person, "sentence_enforcement.chapHanh") if judgments else ()
    served = {term["soBanAn"]: _served(term) for term in terms}
    decided = {fact.value["soBanAn"]: fact.since for fact in written(person, _CLEARED, as_of)}
    told = convictions(judgments, served, decided, as_of)
    bans = [*(barred for j in judgments if (barred := ban(j, served))), *_banned(person, as_of)]
    standing = any(one["tinhTrang"] == STANDING for one in told)
    return {"tinhTrangAnTich": SOME if standing else NONE, "thongTinAn": told or None, "dsCDNCV": bans or None}


def _served(term: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(term["ngayChapHanhXong"]) if "ngayChapHanhXong" in term else None


def _banned(person: Person, as_of: AsOf) -> Iterator[dict[str, Any]]:
    for fact in written(person, _BARRED, as_of):
        said = {name: fact.value[name] for name in _BAN if name in fact.value}
        yield {"tuNgay": fact.since.isoformat(), **said}


# -- certificates ------------------------------------------------------------------------------------------------------


def _certificates(person: Person, draw: Draw, as_of: AsOf) -> list[dict[str, Any]]:
    issued = [*_drawn(person, draw), *((f.since, f.value) for f in written(person, _ISSUED, as_of))]
    return [
        {"ngayCap": day.isoformat(), "coQuan": _issuer(person, day), **said} for day, said in issued if day <= as_of.on
    ]


def _drawn(person: Person, draw: Draw) -> Iterator[tuple[date, dict[str, Any]]]:
    """At most two, of a grown person who asked."""
    day = max(person.birthday(18), date(2013, 1, 1))
    for turn in (1, 2):
        if not draw.share(f"asks {turn}", 0.22):
            return
        day += timedelta(draw.days(f"wait {turn}", 100, 4000))
        if day >= min(person.death or date.max, person.birthday(60)):
            return
        number = _decisions.numbered(person, turn, _SIGN)
        kind, purpose = draw.one_of(f"kind {turn}", {"1": 85, "2": 15}), draw.one_of(f"purpose {turn}", _PURPOSES)
        yield day, {"soPhieu": number, "loaiPhieu": kind, "mucDich": purpose}


def _issuer(person: Person, day: date) -> dict[str, str] | None:
    return office(person, "cong_an_tinh" if day >= POLICE_SINCE else "so_tu_phap", day)


REGISTRY = Registry(
    "criminal_record",
    _records,
    events={"record_corrected": changes()},
    learns={
        "certificate_issued": _decisions.learns(_ISSUED),
        "record_cleared": learns(_CLEARED),
        "ban_recorded": learns(_BARRED),
    },
    decides={
        "certificate_issued": decides_of_age({"soPhieu": _SIGN}),
        "record_cleared": decides_about("soBanAn", "judgments.soBanAn"),
    },
)
