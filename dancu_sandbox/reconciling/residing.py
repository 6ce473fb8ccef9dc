"""A row's permanent residence held against the registered one: moved since, renamed with its unit, or another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dancu_sandbox.reconciling import spelling
from mock_national_db import names
from mock_national_db.compare import Setting, by_address
from mock_national_db.nation.sheet import read
from mock_national_db.units import REFORM, Address, legacy, modern

PARTS = ("maPhuongXa", "maQuanHuyen", "maTinhThanh", "hieuLucTu", "chiTiet")
_HERE = "VN"
_WIDTHS = {"maPhuongXa": spelling.UNIT, "maQuanHuyen": spelling.DISTRICT, "maTinhThanh": spelling.PROVINCE}
Fixes = Mapping[str, str | None]


@dataclass(frozen=True)
class Residing:
    """One comparison: the row's cells, who is meant, the day and the rule for names."""

    cells: Mapping[str, str | None]
    one: Mapping[str, Any]
    setting: Setting

    def findings(self) -> Iterator[tuple[str, Fixes]]:
        """What deviates, each with the cells that are right instead."""
        if self._is_to_the_letter:
            return
        cell, held = self.cells.get("maPhuongXa"), self._held
        if cell is None and self._country in {None, _HERE}:
            if "maPhuongXa" in self.cells and held is not None and held.unit:
                yield "blank_address", self._fixes
        elif cell is not None and self._claimed["maPhuongXa"] is None:
            yield "malformed_unit", self._fixes
        elif held is None or not (held.unit or self._country):
            yield "no_address", {}
        else:
            yield from self._compared(held)
        if cell is not None and self._claimed["maPhuongXa"] not in {None, cell}:
            yield "repaired_unit", {"maPhuongXa": self._claimed["maPhuongXa"], **self._fixes}

    @property
    def _is_to_the_letter(self) -> bool:
        """The code of today, and nothing that says otherwise."""
        stated, one = self.cells.get, self.one
        return (
            stated("maPhuongXa") == one["maPhuongXa"] is not None
            and stated("maQuanHuyen") is None
            and stated("hieuLucTu") in {None, REFORM.isoformat()}
            and stated("maTinhThanh") in {None, one["maTinhThanh"]}
            and (stated("chiTiet") is None or (self._held is not None and stated("chiTiet") == self._held.detail))
        )

    @property
    def _country(self) -> str | None:
        """The country, which only whole addresses of our registers state."""
        return self.cells.get("quocGia")

    def _compared(self, held: Address) -> Iterator[tuple[str, Fixes]]:
        if self._is_in(held):
            if self._is_renamed(held) and not held.is_undecided:
                yield "old_unit", self._fixes
            if (detail := self._claimed.get("chiTiet")) and not names.same(detail, held.detail, "exact"):
                former = any(self._is_in(one) and names.same(detail, one.detail, "exact") for one in self._former)
                yield "old_address" if former else "detail_differs", self._fixes
        elif any(map(self._is_in, self._former)):
            yield "old_address", self._fixes
        else:
            yield "address_differs", self._fixes

    def _is_renamed(self, held: Address) -> bool:
        """Whether one of the codes is another today, or they are said to be of before the merger."""
        today, since = held.on(self.setting.on), self._claimed.get("hieuLucTu")
        if since is not None and (since < REFORM.isoformat()) != (today.get("hieuLucTu", since) < REFORM.isoformat()):
            return True
        return any(name in self._claimed and self._claimed[name] != today.get(name) for name in _WIDTHS)

    def _is_in(self, held: Address) -> bool:
        """Whether the commune stated is the address's, by its code today or before the merger; abroad, the country."""
        stated = {name: value for name, value in self._claimed.items() if value and name != "chiTiet"}
        if held.unit and stated.get("maPhuongXa") == held.unit:
            return True
        return by_address(stated, held, self.setting).match in {"match", "ambiguous"}

    @cached_property
    def _claimed(self) -> dict[str, Any]:
        stated: dict[str, Any] = {
            name: value for name in (*PARTS, "quocGia") if (value := self.cells.get(name)) is not None
        }
        for name, width in _WIDTHS.items():
            if name in stated:
                stated[name] = spelling.digits(stated[name], width) or stated[name]
        code = stated.get("maPhuongXa")
        stated["maPhuongXa"] = code if code in legacy() or code in modern() else None
        return stated

    @cached_property
    def _held(self) -> Address | None:
        return read(self.one["thuongTru"]) if self.one["thuongTru"] else None

    @property
    def _former(self) -> list[Address]:
        return [read(line) for line in (self.one["thuongTruCu"] or "").split("\n") if line]

    @property
    def _fixes(self) -> Fixes:
        """The registered address, in the columns that the file has."""
        held = self._held
        if held is None or held.is_undecided:
            return {}
        shown = held.on(self.setting.on)
        fixes = {name: shown.get(name) for name in PARTS if name in self.cells}
        whole = {"thuongTru": json.dumps(shown, ensure_ascii=False)} if "thuongTru" in self.cells else {}
        return {**fixes, **whole}
