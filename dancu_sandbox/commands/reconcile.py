"""`dancu reconcile`: an agency's people held against the nation – right, complete, clean, alive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dancu_sandbox import saying
from dancu_sandbox.folder import clock_of, opened
from dancu_sandbox.held import hold_registry
from dancu_sandbox.leaving import DONE, NO
from dancu_sandbox.misused import Misused
from dancu_sandbox.options import Whereabouts, as_json, nation
from mock_national_db.service.application import DEFAULT_WORKSPACE

QUALITIES = {
    "dung": "chưa đúng / not right",
    "du": "chưa đủ / not complete",
    "sach": "chưa sạch / not clean",
    "song": "chưa sống / not up to date",
}
_PATH = click.Path(path_type=Path, dir_okay=False)


@click.command("reconcile")
@click.argument("file", type=_PATH, required=False)
@click.option("--registry", help="One of our registries instead of a file; see `dancu registries`.")
@click.option("--out", type=_PATH, help="The corrected file: .csv, .xlsx or .parquet; as FILE without a suffix.")
@click.option("--result", type=_PATH, help="Row by row the outcome and the reason: .csv, .xlsx or .parquet.")
@click.option("--map", "mapped", multiple=True, help="HEADING=field: what a column is; HEADING= leaves it out.")
@click.option("--sheet", help="The sheet of a workbook; else the first with headings of people.")
@click.option("--header-row", type=click.IntRange(1, 1 << 20), help="The row of the headings; else it is found.")
@click.option("--workspace", help="The workspace whose log is read.")
@nation
@as_json
@click.pass_context
def command(ctx: click.Context, /, where: Whereabouts, *, as_json: bool, **told: Any) -> None:
    """Đối chiếu người trong FILE (.csv, .xlsx, .parquet) với dân cư: đúng, đủ, sạch, sống.

    Hold the people of FILE (.csv, .xlsx, .parquet) against the nation: right, complete, clean, alive.

    Columns are found by the words of their headings (docs/reconcile.md). Exit 1 if any row deviates.

    dancu reconcile people.csv
    dancu reconcile people.xlsx --out corrected.xlsx --result result.csv
    dancu reconcile people.parquet --json
    dancu reconcile people.xlsx --sheet 'Danh sách' --header-row 6 --map 'Mã NV=soDinhDanh'
    dancu reconcile --registry tax --result tax.csv
    """
    if (told["file"] is None) == (told["registry"] is None):
        example = "dancu reconcile people.csv, dancu reconcile --registry NAME"
        raise Misused(f"một tệp hoặc một cơ sở dữ liệu: {example}", f"one file or one registry: {example}", ctx)
    if told["registry"] is not None:
        hold_registry(told["registry"])
        if told["mapped"] or told["sheet"] or told["header_row"]:
            raise Misused("--map, --sheet, --header-row: chỉ cho tệp", "--map, --sheet, --header-row: for a file", ctx)
    counts = _reconciled(where, told)
    if as_json:
        saying.say_json(
            {
                "rows": counts.rows,
                "outcomes": dict(counts.outcomes),
                "findings": dict(counts.found),
                "qualities": dict(counts.qualities),
            }
        )
    else:
        _say(counts)
    ctx.exit(NO if any(counts.qualities.values()) else DONE)


def _reconciled(where: Whereabouts, told: dict[str, Any]) -> Any:
    from dancu_sandbox.reconciling.columns import mapped_by  # noqa: PLC0415 - it is much to import
    from dancu_sandbox.reconciling.given import Where  # noqa: PLC0415 - the same
    from dancu_sandbox.reconciling.running import Wanted, reconcile  # noqa: PLC0415 - the same

    place = Where(mapped_by(told["mapped"]), told["sheet"], told["header_row"])
    with opened(where.folder, where.stated, where.on) as store:
        known = clock_of(where.on) if where.on else None
        seen = store.workspace(where.workspace or DEFAULT_WORKSPACE, where.on, known)
        return reconcile(seen, Wanted(told["file"], told["registry"], told["out"], told["result"], place))


def _say(counts: Any) -> None:
    from dancu_sandbox.reconciling.writing import meaning  # noqa: PLC0415 - it is much to import

    rows = [(name, count, meaning(name)) for name, count in counts.outcomes.items()]
    words = [(name, count, QUALITIES[name]) for name, count in counts.qualities.items()]
    title = f"Đối chiếu {counts.rows} dòng / {counts.rows} rows reconciled"
    saying.say_table(title, ("", "Dòng / rows", ""), [*rows, *words])
