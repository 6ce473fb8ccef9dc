"""How a procedure is handled: who applies, what is verified, what is checked, which agencies do what, by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dancu_contracts.catalogue import procedures
from dancu_contracts.tables import Texts

_READ = frozenset({"acts", "result", "workingDays", "ofWhole", "after", "consents"})


@dataclass(frozen=True, slots=True)
class Verify:
    """Somebody's name or other claims held against a register; `claims` says where in the form each stands.

    The one called `applicant` is made at log-in, and its claims are what the log-in told.
    """

    id: str
    registry: str
    subject: str
    claims: Mapping[str, str]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that must hold before a dossier is accepted: CEL over the rules' words, and the law it comes from."""

    id: str
    holds: str
    title: Texts
    legal: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """An event that a step writes: every value is CEL. `undo` is the event that takes it back, if anything can.

    `each` is a list (CEL) for whose items it is written one by one, with the item as the word `row`.
    """

    id: str
    registry: str
    type: str
    subject: Mapping[str, str]
    data: Any
    on: str = "today"
    when: str = ""
    each: str = ""
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The document that ends a step: its kind, whose it is (CEL, a personal number or a list), what it says (CEL)."""

    document: str
    title: Texts
    of: str
    content: Mapping[str, str]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one agency does of a procedure, within so many working days; it begins when those of `after` are done.

    `of_whole`: they count from the receipt of the dossier, whatever steps came before. `needed`: its refusal stops the
    dossier, and what other steps wrote is taken back where that can be. `over` is the real message by which the agency
    takes dossiers: its registry, its module and what is declared in it (CEL). `consents` are the fields of those
    without whose consent it is refused: `enough` is "every", or "some" where it goes on with those who gave theirs.
    """

    id: str
    title: Texts
    agency: Texts
    working_days: int
    after: tuple[str, ...] = ()
    when: str = ""
    of_whole: bool = False
    needed: bool = True
    acts: tuple[Act, ...] = ()
    result: Result | None = None
    over: Mapping[str, Any] | None = None
    consents: tuple[str, ...] = ()
    enough: str = "every"


@dataclass(frozen=True, slots=True)
class Limit:
    """The time for the whole, in working days, of dossiers for which `when` holds: the first that does."""

    when: str
    title: Texts
    working_days: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """What agencies that share a procedure owe each other.

    `sync_minutes` until what one decided has reached the other systems, `acknowledge_hours` (working hours) until an
    agency says that it has a step.
    """

    sync_minutes: int
    acknowledge_hours: int
    legal: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid, in đồng (CEL over the rules' words), the same for people, and by which rule.

    In the words for people, `{name}` stands for an amount that the State fixes, on the day on which they are read.
    """

    vnd: str
    title: Texts
    legal: str


@dataclass(frozen=True, slots=True)
class Handling:
    """All that the engine does with a dossier of one procedure."""

    applicant: Verify
    verifies: tuple[Verify, ...]
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]
    fee: Fee | None
    limits: tuple[Limit, ...] = ()
    hand_over: HandOver | None = None


@cache
def handling(slug: str) -> Handling:
    """How a procedure is handled; the checks of the procedure it stands on come first, unless it has its own."""
    about = procedures()[slug]
    below = handling(about.stands_on) if about.stands_on else None
    told = about.document
    checks = {check.id: check for check in below.checks} if below else {}
    checks |= {each["id"]: Check(**each) for each in told.get("checks", ())}
    verifies = {verify.id: verify for verify in below.verifies} if below else {}
    verifies |= {each["id"]: Verify(**each) for each in told.get("verifies", ())}
    inherited = below.applicant if below and "applicant" not in told else None
    return Handling(
        inherited or Verify("applicant", claims={}, **told["applicant"]),
        tuple(verifies.values()),
        tuple(checks.values()),
        tuple(_step(each) for each in told.get("steps", ())),
        Fee(**told["fee"]) if "fee" in told else None,
        tuple(Limit(each["when"], each["title"], each["workingDays"]) for each in told.get("limits", ())),
        _hand_over(told["handOver"]) if "handOver" in told else None,
    )


def _hand_over(told: Mapping[str, Any]) -> HandOver:
    return HandOver(told["syncMinutes"], told["acknowledgeHours"], told["legal"])


def _step(told: Mapping[str, Any]) -> Step:
    parts = {name: part for name, part in told.items() if name not in _READ}
    result = Result(**told["result"]) if "result" in told else None
    return Step(
        **parts,
        working_days=told["workingDays"],
        of_whole=told.get("ofWhole", False),
        after=tuple(told.get("after", ())),
        consents=tuple(told.get("consents", ())),
        acts=tuple(Act(**each) for each in told.get("acts", ())),
        result=result,
    )
