"""Lists that are asked for whole, as jobs at the desk (wire.md A.6, names only): their states, results and deletion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mock_national_db.operation import Found
from mock_national_db.wires import _paging
from mock_national_db.wires._faults import WireFault
from mock_national_db.wires._lists import LISTS, collection, sought
from mock_national_db.wires._paging import Page, going_on
from mock_national_db.wires._sheet import sheet
from mock_national_db.wires._text import element, parent

if TYPE_CHECKING:
    from mock_national_db.log import Entry
    from mock_national_db.wires.options import Options
    from mock_national_db.wires.wire import Desk

NUMBER = "MaYeuCauDanhSach"
WAITS, LASTS = timedelta(minutes=1), timedelta(minutes=10)  # since it was asked; nobody knows the real ones
_WAITING, _RUNNING, _DONE, _DELETED = "ChoXuLy", "DangXuLy", "HoanThanh", "DaXoa"
_LONGEST_NUMBER = 40
_COUNTED = 5000


class Wanted(NamedTuple):
    """A request that is answered at the desk: its operation, what was sent, and how to answer."""

    name: str
    fields: Mapping[str, str]
    options: Options
    content_type: str
    notes: tuple[str, ...] = ()


class _Job(NamedTuple):
    number: str
    entries: Sequence[Entry]
    now: datetime

    @property
    def asked(self) -> datetime:
        return self.entries[0].at

    @property
    def operation(self) -> str:
        return str(self.entries[0].what["operation"])

    @property
    def criteria(self) -> Mapping[str, str]:
        criteria: Mapping[str, str] = self.entries[0].what["criteria"]
        return criteria

    @property
    def steps(self) -> list[tuple[datetime, str]]:
        """What became of it until now, and when: by its entries and the clock alone."""
        ended = min((entry.at for entry in self.entries[1:]), default=None)
        work = [(self.asked + WAITS, _RUNNING), (self.asked + LASTS, _DONE)]
        done = [step for step in work if step[0] <= (self.now if ended is None else ended)]
        return [(self.asked, _WAITING), *done, *([] if ended is None else [(ended, _DELETED)])]

    @property
    def state(self) -> str:
        return self.steps[-1][1]


def _list(wanted: Wanted, desk: Desk) -> str:
    """A page of it; without `paging` all of it, or a job if that is more than a page."""
    sent = {name: wanted.fields[name] for name in LISTS[wanted.name].elements if name in wanted.fields}
    page = _paging.page(wanted.fields)
    now = desk.now
    found = desk.search(sought(wanted.name, sent, now, page))
    if found.after is None or _paging.is_asked(wanted.fields):
        return collection(wanted.name, found, now)
    job = _taken(wanted, sent, desk)
    return collection(wanted.name, Found([]), job.asked, **{NUMBER: job.number, "TrangThai": job.state})


def _taken(wanted: Wanted, criteria: Mapping[str, str], desk: Desk) -> _Job:
    """The job of that MaYeuCau, opened if it is new; raises WireFault if it is of another list."""
    number = wanted.fields.get("MaYeuCau", "")
    if not number:
        raise WireFault("required", "MaYeuCau")
    if len(number) > _LONGEST_NUMBER:
        raise WireFault("long_request")
    what = {"operation": wanted.name, "criteria": criteria}
    if not desk.enter(number, what, first=True) and desk.entries(number)[0].what != what:
        raise WireFault("job_taken")
    return _Job(number, desk.entries(number), desk.now)


def _job(wanted: Wanted, desk: Desk) -> _Job:
    number = wanted.fields.get(NUMBER, "")
    if not number:
        raise WireFault("required", NUMBER)
    entries = desk.entries(number) if len(number) <= _LONGEST_NUMBER else ()
    if not entries:
        raise WireFault("no_job")
    return _Job(number, entries, desk.now)


def _done(wanted: Wanted, desk: Desk) -> _Job:
    job = _job(wanted, desk)
    if job.state != _DONE:
        raise WireFault("job_deleted" if job.state == _DELETED else "job_not_done")
    return job


def _result(job: _Job, desk: Desk, page: Page) -> Found:
    """As the register stood, and was known, when the list was asked for."""
    return desk.search(sought(job.operation, job.criteria, job.asked, page))


def _jobs(wanted: Wanted, desk: Desk) -> str:
    page, numbers = _paging.page(wanted.fields), desk.numbers()
    begin = page.skip if page.after < 0 else page.after
    shown = [_Job(number, desk.entries(number), desk.now) for number in numbers[begin : begin + page.most]]
    end = begin + len(shown)
    more = [element("ns1:TiepTheo", f"{end}-0")] if end < len(numbers) else []
    return _answer(wanted, element("ns1:TongSo", str(len(numbers))), *more, *map(_told, shown))


def _status(wanted: Wanted, desk: Desk) -> str:
    return _answer(wanted, _told(_job(wanted, desk)))


def _detail(wanted: Wanted, desk: Desk) -> str:
    job = _job(wanted, desk)
    sent = (
        element(f"ns1:{name}", job.criteria[name]) for name in LISTS[job.operation].elements if name in job.criteria
    )
    return _answer(wanted, _told(job, parent("ns1:TieuChi", *sent)))


def _history(wanted: Wanted, desk: Desk) -> str:
    job = _job(wanted, desk)
    steps = (parent("ns1:LichSu", _moment(at), element("ns1:TrangThai", state)) for at, state in job.steps)
    return _answer(wanted, _told(job, *steps))


def _deleted(wanted: Wanted, desk: Desk) -> str:
    if (job := _job(wanted, desk)).state != _DELETED:
        desk.enter(job.number, {"deleted": True})
    return _status(wanted, desk)


def _summary(wanted: Wanted, desk: Desk) -> str:
    """How many there are, counted up to a bound."""
    job = _done(wanted, desk)
    found = _result(job, desk, Page(most=_COUNTED))
    more = str(found.after is not None).lower()
    count = element("ns1:SoCongDan", str(len(found.records)))
    return _answer(wanted, _told(job, count, element("ns1:ConNua", more)))


def _records(wanted: Wanted, desk: Desk) -> str:
    page, job = _paging.page(wanted.fields), _done(wanted, desk)
    return collection(job.operation, _result(job, desk, page), job.asked, **{NUMBER: job.number})


def _file(wanted: Wanted, desk: Desk) -> str:
    page, job = _paging.page(wanted.fields), _done(wanted, desk)
    found = _result(job, desk, page)
    content = element("ns1:NoiDung", sheet(found.records, LISTS[job.operation].told))
    more = [element("ns1:TiepTheo", going_on(found))] if found.after is not None else []
    return _answer(wanted, _told(job, element("ns1:TenTep", f"{job.operation}.csv"), content, *more))


def _told(job: _Job, *more: str) -> str:
    number, operation = element(f"ns1:{NUMBER}", job.number), element("ns1:ThaoTac", job.operation)
    return parent("ns1:YeuCau", number, operation, _moment(job.asked), element("ns1:TrangThai", job.state), *more)


def _moment(at: datetime) -> str:
    return element("ns1:ThoiDiem", at.isoformat(timespec="seconds"))


def _answer(wanted: Wanted, *children: str) -> str:
    root = f"ns1:{wanted.name}Response"
    return f'<{root} xmlns:ns1="http://dancuquocgia.bca">{"".join(children)}</{root}>'


JOBS: Mapping[str, Callable[[Wanted, Desk], str]] = {
    "GetRequests": _jobs,
    "GetRequestStatus": _status,
    "DeleteRequest": _deleted,
    "GetRequestResult": _summary,
    "GetResultDetailAsRecords": _records,
    "GetResultDetailAsFile": _file,
    "GetRequestDetail": _detail,
    "GetRequestHistory": _history,
}
_ANSWERS = {**dict.fromkeys(LISTS, _list), **JOBS}
AT_THE_DESK: Mapping[str, str] = {spelled: name for name in _ANSWERS for spelled in (name, f"{name}Request")}
"""The operations that are answered at the desk, by their names with and without the suffix of some clients."""


def written(wanted: Wanted, desk: Desk) -> str:
    """What stands in the Body of the answer; raises WireFault."""
    return _ANSWERS[wanted.name](wanted, desk)
