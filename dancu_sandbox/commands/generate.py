"""`dancu generate`: make the nation, and write its people to a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

import click
import dancu_contracts

from dancu_sandbox import saying
from dancu_sandbox.citizens import PAGE, everybody, national
from dancu_sandbox.folder import opened
from dancu_sandbox.leaving import FOLDER, WRONG_CALL, Leave
from dancu_sandbox.options import Whereabouts, as_json, nation
from mock_national_db.store import Store

Write = Callable[[TextIO, Iterable[dict[str, Any]]], int]


@click.command("generate")
@nation
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write: people.jsonl or .csv.")
@click.option("--limit", type=click.IntRange(min=1), help="How many people (default: all).")
@as_json
def command(where: Whereabouts, out: Path | None, limit: int | None, *, as_json: bool) -> None:
    """Tạo dân cư nếu thư mục chưa có, và ghi mọi người, cả người đã mất, ra tệp.

    Make the nation if the folder has none, and write its people, the dead included, to a file.

    dancu generate --population 100000 --data ./large
    dancu generate --out people.jsonl
    dancu generate --out people.csv --limit 1000
    """
    if out is not None and out.suffix not in FORMS:
        raise Leave(WRONG_CALL, "--out: đuôi .jsonl hoặc .csv.", "--out ends in .jsonl or .csv.")
    with opened(where.folder, where.stated, where.on) as store:
        told = {"people": store.nation.size, "data": str(store.folder)}
        if out is not None:
            told = {"people": _written(store, out, limit), "data": str(store.folder), "file": str(out)}
    if as_json:
        saying.say_json(told)
    else:
        click.echo("\t".join(map(str, told.values())))


def _written(store: Store, out: Path, limit: int | None) -> int:
    """Beside its place first, so that a file of that name is whole or as it was."""
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file, saying.progress(out.name) as report:
            count = FORMS[out.suffix](file, _people(store, min(limit or store.nation.size, store.nation.size), report))
        unfinished.replace(out)
    except OSError as error:
        vi = f"Không ghi được {out}: {error.strerror}. Hãy chọn --out khác."
        raise Leave(FOLDER, vi, f"Cannot write {out}: {error.strerror}. Name another --out.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _people(store: Store, limit: int, report: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    for first in range(0, limit, PAGE):
        last = min(first + PAGE, limit)
        yield from everybody(store, first, last)
        report(last, limit)


def _lines(file: TextIO, people: Iterable[dict[str, Any]]) -> int:
    return sum(bool(file.write(json.dumps(person, ensure_ascii=False) + "\n")) for person in people)


def _cells(file: TextIO, people: Iterable[dict[str, Any]]) -> int:
    """A column for each field, what lies deeper as JSON."""
    columns = list(dancu_contracts.registry(national()).record_schema["properties"])
    writer = csv.writer(file)
    writer.writerow(columns)
    return sum(bool(writer.writerow([_cell(person.get(column)) for column in columns])) for person in people)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


FORMS: dict[str, Write] = {".jsonl": _lines, ".csv": _cells}
