"""A reconciliation from beginning to end: both sides opened, compared, and what is asked for written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from dancu_sandbox.leaving import FOLDER, WRONG_CALL, Leave
from dancu_sandbox.reconciling import given, records, writing
from dancu_sandbox.reconciling.comparing import compare
from dancu_sandbox.reconciling.counting import Counts
from dancu_sandbox.reconciling.judging import Judge
from dancu_sandbox.reconciling.people import known
from dancu_sandbox.reconciling.recalling import Recalling
from dancu_sandbox.reconciling.styles import styles_of
from dancu_sandbox.saying import progress
from mock_national_db.compare import Setting

if TYPE_CHECKING:
    import duckdb

    from mock_national_db.workspace import Workspace

_ANYWHERE = given.Where()
_SETTINGS = {
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@dataclass(frozen=True)
class Wanted:
    """What is reconciled, a file or a registry, and where the corrected file and the result go."""

    file: Path | None = None
    registry: str | None = None
    out: Path | None = None
    result: Path | None = None
    where: given.Where = _ANYWHERE

    def check(self) -> None:
        """What cannot be written is refused before the work."""
        form = self.file.suffix.lower() if self.file else given.CSV
        for option, path in (("--out", self.out), ("--result", self.result)):
            writing.check(option, path, form)
            if path is not None and self.file is not None and path.resolve() == self.file.resolve():
                vi = f"{option}: trùng với tệp cần đối chiếu. Chọn tên khác."
                raise Leave(WRONG_CALL, vi, f"{option} is the file that is reconciled. Name another.")
        if self.out is not None and self.result is not None and self.out.resolve() == self.result.resolve():
            raise Leave(WRONG_CALL, "--out và --result trùng nhau.", "--out and --result are one file. Name two.")


def reconcile(seen: Workspace, wanted: Wanted) -> Counts:
    """Reconcile and write; faults of what is given or of the disk end the command."""
    wanted.check()
    with TemporaryDirectory(prefix="dancu-") as name, _database(Path(name)) as db:
        workplace = Path(name)
        if wanted.file is not None:
            sheet = given.of_file(db, wanted.file, workplace, wanted.where)
        else:
            sheet = records.of_registry(db, seen, str(wanted.registry), workplace)
        with progress("Đang đọc dân cư / reading the nation") as report:
            known(db, seen, report)
        recalling = Recalling(seen, sheet.copies) if sheet.copies else None
        counts = compare(db, sheet, Judge(Setting(seen.as_of.on, "exact"), recalling, styles_of(db, sheet)))
        if wanted.result is not None:
            writing.result(db, sheet, wanted.result, writing.check("--result", wanted.result, sheet.form))
        if wanted.out is not None:
            writing.corrected(db, sheet, wanted.out, writing.check("--out", wanted.out, sheet.form))
        return counts


@contextmanager
def _database(workplace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory, what does not fit beside; it fetches no extension and repeats no cell in a fault."""
    import duckdb  # noqa: PLC0415 - only this command pays for it

    settings: dict[str, Any] = {**_SETTINGS, "temp_directory": str(workplace / "spilled")}
    db = duckdb.connect(":memory:", config=settings)
    db.execute("SET enable_progress_bar = false")
    try:
        yield db
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a statement of ours is wrong, whatever file it was given
    except duckdb.Error as error:
        vi = "Không đọc hoặc ghi được tệp khi đối chiếu. Kiểm tra chỗ trống, quyền ghi và tệp nguồn."
        en = "A file could not be read or written. Check free space, permissions, and that the file is whole."
        raise Leave(FOLDER, vi, en) from error
    finally:
        db.close()
