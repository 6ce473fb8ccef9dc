"""`dancu new-registry`: begin a registry as a copy of the plainest living one, and say what to edit next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from dancu_sandbox import copying, saying
from dancu_sandbox.options import as_json

SOURCES = Path(__file__).parents[2]
_NEXT = {  # how a path ends, or a part of it, and what to do there
    "registry.json": ("tên, chủ quản, căn cứ, khóa, nguồn của trường", "title, owners, law, keys, sources of fields"),
    ".schema.json": ("trường, thông tin xác minh, sự kiện", "fields, claims, events"),
    "/examples/": ("tài liệu mẫu đúng với lược đồ", "true documents of these schemas"),
    "/numbers/": ("khối số không thuộc về ai, nguồn", "the block that is nobody's, its source"),
    "/test_": ("điều riêng của nó; bộ kiểm thử chung tự có", "what is special about it; the standard suite is there"),
    ".pyi": ("viết lại: python -m dancu_connectors.stubs", "write it anew: python -m dancu_connectors.stubs"),
    "_connectors/": ("dòng đầu", "the first line"),
    "": ("dòng đầu, điều được rút thăm, điều sự kiện làm", "the first line, what is drawn, what events do"),
}
_THEN = (
    "Sau đó: python -m ruff format . ; python -m dancu_connectors.stubs ; python tools/pages.py ; make test",
    "Then the same commands: format, the stubs, the pages (docs/new-registry.md), every check.",
)


@click.command("new-registry")
@click.argument("name")
@click.option("--title-vi", help="What it is called in Vietnamese.")
@click.option("--title-en", help="What it is called in English.")
@click.option("--owner", help="Which authority keeps it (default: as in the copy).")
@as_json
def command(*, name: str, title_vi: str | None, title_en: str | None, owner: str | None, as_json: bool) -> None:
    """Bắt đầu một cơ sở dữ liệu mới: bản sao của cơ sở dữ liệu đơn giản nhất mang tên NAME, qua được kiểm thử ngay.

    Begin a registry: a whole copy of the plainest living one under NAME, which passes its tests at once.

    In a source checkout only; nothing that stands is overwritten.

    dancu new-registry land_use
    dancu new-registry land_use --title-vi "Cơ sở dữ liệu đất đai" --title-en "Land database"
    """
    copying.check(SOURCES, name)
    model, words = copying.plainest(SOURCES), name.replace("_", " ")
    titles = {"vi": title_vi or f"Cơ sở dữ liệu {words}", "en": title_en or f"{words.capitalize()} database"}
    texts = copying.introduced(copying.copied(SOURCES, model, name), titles, owner)
    copying.write(SOURCES, texts)
    if as_json:
        files = [{"path": path, "vi": vi, "en": en} for path, vi, en in _to_edit(texts)]
        saying.say_json({"name": name, "copiedFrom": model, "files": files})
    else:
        rows = ((path, f"{vi} / {en}") for path, vi, en in _to_edit(texts))
        saying.say_table(f"{name} ← {model}", ("Tệp", "Sửa gì / what to edit"), rows)
    saying.note(*_THEN)


def _to_edit(places: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Each file with what to do there, in both languages."""
    for path in map(Path.as_posix, places):
        yield path, *next(words for part, words in _NEXT.items() if part in path)
