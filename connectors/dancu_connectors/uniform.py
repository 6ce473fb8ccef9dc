"""The uniform service: how every register of the sandbox can be asked, in JSON."""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dancu_contracts import Validator, event_schema, registry, request_schema, validator

from dancu_connectors import reading
from dancu_connectors.answers import Changes, History, Lookup, Recorded, Verification
from dancu_connectors.calls import Call
from dancu_connectors.errors import DancuError, InvalidRequest, NotOnThisWire, ProviderBrokeContract
from dancu_connectors.exchange import Request, Response, Steps
from dancu_connectors.faults import problem_of, refusal, safe_pointer, safe_text, vietnamese_of

BATCH_LIMIT = 1000
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}
Answer = Verification | Lookup[Any] | DancuError


@dataclass(frozen=True)
class Uniform:
    """The uniform service below `prefix`, for a gateway that serves the registers under a path of its own."""

    prefix: str = ""
    lookup_needs: tuple[str, ...] = ()

    def carries(self, path: str) -> bool:
        """Every field of the contract."""
        return bool(path)

    def verify(self, call: Call) -> Steps[Verification]:
        """POST verify."""
        response = yield from self._post(call, "verify", _checked(call, call.body()))
        return reading.verification(reading.parse(response.content), call)

    def lookup(self, call: Call) -> Steps[Lookup[Any]]:
        """POST lookup."""
        response = yield from self._post(call, "lookup", _checked(call, _without_claims(call)))
        return reading.lookup(reading.parse(response.content), call, reading.evidence(response.content))

    def batch(self, calls: Sequence[Call]) -> Steps[list[Answer]]:
        """POST batch, as often as its limit of items needs; a refused item gives its error in its place."""
        answers: list[Answer] = []
        for start in range(0, len(calls), BATCH_LIMIT):
            answers += yield from self._batch(calls[start : start + BATCH_LIMIT])
        return answers

    def _batch(self, calls: Sequence[Call]) -> Steps[list[Answer]]:
        bodies = [_checked(call, _without_claims(call), f"/items/{place}") for place, call in enumerate(calls)]
        items = [{"op": call.operation, **body} for call, body in zip(calls, bodies, strict=True)]
        response = yield from self._post(calls[0], "batch", {"items": items})
        told = reading.parse(response.content)
        found = told.get("items")
        if not isinstance(found, list) or len(found) != len(calls):
            raise ProviderBrokeContract(
                "Mỗi mục của lô phải có một trả lời, theo thứ tự.",
                "A batch is answered by one item for each, in order.",
                pointer="/items",
            )
        proof = reading.evidence(response.content)
        return [_item(item, call, proof) for item, call in zip(found, calls, strict=True)]

    def history(self, call: Call) -> Steps[History]:
        """POST history."""
        response = yield from self._post(call, "history", _checked(call, call.body()))
        return reading.history(reading.parse(response.content), call, reading.evidence(response.content))

    def record_event(self, call: Call, event: Mapping[str, object]) -> Steps[Recorded]:
        """POST events; made again only if the event carries a client id, by which the register knows it."""
        body = _checked(call, {**event, "purpose": call.purpose.as_json()}, kind=str(event.get("type")))
        response = yield from self._post(call, "events", body, repeatable="id" in event)
        return reading.recorded(reading.parse(response.content))

    def changes(self, call: Call, cursor: str | None) -> Steps[Changes]:
        """GET changes."""
        query = {"cursor": cursor} if cursor else {}
        response = _expect_200((yield Request("GET", self._path(call, "changes"), headers=HEADERS, query=query)))
        return reading.changes(reading.parse(response.content))

    def _post(
        self, call: Call, operation: str, body: Mapping[str, object], *, repeatable: bool = True
    ) -> Generator[Request, Response, Response]:
        content = json.dumps(body, ensure_ascii=False).encode()
        request = Request("POST", self._path(call, operation), content, HEADERS, repeatable=repeatable)
        return _expect_200((yield request))

    def _path(self, call: Call, operation: str) -> str:
        return f"{self.prefix}/{call.contract.name}/{call.contract.version}/{operation}"


def _without_claims(call: Call) -> dict[str, object]:
    if call.operation == "lookup" and call.claims:
        raise NotOnThisWire(
            "Dịch vụ thống nhất không nhận thông tin khi tra cứu; hãy xác minh trước.",
            "The uniform service takes no claims with a lookup; verify them first.",
            pointer="/claims",
        )
    return call.body()


def _checked(call: Call, body: dict[str, object], above: str = "", kind: str = "") -> dict[str, object]:
    """The body, if it keeps the register's contract; the first violation is named before anything is sent."""
    for problem in _request_validator(call.contract.name, call.operation, kind).problems(body):
        pointer = safe_pointer(above + problem.pointer) or above
        vi = f"Câu hỏi trái hợp đồng ở {pointer or '/'}: {safe_text(vietnamese_of(problem))}"
        en = f"The question breaks the contract at {pointer or '/'}: {safe_text(problem.message)}"
        raise InvalidRequest(vi, en, pointer=pointer)
    return body


@cache
def _request_validator(name: str, operation: str, kind: str) -> Validator:
    known = kind in registry(name).events_schema["$defs"]
    return validator(event_schema(name, kind) if known else request_schema(name, operation))


def _expect_200(response: Response) -> Response:
    if response.status != 200:
        raise refusal(response)
    return response


def _item(told: object, call: Call, proof: str) -> Answer:
    if not isinstance(told, dict):
        raise ProviderBrokeContract(
            "Một mục của lô không phải đối tượng.", "An item of a batch is not an object.", pointer="/items"
        )
    if "outcome" not in told:
        return problem_of(told)
    return reading.verification(told, call) if call.operation == "verify" else reading.lookup(told, call, proof)
