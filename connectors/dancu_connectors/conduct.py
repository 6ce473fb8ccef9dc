"""How a connector behaves whatever it speaks: it waits, asks again, tells the audit, and logs without personal data."""

import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypedDict

from dancu_connectors.audit import Audit, AuditEntry, keyed_hash, officer_of
from dancu_connectors.calls import Call
from dancu_connectors.errors import DancuError, InvalidRequest
from dancu_connectors.exchange import Effects, Steps, T
from dancu_connectors.faults import words_of
from dancu_connectors.retrying import Retry, persist

log = logging.getLogger("dancu_connectors")
WORKSPACE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")  # as the sandbox has it


class Options(TypedDict, total=False):
    """What every connector takes besides its client: see Conduct."""

    timeout: float
    retry: Retry
    workspace: str | None
    audit: Audit | None
    audit_key: bytes
    clock: Callable[[], datetime]
    timer: Callable[[], float]
    chance: Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """What a connector is told besides its client.

    `timeout` in seconds per request; `workspace` the sandbox's, for tests; `audit` is called once per question with an
    entry whose subject is hashed under `audit_key`; `clock`, `timer` (seconds) and `chance` (in [0, 1)) are for tests.
    """

    timeout: float = 10.0
    retry: Retry = field(default_factory=Retry)
    workspace: str | None = None
    audit: Audit | None = None
    audit_key: bytes = field(default=b"", repr=False)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    timer: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        if self.audit and len(self.audit_key) < 16:
            raise ValueError("an audit needs an audit_key of at least 16 bytes, or its subjects could be guessed")
        if self.workspace and not _is_workspace(self.workspace):
            raise InvalidRequest(*words_of("bad_workspace"), pointer="/workspace", problem="bad_workspace")

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with every request."""
        return {"X-Sandbox-Workspace": self.workspace} if self.workspace else {}

    def carry_out(self, steps: Steps[T], *calls: Call) -> Effects[T]:
        """The steps, requests repeated where safe, each call accounted for in audit and log however they end."""
        when, started = self.clock(), self.timer()
        outcomes = ["error:unexpected"] * len(calls)
        try:
            answer = yield from persist(steps, retry=self.retry, chance=self.chance, headers=self.headers)
            outcomes = _outcomes(answer)
        except DancuError as error:
            outcomes = [f"error:{error.code}"] * len(calls)
            raise
        else:
            return answer
        finally:
            for call, outcome in zip(calls, outcomes, strict=True):
                self.account(call, outcome, when, self.timer() - started)

    def account(self, call: Call, outcome: str, when: datetime, duration: float) -> None:
        """Tell audit and log of one question; `duration` in seconds."""
        log.info("%s %s: %s in %.3f s", call.contract.name, call.operation, outcome, duration)
        if self.audit:
            self.audit(self._entry(call, outcome, when, duration))

    def _entry(self, call: Call, outcome: str, when: datetime, duration: float) -> AuditEntry:
        return AuditEntry(
            when=when,
            registry=call.contract.name,
            operation=call.operation,
            procedure=call.purpose.procedure,
            officer=officer_of(call.purpose, self.audit_key),
            dossier=call.purpose.dossier,
            fields=call.fields or tuple(call.claims),
            outcome=outcome,
            duration=duration,
            subject=keyed_hash(self.audit_key, call.subject) if call.subject else "",
        )


def _is_workspace(name: object) -> bool:
    return isinstance(name, str) and WORKSPACE.fullmatch(name) is not None


def _outcomes(answer: object) -> list[str]:
    return [_outcome(item) for item in answer] if isinstance(answer, list) else [_outcome(answer)]


def _outcome(answer: object) -> str:
    """The register's own, or "done" where an answer has none."""
    return f"error:{answer.code}" if isinstance(answer, DancuError) else str(getattr(answer, "outcome", "done"))
