"""The nation at hand: rows by index, number, birth or household, children, and the facts a row stands for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mock_national_db.dates import PartialDate
from mock_national_db.nation.arguments import VERSION, Arguments
from mock_national_db.nation.columns import PACKED
from mock_national_db.nation.decode import DrawnFacts, Row
from mock_national_db.nation.numbers import PeopleNumbers
from mock_national_db.nation.organisations import Organisations
from mock_national_db.nation.seeking import Sought, condition
from mock_national_db.nation.storage import LAYOUT, Progress, create

__all__ = ["Nation", "OtherVersion"]

_SELECT = "SELECT packed FROM person WHERE "
_BLOCK = 20_000


class OtherVersion(Exception):
    """The file was made by another version of the generator: make it again."""


class Nation:
    """An open nation; it reads rows when asked and keeps none."""

    def __init__(self, db: sqlite3.Connection, arguments: Arguments) -> None:
        self._db, self.arguments, self.size = db, arguments, arguments.size

    @staticmethod
    def create(path: Path, arguments: Arguments, progress: Progress | None = None) -> None:
        """Make the nation's file; see storage.create."""
        create(path, arguments, progress)

    @classmethod
    def open(cls, path: Path) -> Nation:
        """Open a nation's file; FileNotFoundError if there is none, OtherVersion if it has to be made again."""
        if not path.exists():
            raise FileNotFoundError(path)
        db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
        meta = dict(db.execute("SELECT name, value FROM meta"))
        if meta["version"] != str(VERSION):
            db.close()
            raise OtherVersion(f"made by version {meta['version']}, this is version {VERSION}")
        db.execute("PRAGMA mmap_size = 2147483648")
        return cls(db, Arguments.from_json(meta["arguments"]))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @cached_property
    def numbers(self) -> PeopleNumbers:
        """The permutations behind personal numbers and CMND."""
        return PeopleNumbers(self.arguments)

    @cached_property
    def organisations(self) -> Organisations:
        """Authorities, schools, hospitals and companies."""
        return Organisations(self.arguments, self.row)

    @staticmethod
    def unpacked(packed: bytes) -> Row:
        """A row of COLUMNS from the table's column `packed`."""
        return PACKED.unpack(packed)

    @staticmethod
    def facts(row: Row) -> DrawnFacts:
        """The facts of a row."""
        return DrawnFacts(row)

    def row(self, index: int) -> Row | None:
        """The row of that index, None outside the nation."""
        return self._row("idx = ?", index)

    def row_by_number(self, number: str) -> Row | None:
        """The row with that personal number, None if nobody has it."""
        return self._row("number = ?", int(number))

    def _row(self, condition: str, value: int) -> Row | None:
        found = self._db.execute(_SELECT + condition, (value,)).fetchone()
        return None if found is None else PACKED.unpack(found[0])

    def by_birth(self, birth: str) -> list[int]:
        """Those whose birth date is the one stated, or agrees with it at the precision that both have."""
        stated = PartialDate.parse(birth)
        year, month, day = stated
        if not month:
            return self._indexes("birth BETWEEN ? AND ?", year * 10_000, year * 10_000 + 9_999)
        if not day:
            first = year * 10_000 + month * 100
            return self._indexes("birth BETWEEN ? AND ? OR birth = ?", first, first + 99, year * 10_000)
        whole = year * 10_000 + month * 100 + day
        return self._indexes("birth IN (?, ?, ?)", whole, whole - day, year * 10_000)

    def household(self, household: int) -> list[int]:
        """Everybody who ever was on that household's papers, the dead included, the head first."""
        return self._indexes("household = ?", household)

    def children(self, index: int) -> list[int]:
        """The children on record, of a father or a mother, the eldest first."""
        named = "(father >= 0 AND father = ?) OR (mother >= 0 AND mother = ?)"  # as their indexes are partial: no scan
        return self._indexes(named, index, index, order="born, idx")

    def among(self, sought: Sought, after: int, rows: int, most: int) -> list[int]:
        """Those that are sought among the `rows` after an index, the first `most` of them, in its order."""
        where, values = condition(sought)
        query = f"SELECT idx FROM person WHERE idx > ? AND idx <= ? AND {where} ORDER BY idx LIMIT ?"
        return [index for (index,) in self._db.execute(query, (after, after + rows, *values, most))]

    def blocks(self) -> Iterator[NDArray[np.void]]:
        """All rows in the order of their index, a block at a time, as arrays with a field for each of COLUMNS."""
        for first in range(0, self.size, _BLOCK):
            found = self._db.execute(f"{_SELECT}idx >= ? AND idx < ?", (first, first + _BLOCK)).fetchall()
            yield np.frombuffer(b"".join([packed for (packed,) in found]), LAYOUT)

    def _indexes(self, condition: str, *values: int, order: str = "idx") -> list[int]:
        return [
            index for (index,) in self._db.execute(f"SELECT idx FROM person WHERE {condition} ORDER BY {order}", values)
        ]
