"""`dancu reconcile`: it finds every deviation that was put in by name, and accuses no row that is right."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dancu_contracts
import pytest

from dancu_sandbox.folder import every_registry
from dancu_sandbox.reconciling.copies import Copies
from dancu_sandbox.reconciling.findings import findings
from dancu_sandbox.reconciling.judging import Judge
from dancu_sandbox.reconciling.recalling import Recalling
from dancu_sandbox.reconciling.residing import Residing
from mock_national_db.compare import Setting
from mock_national_db.nation.sheet import SHEET
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_DAY, Timeline
from mock_national_db.units import modern
from tests.journeys.running import generated, said

SIZE = 6000
COLUMNS = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "soCMND", "maPhuongXa")
EVERY = 7
Row = dict[str, str]
Change = Callable[[Row, Any, Any], dict[str, str] | None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory, str(SIZE))


@pytest.fixture(scope="module")
def seen(folder: Path) -> Iterator[Any]:
    """The nation as the default workspace sees it."""
    store = Store.open(folder, every_registry())
    yield store.workspace("default")
    store.close()


@pytest.fixture(scope="module")
def people(seen: Any) -> list[tuple[Row, Any]]:
    """Everybody drawn who has a number, the dead included, as an agency would have them; and who it is."""
    found = ((_row(person, seen.as_of), person) for person in map(seen.person, range(SIZE)))
    return [(row, person) for row, person in found if row["soDinhDanh"]]


def _row(person: Any, as_of: Any) -> Row:
    home = person.at("thuongTru", SEED_DAY)
    held = {name: person.fact(name) for name in COLUMNS}
    values = {name: value.at(as_of) if isinstance(value, Timeline) else value for name, value in held.items()}
    return {name: value or "" for name, value in values.items()} | {
        "maPhuongXa": home.unit_on(SEED_DAY).code if home else ""
    }


def _is_living(person: Any, as_of: Any) -> bool:
    fates = (person.fact(name) for name in ("ngayChet", "ngayMatTich"))
    return not any(fate is not None and fate.at(as_of) for fate in fates)


@pytest.fixture(scope="module")
def living(people: list[tuple[Row, Any]], seen: Any) -> list[tuple[Row, Any]]:
    return [(row, person) for row, person in people if _is_living(person, seen.as_of)]


def _is_whole(row: Row) -> bool:
    return len(row["ngaySinh"]) == len("2026-11-23")


def _one_letter(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"hoVaTen": row["hoVaTen"] + "h"}


def _wrong_mark(row: Row, _person: Any, _as_of: Any) -> Row | None:
    bare = "".join(c for c in unicodedata.normalize("NFD", row["hoVaTen"]) if not unicodedata.combining(c))
    return {"hoVaTen": bare} if bare != unicodedata.normalize("NFD", row["hoVaTen"]) else None


def _another_name(_row: Row, _person: Any, _as_of: Any) -> Row:
    return {"hoVaTen": "Zzyx Qqwf Khongai"}


def _former_name(_row: Row, person: Any, as_of: Any) -> Row | None:
    name = person.fact("hoVaTen")
    former = name.former(as_of) if isinstance(name, Timeline) else []
    return {"hoVaTen": former[0]} if former else None


def _swapped(row: Row, _person: Any, _as_of: Any) -> Row | None:
    if not _is_whole(row):
        return None
    year, month, day = row["ngaySinh"].split("-")
    return {"ngaySinh": f"{year}-{day}-{month}"} if int(day) <= 12 and day != month else None


def _another_birth(_row: Row, _person: Any, _as_of: Any) -> Row:
    return {"ngaySinh": "1901-07-30"}


def _year_alone(row: Row, _person: Any, _as_of: Any) -> Row | None:
    return {"ngaySinh": row["ngaySinh"][:4]} if _is_whole(row) else None


def _no_date(_row: Row, _person: Any, _as_of: Any) -> Row:
    return {"ngaySinh": "31/02/1980"}


def _other_sex(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"gioiTinh": {"1": "2", "2": "1"}[row["gioiTinh"]]}


def _cmnd_for_number(row: Row, _person: Any, _as_of: Any) -> Row | None:
    return {"soDinhDanh": row["soCMND"]} if row["soCMND"] else None


def _old_cmnd(row: Row, person: Any, _as_of: Any) -> Row | None:
    cards = [card["so"] for card in person.fact("soCMNDCu") or () if card["so"] != row["soCMND"]]
    return {"soCMND": cards[0]} if cards else None


def _old_address(row: Row, person: Any, as_of: Any) -> Row | None:
    homes = person.fact("thuongTru")
    former = homes.former(as_of) if homes is not None else []
    code = former[0].unit_on(SEED_DAY).code if former else None
    return {"maPhuongXa": code} if code not in {None, row["maPhuongXa"]} else None


def _old_unit(row: Row, person: Any, _as_of: Any) -> Row | None:
    home = person.at("thuongTru", SEED_DAY)
    return {"maPhuongXa": home.unit} if home is not None and home.unit != row["maPhuongXa"] else None


def _another_unit(row: Row, _person: Any, _as_of: Any) -> Row | None:
    return {"maPhuongXa": "00004"} if row["maPhuongXa"] else None


def _no_unit(row: Row, _person: Any, _as_of: Any) -> Row | None:
    return {"maPhuongXa": "99999"} if row["maPhuongXa"] else None


def _without_zeros(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"soDinhDanh": row["soDinhDanh"].lstrip("0")}


def _as_a_float(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"soDinhDanh": f"{float(row['soDinhDanh'])}"}


def _with_spaces(row: Row, _person: Any, _as_of: Any) -> Row:
    number = row["soDinhDanh"]
    return {"soDinhDanh": f"{number[:3]} {number[3:6]} {number[6:]}"}


def _in_powers_of_ten(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"soDinhDanh": f"{float(row['soDinhDanh']):.4E}"}


def _wrong_digit(row: Row, _person: Any, _as_of: Any) -> Row:
    number = row["soDinhDanh"]
    return {"soDinhDanh": f"{number[:-1]}{(int(number[-1]) + 1) % 10}"}


def _unknown_number(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"soDinhDanh": "098" + row["soDinhDanh"][3:6] + row["soDinhDanh"][:5:-1]}


def _no_number(row: Row, _person: Any, _as_of: Any) -> Row:
    return {"soDinhDanh": row["soDinhDanh"][:7]}


def _blank(name: str) -> Change:
    return lambda row, _person, _as_of: {name: ""} if row[name] else None


DIRT: dict[str, tuple[str, Change]] = {
    "one letter": ("name_near", _one_letter),
    "marks": ("name_near", _wrong_mark),
    "another name": ("name_differs", _another_name),
    "former name": ("former_name", _former_name),
    "swapped day and month": ("birth_swapped", _swapped),
    "another birth date": ("birth_differs", _another_birth),
    "the year alone": ("birth_partial", _year_alone),
    "no date": ("malformed_birth", _no_date),
    "the other sex": ("sex_differs", _other_sex),
    "CMND for number": ("old_number", _cmnd_for_number),
    "an old CMND": ("old_cmnd", _old_cmnd),
    "an old address": ("old_address", _old_address),
    "an old unit": ("old_unit", _old_unit),
    "another unit": ("address_differs", _another_unit),
    "no unit": ("malformed_unit", _no_unit),
    "a lost zero": ("repaired_number", _without_zeros),
    "a float": ("repaired_number", _as_a_float),
    "spaces in the number": ("repaired_number", _with_spaces),
    "a number without its last digits": ("malformed_number", _in_powers_of_ten),
    "a wrong digit": ("mistyped_number", _wrong_digit),
    "an unknown number": ("unknown_number", _unknown_number),
    "half a number": ("malformed_number", _no_number),
    "no number": ("blank_number", _blank("soDinhDanh")),
    "no name": ("blank_name", _blank("hoVaTen")),
    "no birth date": ("blank_birth", _blank("ngaySinh")),
    "no sex": ("blank_sex", _blank("gioiTinh")),
    "no CMND": ("blank_cmnd", _blank("soCMND")),
    "no address": ("blank_address", _blank("maPhuongXa")),
}


def _written(path: Path, rows: list[Row], columns: tuple[str, ...] = COLUMNS, **form: Any) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", **form)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _reconciled(folder: Path, file: Path, *more: str | Path) -> tuple[list[Row], list[Row], Any]:
    """The result, the corrected file and what is told."""
    result, out = file.with_name("result.csv"), file.with_name("corrected.csv")
    told = said("reconcile", file, "--data", folder, "--result", result, "--out", out, "--json", *more)
    assert told.exit_code in {0, 1}, told.stderr
    return _read(result), _read(out), json.loads(told.stdout)


def test_nobody_who_is_right_is_accused(folder: Path, living: list[tuple[Row, Any]], tmp_path: Path) -> None:
    rows = [row for row, _ in living]
    result, out, told = _reconciled(folder, _written(tmp_path / "people.csv", rows))
    assert told == {
        "rows": len(rows),
        "outcomes": {"agrees": len(rows)},
        "findings": {},
        "qualities": dict.fromkeys(("dung", "du", "sach", "song"), 0),
    }
    assert out == rows
    assert [row["soDinhDanh"] for row in result] == [row["soDinhDanh"] for row in rows]


def test_other_spellings_of_what_is_right_are_right(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    rows = [row for row, _ in living]
    spelt = [
        {
            **row,
            "hoVaTen": (str.upper, lambda name: unicodedata.normalize("NFD", name), "  {} ".format)[n % 3](
                row["hoVaTen"]
            ),
            "ngaySinh": "/".join(reversed(row["ngaySinh"].split("-"))) if n % 2 else row["ngaySinh"],
            "gioiTinh": {"1": ("Nam", "NAM", "male"), "2": ("Nữ", "nữ", "Female")}[row["gioiTinh"]][n % 3],
        }
        for n, row in enumerate(rows)
    ]
    _, _, told = _reconciled(folder, _written(tmp_path / "people.csv", spelt))
    assert told["outcomes"] == {"agrees": len(rows)}


def test_a_file_in_capitals_and_days_first_is_compared_and_mended_in_its_own_spelling(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    right = [
        {
            **row,
            "hoVaTen": row["hoVaTen"].upper(),
            "ngaySinh": "/".join(reversed(row["ngaySinh"].split("-"))),
            "gioiTinh": {"1": "Nam", "2": "Nữ"}[row["gioiTinh"]],
        }
        for row, _ in living
    ]
    wrong = [
        {**row, "hoVaTen": row["hoVaTen"] + "H", "gioiTinh": {"Nam": "Nữ", "Nữ": "Nam"}[row["gioiTinh"]]}
        for row in right[::50]
    ]
    rows = [wrong[n // 50] if n % 50 == 0 else row for n, row in enumerate(right)]
    result, out, _ = _reconciled(folder, _written(tmp_path / "people.csv", rows))
    assert [row["findings"] for row in result] == [
        "sex_differs name_near" if n % 50 == 0 else "" for n in range(len(rows))
    ]
    assert out == right


@pytest.mark.parametrize("name", DIRT)
def test_every_deviation_of_a_kind_is_found_and_nothing_else(
    folder: Path, living: list[tuple[Row, Any]], seen: Any, tmp_path: Path, name: str
) -> None:
    expected, change = DIRT[name]
    rows, wanted = [], []
    for n, (row, person) in enumerate(living):
        changed = change(row, person, seen.as_of) if n % EVERY == 0 or expected in {"former_name", "old_cmnd"} else None
        rows.append(row if changed is None else {**row, **changed})
        wanted.append("agrees" if changed is None else expected)
    result, out, told = _reconciled(folder, _written(tmp_path / "people.csv", rows))
    assert [(row["dong"], row["findings"] or "agrees") for row in result] == [
        (str(n), finding) for n, finding in enumerate(wanted, 1)
    ]
    assert told["outcomes"] == {name: wanted.count(name) for name in ("agrees", expected)}
    assert told["qualities"][findings()[expected]["quality"]] == wanted.count(expected) > 0
    assert out == [row if _stays(row, expected) else right for row, (right, _) in zip(rows, living, strict=True)]


def _stays(row: Row, expected: str) -> bool:
    """What no rule can mend without guessing; a CMND that agrees with the name leads to the right number."""
    return expected == "name_differs" or (expected in {"unknown_number", "malformed_number"} and not row["soCMND"])


def test_the_dead_are_found_where_they_are_active(
    folder: Path, people: list[tuple[Row, Any]], seen: Any, tmp_path: Path
) -> None:
    rows, wanted = [], []
    for n, (row, person) in enumerate(people):
        died, lost = (
            current.at(seen.as_of) if (current := person.fact(f)) else None for f in ("ngayChet", "ngayMatTich")
        )
        told = {"trangThai": "Đã chết" if died and n % 2 else "Đang hưởng", "ngayChet": died if died and n % 2 else ""}
        rows.append({**row, **told})
        active = not (died and n % 2)
        wanted.append("dead_but_active" if died and active else "missing_but_active" if lost and active else "agrees")
    file = _written(tmp_path / "people.csv", rows, (*COLUMNS, "trangThai", "ngayChet"))
    result, out, _ = _reconciled(folder, file)
    assert [row["outcome"] for row in result] == wanted
    assert wanted.count("dead_but_active") > 100
    days = [person.fact("ngayChet").at(seen.as_of) for _, person in people if person.fact("ngayChet")]
    assert [row["ngayChet"] for row in out if row["ngayChet"]] == days


def test_who_is_dead_in_a_file_but_lives_is_found(folder: Path, living: list[tuple[Row, Any]], tmp_path: Path) -> None:
    rows = [{**row, "trangThai": "Đã chết" if n < 3 else ""} for n, (row, _) in enumerate(living)]
    result, _, _ = _reconciled(folder, _written(tmp_path / "people.csv", rows, (*COLUMNS, "trangThai")))
    assert [row["dong"] for row in result if row["outcome"] == "alive_but_dead"] == ["1", "2", "3"]
    assert {row["outcome"] for row in result[3:]} == {"agrees"}


def test_a_number_of_somebody_else_is_told_as_such(folder: Path, living: list[tuple[Row, Any]], tmp_path: Path) -> None:
    rows = [row for row, _ in living]
    mixed = [{**rows[0], "soDinhDanh": rows[5]["soDinhDanh"]}, *rows[1:5]]
    result, out, _ = _reconciled(folder, _written(tmp_path / "people.csv", mixed))
    assert [row["outcome"] for row in result] == ["other_person", *["agrees"] * 4]
    assert out == mixed


def test_a_row_that_comes_again_is_a_duplicate_and_left_out(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    rows = [row for row, _ in living[:500]]
    old = next(row for row in rows if row["soCMND"])
    again = [
        *rows,
        rows[3],
        rows[3],
        {**old, "soDinhDanh": old["soCMND"]},
        {**rows[7], "hoVaTen": rows[7]["hoVaTen"] + "h"},
    ]
    numbered = [{"STT": str(n), **row} for n, row in enumerate(again, 1)]
    result, out, told = _reconciled(folder, _written(tmp_path / "people.csv", numbered, ("STT", *COLUMNS)))
    assert [row["findings"] for row in result] == [
        *[""] * 500,
        "duplicate",
        "duplicate",
        "duplicate old_number",
        "duplicate name_near",
    ]
    assert told["outcomes"] == {"agrees": 500, "duplicate": 4}
    assert out == numbered[:500]


def test_several_rows_of_one_person_that_say_different_things_are_no_duplicates(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    rows = [{**row, "Hạng": rank} for row, _ in living[:50] for rank in ("A1", "B")]
    _, _, told = _reconciled(folder, _written(tmp_path / "people.csv", rows, (*COLUMNS, "Hạng")))
    assert told["outcomes"] == {"agrees": 100}


def test_the_rows_keep_their_order_however_many_deviate(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    names = [row["hoVaTen"] for row, _ in living[:1000]]
    rows = [
        {**row, "hoVaTen": row["hoVaTen"] + "h" * (n % 2), "ngaySinh": row["ngaySinh"][: 10 if n % 2 else 4]}
        for n, (row, _) in enumerate(living[:1000])
    ]
    result, out, _ = _reconciled(folder, _written(tmp_path / "people.csv", rows))
    assert [row["dong"] for row in result] == [str(n) for n in range(1, 1001)]
    assert [row["hoVaTen"] for row in out] == names


def test_headings_as_agencies_write_them_are_known(folder: Path, living: list[tuple[Row, Any]], tmp_path: Path) -> None:
    headings = ("Số CCCD", "HỌ VÀ TÊN", "Ngày, tháng, năm sinh", "Giới tính", "CMND cũ", "Mã xã")
    rows = [dict(zip(headings, row.values(), strict=True)) for row, _ in living[:100]]
    _, out, told = _reconciled(folder, _written(tmp_path / "people.csv", rows, headings))
    assert (told["outcomes"], out) == ({"agrees": 100}, rows)


def test_people_without_numbers_are_found_by_name_and_birth_date(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    rows = [row for row, _ in living]
    twice = [(row["hoVaTen"], row["ngaySinh"]) for row in rows]
    result, _, _ = _reconciled(folder, _written(tmp_path / "people.csv", rows, ("hoVaTen", "ngaySinh", "gioiTinh")))
    several = ["several_people" if twice.count(one) > 1 else "agrees" for one in twice]
    assert (
        sum(row["outcome"] != wanted for row, wanted in zip(result, several, strict=True)) <= 5
    )  # the dead bear names too
    assert {row["outcome"] for row in result} <= {"agrees", "several_people"}


def test_what_the_log_says_is_known_in_its_workspace_alone(
    folder: Path, living: list[tuple[Row, Any]], tmp_path: Path
) -> None:
    rows = [row for row, _ in living[:20]]
    where = ("--data", folder, "--workspace", "mine", "--on", "2026-11-20")
    renamed, dead = rows[3], rows[4]
    said("event", "rename", renamed["soDinhDanh"], "hoVaTen=Trần Thị Mới", *where)
    said("event", "death", dead["soDinhDanh"], *where)
    file = _written(tmp_path / "people.csv", rows)
    result, out, _ = _reconciled(folder, file, "--workspace", "mine")
    assert {row["dong"]: row["outcome"] for row in result if row["outcome"] != "agrees"} == {
        "4": "former_name",
        "5": "dead_but_active",
    }
    assert out[3] == {**renamed, "hoVaTen": "Trần Thị Mới"}
    assert _reconciled(folder, file)[2]["outcomes"] == {"agrees": 20}


def test_a_persona_with_a_new_number_is_found_by_the_old_one(folder: Path, tmp_path: Path) -> None:
    persona = next(one for one in json.loads(said("personas", "--json").stdout) if one["id"] == "P15")
    whole = json.loads(said("lookup", "P15", "--data", folder, "--fields", "soDinhDanhDaHuy", "--json").stdout)
    old = next(iter(whole["records"][0]["soDinhDanhDaHuy"]))
    row = {"soDinhDanh": old if isinstance(old, str) else old["so"], **{n: persona[n] for n in ("hoVaTen", "ngaySinh")}}
    result, out, _ = _reconciled(
        folder, _written(tmp_path / "people.csv", [row], ("soDinhDanh", "hoVaTen", "ngaySinh"))
    )
    assert result[0]["findings"] == "old_number"
    assert out[0]["soDinhDanh"] == persona["soDinhDanh"]


@pytest.mark.parametrize("registry", dancu_contracts.registries())
def test_in_our_own_registries_only_personas_deviate(folder: Path, tmp_path: Path, registry: str) -> None:
    """A paper that bears the name of the day it was issued on is right: it was issued to somebody of that name."""
    told = said("reconcile", "--registry", registry, "--data", folder, "--result", tmp_path / "result.csv", "--json")
    findings_of = [(row["soDinhDanh"], row["findings"]) for row in _read(tmp_path / "result.csv") if row["findings"]]
    assert json.loads(told.stdout)["outcomes"]["agrees"] > 100
    assert [row for row in findings_of if not row[0].startswith("099")] == []
    assert told.exit_code == bool(findings_of)


def test_a_registry_of_ours_is_reconciled_by_its_name(folder: Path, tmp_path: Path) -> None:
    said("reconcile", "--registry", "driver_licence", "--data", folder, "--result", tmp_path / "result.csv")
    findings_of = {row["soDinhDanh"]: row["findings"] for row in _read(tmp_path / "result.csv")}
    swapped = next(one for one in json.loads(said("personas", "--json").stdout) if one["id"] == "P48")
    assert findings_of[swapped["soDinhDanh"]] == "birth_swapped"


@pytest.mark.parametrize("on", ["2024-05-01", "2010-01-01"])
def test_what_was_right_once_is_out_of_date_and_nothing_else(folder: Path, tmp_path: Path, on: str) -> None:
    file = tmp_path / "people.csv"
    said("generate", "--data", folder, "--on", on, "--out", file)
    then = json.loads(said("reconcile", file, "--data", folder, "--on", on, "--json").stdout)
    _, _, now = _reconciled(folder, file)
    again = _reconciled(folder, (tmp_path / "corrected.csv").rename(tmp_path / "mended.csv"))[2]
    assert then["outcomes"] == {"agrees": then["rows"]}
    assert {findings()[name]["quality"] for name in now["findings"]} == {"song"}
    assert {*now["findings"]} >= {"dead_but_active", "old_address", "old_unit", "former_name"}
    assert again["outcomes"] == {"agrees": then["rows"]}


PERSON = {
    **dict.fromkeys(SHEET),
    "idx": 1,
    "soDinhDanh": "099190000001",
    "hoVaTen": "Lê Văn Thử",
    "ngaySinh": "1990-03-02",
    "gioiTinh": "1",
    "maPhuongXa": "00634",
    "maTinhThanh": "01",
    "thuongTru": "00634|2025||VN|Số 3 ngõ 11",
    "trangThai": "conSong",
}


@pytest.mark.parametrize(
    ("cells", "found", "fixed"),
    [
        ({"maPhuongXa": "634"}, ["repaired_unit"], {"maPhuongXa": "00634"}),
        ({"maPhuongXa": "634.0"}, ["repaired_unit"], {"maPhuongXa": "00634"}),
        ({"maPhuongXa": "00634", "chiTiet": "SỐ 3  NGÕ 11"}, [], {}),
        (
            {"maPhuongXa": "00634", "chiTiet": "Số 4"},
            ["detail_differs"],
            {"maPhuongXa": "00634", "chiTiet": "Số 3 ngõ 11"},
        ),
        ({"hoVaTen": "LÊ VĂN THỬH"}, ["name_near"], {"hoVaTen": "LÊ VĂN THỬ"}),
        ({"ngaySinh": "02/03/90"}, ["short_year"], {"ngaySinh": "02/03/1990"}),
        ({"hoVaTen": "Lê Văn Thử", "ngaySinh": "2/3/1991"}, ["birth_differs"], {"ngaySinh": "02/03/1990"}),
        ({"hoVaTen": None, "ngaySinh": "1991-03-02"}, ["birth_differs", "blank_name"], {}),
        ({"hoVaTen": "Zo Qi", "ngaySinh": "1991-03-02"}, ["other_person"], {}),
        ({"gioiTinh": "NỮ"}, ["sex_differs"], {"gioiTinh": "NAM"}),
        ({"gioiTinh": "female"}, ["sex_differs"], {"gioiTinh": "male"}),
        ({"gioiTinh": "?"}, ["malformed_sex"], {"gioiTinh": "Nam"}),
        ({"trangThai": "Đã mất"}, ["alive_but_dead"], {}),
    ],
)
def test_a_cell_is_mended_as_it_was_spelled_or_left_alone(
    cells: dict[str, str | None], found: list[str], fixed: dict[str, str]
) -> None:
    verdict = Judge(Setting(SEED_DAY, "exact"))({"soDinhDanh": "099190000001", **cells}, PERSON)
    assert (verdict.ordered, verdict.fixed) == (found, fixed)


@pytest.mark.parametrize(
    ("state", "life", "found"),
    [
        ("daMat", "conSong", []),
        ("daMat", "daChet", []),
        ("conHieuLuc", "daChet", ["dead_but_active"]),
        ("conHieuLuc", "matTich", []),
    ],
)
def test_a_register_is_active_in_the_states_that_its_contract_says_nobody_dead_can_be_in(
    seen: Any, state: str, life: str, found: list[str]
) -> None:
    cells = {"soDinhDanh": "099190000001", "trangThai": state}
    recalling = Recalling(seen, Copies.of(dancu_contracts.registry("identity_card")))
    assert Judge(Setting(SEED_DAY, "exact"), recalling)(cells, {**PERSON, "trangThai": life}).ordered == found


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"maTinhThanh": "93", "maQuanHuyen": "933", "maPhuongXa": "31399"}, ["old_unit"]),
        ({"maTinhThanh": "93", "maPhuongXa": "31399"}, ["old_unit"]),
        ({"hieuLucTu": "2004-07-08", "maPhuongXa": "31399"}, ["old_unit"]),
        ({"hieuLucTu": "2025-07-01", "maTinhThanh": "92", "maPhuongXa": "31399"}, []),
        ({"maPhuongXa": "31399"}, []),
        ({"quocGia": "JP", "chiTiet": "Tokyo"}, ["old_address"]),
        ({"quocGia": "US", "chiTiet": "California"}, ["address_differs"]),
    ],
)
def test_an_address_is_held_against_the_unit_of_today_whatever_its_code(
    parts: dict[str, str], found: list[str]
) -> None:
    home = {
        "maPhuongXa": "31399",
        "maTinhThanh": "92",
        "thuongTru": "31399|legacy||VN|",
        "thuongTruCu": "|legacy||JP|Tokyo",
    }
    residing = Residing({"maPhuongXa": None, **parts}, {**PERSON, **home}, Setting(SEED_DAY, "exact"))
    assert [name for name, _ in residing.findings()] == found


def test_what_a_certificate_says_of_its_own_day_is_right(people: list[tuple[Row, Any]], seen: Any) -> None:
    renamed = next(person for _, person in people if isinstance(person.fact("hoVaTen"), Timeline))
    before, after = renamed.fact("hoVaTen").facts
    recalling = Recalling(seen, Copies.of(dancu_contracts.registry("land")))
    one = {**PERSON, "idx": renamed.index, "hoVaTen": after.value, "hoVaTenCu": before.value}
    told = [
        Judge(Setting(SEED_DAY, "exact"), recalling)(
            {"soDinhDanh": one["soDinhDanh"], "hoVaTen": before.value, "@ngayCap": day.isoformat()}, one
        ).ordered
        for day in (before.since, after.since)
    ]
    assert told == [[], ["former_name"]]


def test_a_cmnd_with_a_fraction_is_told_as_such() -> None:
    verdict = Judge(Setting(SEED_DAY, "exact"))({"soCMND": "912345678.0"}, {**PERSON, "soCMND": "912345678"})
    assert (verdict.ordered, verdict.fixed) == (["repaired_cmnd"], {"soCMND": "912345678"})


def test_a_cmnd_filled_up_to_twelve_digits_is_an_old_number() -> None:
    cells, one = {"soDinhDanh": "000912345678"}, {**PERSON, "soCMND": "912345678"}
    verdict = Judge(Setting(SEED_DAY, "exact"))(cells, None, [one])
    assert (verdict.ordered, verdict.fixed) == (["old_number"], {"soDinhDanh": PERSON["soDinhDanh"]})


@pytest.mark.parametrize("vector", dancu_contracts.vectors("names")["exact"], ids=lambda vector: vector["why"])
def test_names_are_compared_by_the_contracts_rule(vector: dict[str, str]) -> None:
    person = {**PERSON, "hoVaTen": vector["held"]}
    cells = {"soDinhDanh": "099190000001", "hoVaTen": vector["claimed"], "ngaySinh": "1990-03-02"}
    found = Judge(Setting(SEED_DAY, "exact"))(cells, person).ordered
    assert found == {"match": [], "near": ["name_near"]}.get(vector["result"], ["name_differs"])


def test_every_finding_has_a_quality_and_words_in_both_languages() -> None:
    assert {about["quality"] for about in findings().values()} == {"dung", "du", "sach", "song"}
    assert all(about["vi"] and about["en"] for about in findings().values())


def test_a_commune_of_today_is_what_the_units_say(living: list[tuple[Row, Any]]) -> None:
    assert {row["maPhuongXa"] for row, _ in living} <= {"", *modern()}
