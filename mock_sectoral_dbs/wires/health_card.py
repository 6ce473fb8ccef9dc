"""The insurer's portal: hospitals check a health card before they treat its holder (wire.md E.4b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mock_national_db.operation import Answer, Operation
from mock_national_db.wires import Call, Context, Options, Reply, Request, Wire
from mock_sectoral_dbs.wires import _card_answer as answering
from mock_sectoral_dbs.wires._accounts import holder
from mock_sectoral_dbs.wires._body import Unreadable, fields, not_allowed, said
from mock_sectoral_dbs.wires._card_question import OFFICER_ASKED, Refused, officer, questions

_BASE = "/api/egw"
_FORMS = (OFFICER_ASKED, "KQNhanLichSuKCB2019", "NhanLichSuKCB2018", "nhanLichSuKCB")


class _Asked(NamedTuple):
    """Who asks (the query), what he sent, and why nothing can be asked, if so."""

    account: Mapping[str, str]
    sent: Mapping[str, str]
    has_officer: bool = False
    refused: Refused | None = None


def parse(request: Request, options: Options) -> Call | Reply:
    """The card in the body, JSON or form; tokens in the query. What is wrong is told once the tokens are known."""
    del options
    if request.method != "POST":
        return not_allowed("POST", answering.said("205"))
    try:
        return _understand(request)
    except Unreadable:
        return Call(_Asked(request.query, {}, refused=Refused("205")))
    except Refused as refused:
        return Call(_Asked(request.query, {}, refused=refused))


def _understand(request: Request) -> Call:
    sent = fields(request)
    officers = officer(sent) if request.path.endswith(OFFICER_ASKED) else ()
    count = len(officers)

    def home(answers: Sequence[Answer]) -> tuple[Operation, ...]:
        found = answering.found(answers[count:])
        number = found[1].get("soDinhDanh") if found else None
        return (Operation("population", "lookup", {"soDinhDanh": number}, fields=("thuongTru",)),) if number else ()

    return Call(_Asked(request.query, sent, bool(officers)), (*officers, *questions(sent)), home)


def render(call: Call, answers: Sequence[Answer], context: Context) -> Reply:
    """The flat answer, always with status 200."""
    asked = call.operation
    assert isinstance(asked, _Asked)  # noqa: S101 - a Call of another wire is a mistake of ours
    if not _is_known(asked.account, context):
        return said(answering.said("401"))
    if asked.refused is not None:
        return said(answering.said(asked.refused.code, asked.refused.words))
    told = _told(asked, answers, len(call.asks), context)
    return said(told, notes=answering.NOTES.get(told["maKetQua"], ()))


def _is_known(account: Mapping[str, str], context: Context) -> bool:
    """Whether both tokens are of the account named."""
    sent = {"access": account.get("token", ""), "id": account.get("id_token", "")}
    whose = {holder(kind, token, context.options.access, context.wall) for kind, token in sent.items()}
    return whose == {account.get("username", "")}


def _told(asked: _Asked, answers: Sequence[Answer], first: int, context: Context) -> dict[str, Any]:
    """`first` answers were to the card and the officer; one more may tell the holder's address."""
    if asked.has_officer and (code := answering.officer_code(answers[0])):
        return answering.said(code)
    found = answering.found(answers[asked.has_officer : first])
    if found is None:
        return answering.said("050")
    matches, record = found
    code = answering.code(asked.sent, matches, record, context.now.date())
    homes = [record for answer in answers[first:] for record in answer.records]
    return answering.shown(code, asked.sent, record, homes[0].get("thuongTru") if homes else None)


WIRE = Wire("health_card", tuple(f"{_BASE}/{form}" for form in _FORMS), parse, render)
