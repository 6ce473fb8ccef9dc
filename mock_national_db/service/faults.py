"""Faults of a call: problem+json with a stable code, the pointer of what is wrong, and the way out in two languages."""

from __future__ import annotations

from typing import Any

import dancu_contracts
import msgspec


class CallFault(Exception):
    """The call cannot be answered: a fault of the contracts, and the JSON pointer of what is wrong."""

    def __init__(self, code: str, pointer: str = "", **details: object) -> None:
        super().__init__(code)
        self.code, self.pointer, self.details = code, pointer, details

    @property
    def status(self) -> int:
        """The HTTP status."""
        return dancu_contracts.faults()[self.code].status

    def problem(self) -> dict[str, Any]:
        """The problem document (contracts: service/problem.schema.json); it repeats no value the caller sent."""
        fault = dancu_contracts.faults()[self.code]
        texts = {
            language: {"title": fault.title[language], "remedy": fault.remedy[language]} for language in ("vi", "en")
        }
        problem = {
            "type": f"urn:dancu:fault:{self.code}",
            "status": fault.status,
            "code": self.code,
            "title": fault.title["vi"],
            **texts,
        }
        if self.pointer:
            problem["pointer"] = self.pointer
        if self.details:
            problem["detail"] = {name: str(value) for name, value in self.details.items()}
        return problem

    def body(self) -> bytes:
        """The problem document as sent."""
        return msgspec.json.encode(self.problem())
