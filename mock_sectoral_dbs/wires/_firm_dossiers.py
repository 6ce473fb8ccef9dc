"""Dossiers of enterprise registration: what was written to the register, each received and granted at once (E.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import dancu_contracts

from mock_national_db.operation import Answer, Operation
from mock_sectoral_dbs.wires import _firms
from mock_sectoral_dbs.wires._body import day_written
from mock_sectoral_dbs.wires._firms import Json
from mock_sectoral_dbs.wires._question import Malformed, Sent, day, page, required

_LONGEST = timedelta(5)
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_JOURNAL = "[1-9][0-9]{0,8}/[0-9]{2}"  # position in the log, and the year
_WORKING_DAYS = 3  # Luật Doanh nghiệp 59/2020/QH14, Điều 26
GRANTED = "Đã cấp đăng ký"


# -- which ones --------------------------------------------------------------------------------------------------------


def of_today(sent: Sent) -> tuple[Operation, ...]:
    """Those received on the day of the clock, from `from_ts` to `to_ts` (HH:mm), both included."""
    page(sent)
    if required(sent, "from_ts", _TIME, "HH:mm") > required(sent, "to_ts", _TIME, "HH:mm"):
        raise Malformed("to_ts", "≥ from_ts")
    return (Operation(_firms.REGISTRY, "changes", {}),)


def of_days(sent: Sent) -> tuple[Operation, ...]:
    """Those received from `from_date` to `to_date`, both included, five days apart at most."""
    page(sent)
    since, until = day(sent, "from_date"), day(sent, "to_date")
    if not timedelta() <= until - since <= _LONGEST:
        raise Malformed("to_date", f"from_date + 0-{_LONGEST.days} ngày / days")
    return (Operation(_firms.REGISTRY, "changes", {"since": since.isoformat(), "until": until.isoformat()}),)


def of_number(sent: Sent) -> tuple[Operation, ...]:
    """The one of that number; by an enterprise's code its first registration and its latest."""
    page(sent)
    number = required(sent, "in_journal_no", f"{_JOURNAL}|{_firms.CODE}", f"12/26; {_firms.DIGITS}")
    position, _, year = number.partition("/")
    return (Operation(_firms.REGISTRY, "changes", {"position": int(position)}) if year else _firms.asked(number),)


def firms(sent: Sent, answers: Sequence[Answer]) -> tuple[Operation, ...]:
    """The enterprises that the dossiers shown are about."""
    if _is_of_a_firm(sent):
        return ()
    return tuple(_firms.asked(code) for event in page(sent).of(_meant(sent, answers[0])) if (code := _code(event)))


# -- as rows -----------------------------------------------------------------------------------------------------------


def rows(sent: Sent, answers: Sequence[Answer]) -> tuple[int, list[Json]]:
    """How many there are, and the rows of those shown."""
    if _is_of_a_firm(sent):
        told = [row for firm in _firms.found(answers[0]) for row in _registrations(sent["in_journal_no"], firm)]
        return len(told), told
    meant = _meant(sent, answers[0])
    told_firms = (next(iter(answer.records), {}) for answer in answers[1:])
    return len(meant), [_of_event(*pair) for pair in zip(page(sent).of(meant), told_firms, strict=False)]


def _is_of_a_firm(sent: Sent) -> bool:
    return "/" not in sent.get("in_journal_no", "/")


def _meant(sent: Sent, written: Answer) -> list[Json]:
    since, until = sent.get("from_ts", "00:00"), sent.get("to_ts", "23:59")
    within = [event for event in written.records if since <= event["knownAt"][11:16] <= until]
    number = sent.get("in_journal_no")
    return [event for event in within if _code(event) and number in {None, _number(event)}]


def _code(event: Json) -> str | None:
    """The event's own, or what led to the record, or that of the record handed over."""
    told = (event["data"], event["subject"], event["data"].get("hoSo", {}))
    return next((str(part[_firms.KEY]) for part in told if _firms.KEY in part), None)


def _number(event: Json) -> str:
    return f"{event['position']}/{event['knownAt'][2:4]}"


def _of_event(event: Json, firm: Json) -> Json:
    received, granted = (date.fromisoformat(text[:10]) for text in (event["knownAt"], event["on"]))
    titles = dancu_contracts.registry(_firms.REGISTRY).events_schema["$defs"]
    return _row(_number(event), titles[event["type"]]["title"], _code(event), firm, received, granted)


def _registrations(number: str, firm: Json) -> list[Json]:
    kinds = {"ngayDangKyLanDau": "registered", "ngayDangKyThayDoi": "amended"}
    titles = dancu_contracts.registry(_firms.REGISTRY).events_schema["$defs"]
    days = ((titles[kind]["title"], date.fromisoformat(firm[name])) for name, kind in kinds.items() if name in firm)
    return [_row(number, title, firm[_firms.KEY], firm, day, day) for title, day in days]


def _row(number: str, title: str, code: str | None, firm: Json, received: date, granted: date) -> dict[str, Any]:
    return {
        "IN_JOURNAL_NO": number,
        "DOCUMENT_TYPE": title,
        "ENTERPRISE_CODE": firm.get("maNoiBo"),
        "ENTERPRISE_GDT_CODE": code,
        "NAME": firm.get("ten"),
        "SITE_ID": firm.get("coQuanDangKy", {}).get("ma"),
        "RECEIPT_DATE": day_written(received.isoformat()),
        "PLAN_DATE": day_written(_planned(received).isoformat()),
        "PROCESS_STATUS": GRANTED,
        "REGISTRATION_DATE": day_written(granted.isoformat()),
        "SUPPLEMENT_DATE": None,
        "SUBMISSION_TYPE": None,
    }


def _planned(received: date) -> date:
    """Working days later; holidays are not known here."""
    left, planned = _WORKING_DAYS, received
    while left:
        planned += timedelta(1)
        left -= planned.weekday() < 5
    return planned
