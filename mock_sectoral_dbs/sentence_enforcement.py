"""The enforcement of criminal sentences: who is serving one, where, until when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mock_national_db.registry import Record, Registry, changes
from mock_sectoral_dbs._life import death_on, office
from mock_sectoral_dbs._proceedings import bearer, decides_about, later_by_months, learns, opened, rows, written
from mock_sectoral_dbs._sentences import PRISON, REFORM, SUSPENDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.timeline import AsOf, Fact

KIND = "sentence_file"
BEGAN = date(2018, 1, 1)
NOTHING, IN_PRISON, OUTSIDE = "khong", "dangChapHanh", "taiCongDong"
SERVED, AMNESTIED, DIED = "daChapHanhXong", "dacXa", "dinhChi"
IN_FORCE = "coHieuLuc"
_OVER = frozenset({SERVED, AMNESTIED, DIED})
_CHANGED, _REDUCED = "sentence_enforcement.changed", "sentence_enforcement.reduced"  # the facts that events teach
_APPROVED = "sentence_enforcement.approved"
_PRISONS = {"ma": "C10", "ten": "Cục Cảnh sát quản lý trại giam, cơ sở giáo dục bắt buộc, trường giáo dưỡng"}


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    """One file, sentenced or not: only its status tells."""
    since = opened(person, BEGAN)
    if since is None:
        return
    judgments = cache(lambda: rows(person, "judgments", "hinhPhat", "soBanAn", "ngayHieuLuc", "hieuLuc"))

    def terms(as_of: AsOf) -> list[dict[str, Any]] | None:
        sentences = [j for j in judgments() if j["hieuLuc"] == IN_FORCE]
        begun = [_Serving(person, draw, judgment) for judgment in sentences]
        last = begun[-1].number if begun else ""
        return [one.shown(as_of, is_last=one.number == last) for one in begun if one.start <= as_of.on] or None

    yield Record(
        since,
        **bearer(person, "gioiTinh", "noiCuTru"),
        soHoSoTHA=person.number(KIND),
        coQuanTheoDoi=lambda as_of: office(person, "cong_an_tinh", as_of.on),
        trangThai=lambda as_of: _status(terms(as_of) or []),
        chapHanh=terms,
        dongYVangMat=lambda as_of: _approved(person, as_of),
    )


def _approved(person: Person, as_of: AsOf) -> Any:
    """The paper given last; an absence that it allowed may be over."""
    told = max(written(person, _APPROVED, as_of), key=lambda fact: fact.rank, default=None)
    return told.value["dongYVangMat"] if told else None


def _status(terms: list[dict[str, Any]]) -> str:
    return next((term["trangThai"] for term in reversed(terms) if term["trangThai"] not in _OVER), NOTHING)


class _Serving:
    """One sentence being served: when it began, how long it lasts, where, and what has changed since."""

    def __init__(self, person: Person, draw: Draw, judgment: Mapping[str, Any]) -> None:
        self._person, self._sentence = person, judgment["hinhPhat"]
        self.number: str = judgment["soBanAn"]
        force, kind = date.fromisoformat(judgment["ngayHieuLuc"]), self._sentence["loai"]
        is_held = "tinhTuNgay" in self._sentence
        wait = draw.days(f"{self.number} begins", *((5, 20) if is_held or kind == SUSPENDED else (20, 60)))
        self.start = force + timedelta(0 if kind == SUSPENDED else wait)
        self._paid = draw.days(f"{self.number} paid", 5, 90)

    def shown(self, as_of: AsOf, *, is_last: bool) -> dict[str, Any]:
        """The term as it stands; a change that names no judgment is the latest one's."""
        changed, reduced = (self._of_this(fact, as_of, is_last=is_last) for fact in (_CHANGED, _REDUCED))
        less = sum(fact.value["giamThang"] for fact in reduced)
        state, day = self._state(as_of, changed, self._ends(less))
        kind, months = self._sentence["loai"], self._months()
        return {
            "soBanAn": self.number,
            "loaiAn": kind,
            "trangThai": state,
            "ngayBatDau": self.start.isoformat(),
            "coQuan": _PRISONS if kind == PRISON else office(self._person, "ubnd_xa", self.start),
            **({"thoiHanThang": months} if months else {}),
            **({"giamThang": less} if less else {}),
            **({"ngayChapHanhXong": day.isoformat()} if state in (SERVED, AMNESTIED) else {}),
        }

    def _of_this(self, fact: str, as_of: AsOf, *, is_last: bool) -> list[Fact]:
        told = written(self._person, fact, as_of)
        return [f for f in told if f.value.get("soBanAn", self.number if is_last else None) == self.number]

    def _months(self) -> int:
        found: int = self._sentence.get("thuThachThang") or self._sentence.get("thoiHanThang") or 0
        return found

    def _ends(self, less: int) -> date:
        """A fine or warning is over when it is paid or given, a prison term counts from the day of detention."""
        if self._sentence["loai"] not in (PRISON, REFORM, SUSPENDED):
            return self.start + timedelta(self._paid)
        counted = date.fromisoformat(self._sentence.get("tinhTuNgay", self.start.isoformat()))
        return max(later_by_months(counted, max(self._months() - less, 0)), self.start)

    def _state(self, as_of: AsOf, changed: list[Fact], ends: date) -> tuple[str, date]:
        """What was decided last, else served when the term is over; a death ends what was not served before it."""
        died = death_on(self._person, as_of)
        last = max(changed, key=lambda fact: fact.rank, default=None)
        over = [f for f in changed if f.value["trangThai"] in _OVER]
        if over:
            return over[-1].value["trangThai"], over[-1].since
        if died is not None and died < ends:
            return DIED, died
        if last is not None and last.value["trangThai"] not in (IN_PRISON, OUTSIDE):
            return last.value["trangThai"], last.since
        if ends <= as_of.on:
            return SERVED, ends
        return (IN_PRISON if self._sentence["loai"] == PRISON else OUTSIDE), self.start


REGISTRY = Registry(
    "sentence_enforcement",
    _records,
    events={"record_corrected": changes()},
    learns={
        "serving_changed": learns(_CHANGED),
        "term_reduced": learns(_REDUCED),
        "absence_approved": learns(_APPROVED),
    },
    decides=dict.fromkeys(("serving_changed", "term_reduced"), decides_about("soBanAn", "judgments.soBanAn")),
)
