"""`dancu catalogue`: the shared code tables (danh mục dùng chung)."""

from __future__ import annotations

from typing import Any

import click
from dancu_contracts import code_table, code_tables

from dancu_sandbox import saying
from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.near import nearest
from dancu_sandbox.options import Whereabouts, as_json, asking


@click.command("catalogue")
@click.argument("name", required=False)
@asking
@as_json
def command(where: Whereabouts, name: str | None, *, as_json: bool) -> None:
    """Danh mục dùng chung mà cơ sở dữ liệu và biểu mẫu sử dụng; một danh mục theo NAME. Không mở thư mục dữ liệu.

    The shared code tables (danh mục dùng chung) that registries and forms use; one by its NAME. No folder is opened.

    dancu catalogue
    dancu catalogue danToc
    """
    del where  # the same everywhere
    rows = _tables() if name is None else _values(name)
    if as_json:
        saying.say_array(rows)
    else:
        saying.say_table("Danh mục / catalogue", [*rows[0]], [[*row.values()] for row in rows])


def _tables() -> list[dict[str, Any]]:
    found = [(name, code_table(name)) for name in code_tables()]
    return [
        {"name": name, "titleVi": table["title"]["vi"], "titleEn": table["title"]["en"], "values": len(table["values"])}
        for name, table in found
    ]


def _values(name: str) -> list[dict[str, Any]]:
    if name not in code_tables():
        near = nearest(name, code_tables())
        vi, en = (f" Có phải {near}?", f" Did you mean {near}?") if near else ("", "")
        raise Leave(WRONG_CALL, f"Không có danh mục {name!r}.{vi}", f"There is no table of that name.{en}")
    values = code_table(name)["values"].items()
    return [{"code": code, "vi": text["vi"], "en": text["en"]} for code, text in values]
