"""`dancu reconcile` on files as agencies have them: titles above, headings in many words, workbooks with a form."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from dancu_sandbox.reconciling.headings import field_of, guess, is_of_others, title
from tests.journeys.running import generated, said

Row = list[str]
TITLES = "UBND XÃ TÂN PHÚ, HUYỆN THỬ\n\nDANH SÁCH NGƯỜI HƯỞNG; NĂM 2026\n\n"
HEADINGS = "STT;Số căn cước/ĐDCN;Họ và tên;Ngày, tháng, năm sinh;Giới tính (Nam/Nữ);Họ và tên chủ hộ"
COUNTED = "(1);(2);(3);(4);(5);(6)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory)


@pytest.fixture(scope="module")
def people(folder: Path) -> list[Row]:
    """Number, name in capitals, birth date with the day first, sex in words."""
    told = json.loads(said("citizens", "--data", folder, "--limit", "40", "--all", "--json").stdout)
    return [
        [
            one["soDinhDanh"],
            one["hoVaTen"].upper(),
            "/".join(reversed(one["ngaySinh"].split("-"))),
            {"1": "Nam", "2": "Nữ"}[one["gioiTinh"]],
        ]
        for one in told
        if len(one["ngaySinh"]) == len("2026-11-23")
    ][:20]


def _sheet(people: Sequence[Row]) -> str:
    return "\n".join(f"{n};{';'.join(row)};Chủ Hộ Thử" for n, row in enumerate(people, 1)) + "\n"


def _put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    return path


def _outcomes(file: Path, folder: Path, *more: str | Path) -> tuple[dict[str, int], str]:
    told = said("reconcile", file, "--data", folder, "--json", *more)
    assert told.exit_code in {0, 1}, told.stderr
    return json.loads(told.stdout)["outcomes"], told.stderr


def _refused(file: Path, folder: Path, *more: str | Path) -> str:
    told = said("reconcile", file, "--data", folder, *more)
    assert (told.exit_code, told.stdout) == (2, "")
    return told.stderr


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Số căn cước/ĐDCN", "soDinhDanh"),
        ("SỐ CCCD (12 số)", "soDinhDanh"),
        ("Số định danh cá nhân", "soDinhDanh"),
        ("Số CMND/CCCD/Hộ chiếu", "soDinhDanh"),
        ("so_dinh_danh", "soDinhDanh"),
        ("Số CMND (cũ)", "soCMND"),
        ("(2) Họ và tên người lao động", "hoVaTen"),
        ("Họ, chữ đệm\nvà tên khai sinh", "hoVaTen"),
        ("HỌTÊN", "hoVaTen"),
        ("Ngày sinh (dd/mm/yyyy)", "ngaySinh"),
        ("Năm sinh", "ngaySinh"),
        ("Năm sinh Nam", None),
        ("Giới tính (Nam/Nữ)", "gioiTinh"),
        ("Nơi đăng ký HKTT", "thuongTru"),
        ("Mã xã/phường (thường trú)", "maPhuongXa"),
        ("thuongTru.maPhuongXa", "maPhuongXa"),
        ("Họ và tên chủ hộ", None),
        ("Số CCCD của cha", None),
        ("Ngày cấp CCCD", None),
        ("Tình trạng hôn nhân", None),
        ("Tên cơ quan", None),
        ("Nơi sinh", None),
        ("Nam", None),
        ("STT", None),
    ],
)
def test_a_heading_is_of_a_field_if_all_its_words_are(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("heading", "near"),
    [
        ("soDinhDan", "soDinhDanh"),
        ("Gới tính", "gioiTinh"),
        ("Họ tên (gốc)", "hoVaTen"),
        ("Nam", None),
        ("Lương", None),
        ("Ngày cấp CCCD", None),
        ("Họ và tên chủ hộ", None),
    ],
)
def test_only_what_is_near_is_guessed(heading: str, near: str | None) -> None:
    assert guess(heading) == near


def test_a_heading_of_somebody_else_is_known_as_such() -> None:
    asked = ("Họ và tên chủ hộ", "Số CCCD của cha", "Ngày sinh con", "Số CCCD", "Mã xã", "Còn lại")
    assert [heading for heading in asked if is_of_others(heading)] == list(asked[:3])


def test_a_false_number_under_an_unusual_heading_is_found(folder: Path, people: list[Row], tmp_path: Path) -> None:
    false = [[people[1][0], people[0][1], people[0][2], people[0][3]], *people[2:]]
    outcomes, told = _outcomes(_put(tmp_path / "a.csv", f"{HEADINGS}\n{_sheet(false)}"), folder)
    assert outcomes == {"agrees": len(people) - 2, "other_person": 1}
    assert 'Không đối chiếu các cột: STT; Họ và tên chủ hộ. Chỉ rõ một cột: --map "TÊN CỘT=trường".' in told
    assert "Là của người khác: Họ và tên chủ hộ." in told
    assert "Tệp không có cột: Số chứng minh nhân dân; Mã phường, xã. Thêm cột ấy để đối chiếu." in told


@pytest.mark.parametrize("counted", ["", f"{COUNTED}\n"])
def test_titles_above_the_headings_are_passed_over_and_kept(
    folder: Path, people: list[Row], tmp_path: Path, counted: str
) -> None:
    above = f"{TITLES}{HEADINGS}\n{counted}"
    wrong = [[people[0][0], people[0][1] + "H", *people[0][2:]], *people[1:]]
    file, right = (
        _put(tmp_path / name, above.replace("HƯỞNG;", "HƯỞNG,") + _sheet(rows))
        for name, rows in (("a.csv", wrong), ("right.csv", people))
    )
    result = tmp_path / "result.csv"
    outcomes, told = _outcomes(file, folder, "--out", tmp_path / "out.csv", "--result", result)
    assert outcomes == {"agrees": len(people) - 1, "name_near": 1}
    assert "The headings are in row 5: STT; Số căn cước/ĐDCN;" in told
    read = [
        [row.rstrip(";") for row in path.read_text("utf-8-sig").splitlines()] for path in (tmp_path / "out.csv", right)
    ]
    assert [row.replace('"', "") for row in read[0]] == read[1]
    with result.open(encoding="utf-8-sig", newline="") as text:
        first = next(csv.DictReader(text, delimiter=";"))
    assert (first["dong"], first["dongTep"]) == ("1", "7" if counted else "6")


def test_every_deviation_is_told_with_its_column_and_both_values(
    folder: Path, people: list[Row], tmp_path: Path
) -> None:
    (number, name, birth, sex), other = people[0], {"Nam": "Nữ", "Nữ": "Nam"}[people[0][3]]
    rows = [[number, f"{name}H", birth, other], [people[1][0], "ZYX QWF KHÁC", *people[1][2:]], *people[2:]]
    _outcomes(_put(tmp_path / "a.csv", f"{HEADINGS}\n{_sheet(rows)}"), folder, "--result", tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as text:
        told = [
            [row[name] for name in ("findings", "cot", "giaTri", "giaTriQuocGia", "daSua")]
            for row in csv.DictReader(text, delimiter=";")
        ]
    assert told == [
        [
            "sex_differs name_near",
            "Giới tính (Nam/Nữ)\nHọ và tên",
            f"{other}\n{name}H",
            f"{sex}\n{name}",
            "có\ncó",
        ],
        ["name_differs", "Họ và tên", "ZYX QWF KHÁC", people[1][1], "không"],
        *[["", "", "", "", ""]] * (len(people) - 2),
    ]


def test_what_is_mended_is_spelled_as_its_column_is(folder: Path, people: list[Row], tmp_path: Path) -> None:
    births = [
        "31/02/1980",
        people[1][2][-4:],
        people[2][2][3:],
        "",
        f"{people[4][2][:6]}{people[4][2][-2:]}",
        "hôm qua",
    ]
    rows = [[number, name, birth, sex] for (number, name, _, sex), birth in zip(people, births, strict=False)]
    rows += [[people[6][0], "", *people[6][2:]], [*people[7][:3], ""], *people[8:]]
    out = tmp_path / "out.csv"
    outcomes, _ = _outcomes(_put(tmp_path / "a.csv", f"{HEADINGS}\n{_sheet(rows)}"), folder, "--out", out)
    assert outcomes == {
        "agrees": len(people) - 8,
        "malformed_birth": 2,
        "short_year": 1,
        "birth_partial": 2,
        "blank_name": 1,
        "blank_birth": 1,
        "blank_sex": 1,
    }
    with out.open(encoding="utf-8-sig", newline="") as text:
        assert [row[1:5] for row in csv.reader(text, delimiter=";")][1:] == people


def test_a_column_is_what_the_agency_says_it_is(folder: Path, people: list[Row], tmp_path: Path) -> None:
    text = f"Mã KH;Tên KH;Sinh\n{''.join(f'{number};{name};{birth}{chr(10)}' for number, name, birth, _ in people)}"
    file = _put(tmp_path / "a.csv", TITLES + text)
    mapped = ("--map", "Mã KH=soDinhDanh", "--map", "tên kh=Họ và tên", "--map", "Sinh=ngaySinh")
    outcomes, told = _outcomes(file, folder, *mapped)
    assert outcomes == {"agrees": len(people)}
    assert "Compared: Mã KH; Tên KH; Sinh." in told
    assert 'looks like personal numbers. If so: --map "Mã KH=soDinhDanh"' in _refused(file, folder, "--header-row", "5")
    outcomes, told = _outcomes(file, folder, "--map", "Mã KH=", *mapped[2:])
    assert sum(outcomes.values()) == len(people)
    assert "Compared: Tên KH; Sinh." in told


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (("--map", "CCCD"), 'write --map "HEADING=field", or "HEADING=" to leave it out: soDinhDanh ('),
        (("--map", "CCCD=nothing"), "write --map"),
        (("--map", "CCDC=soDinhDanh"), "--map: no column 'CCDC'. Did you mean 'CCCD'? There are: CCCD; Họ tên."),
        (("--header-row", "9"), "--header-row 9: that row is blank or not there."),
        (("--sheet", "x"), "--sheet is for .xlsx alone, --header-row for .xlsx and CSV."),
    ],
)
def test_a_wrong_word_about_a_file_is_told(
    folder: Path, people: list[Row], tmp_path: Path, option: tuple[str, str], expected: str
) -> None:
    file = _put(tmp_path / "a.csv", f"CCCD;Họ tên\n{people[0][0]};{people[0][1]}\n")
    assert expected in _refused(file, folder, *option)


def test_words_about_a_file_are_refused_of_a_registry(folder: Path) -> None:
    told = said("reconcile", "--registry", "tax", "--sheet", "x", "--data", folder)
    assert (told.exit_code, "--map, --sheet, --header-row: for a file" in told.stderr) == (2, True)


def test_of_two_columns_of_a_field_the_plainer_is_taken_and_the_other_told(
    folder: Path, people: list[Row], tmp_path: Path
) -> None:
    text = "".join(f"{number};{number};{name}\n" for number, name, _, _ in people)
    _, told = _outcomes(_put(tmp_path / "a.csv", f"Số CMND/CCCD;Số định danh cá nhân;Họ tên\n{text}"), folder)
    assert "Compared: Số định danh cá nhân; Họ tên." in told
    assert (
        "'Số CMND/CCCD' may be soDinhDanh too; 'Số định danh cá nhân' is taken. "
        'To change it: --map "Số CMND/CCCD=soDinhDanh".'
    ) in told


def test_headings_in_two_rows_are_read_together_so_that_nobody_elses_are_taken(
    folder: Path, people: list[Row], tmp_path: Path
) -> None:
    above = "STT;Chủ hộ;;Học sinh;\n;Họ và tên;Số CCCD;Họ và tên;Số CCCD\n"
    rows = "".join(f"{n};Ai Đó;1;{name};{number}\n" for n, (number, name, _, _) in enumerate(people))
    outcomes, told = _outcomes(_put(tmp_path / "a.csv", above + rows), folder)
    assert outcomes == {"agrees": len(people)}
    joined = "STT; Chủ hộ Họ và tên; Chủ hộ Số CCCD; Học sinh Họ và tên; Học sinh Số CCCD"
    assert f"The headings stand in two rows, 1 and 2, read together as: {joined}." in told
    assert "Compared: Học sinh Họ và tên; Học sinh Số CCCD." in told


def test_a_first_row_without_a_number_is_no_second_row_of_headings(
    folder: Path, people: list[Row], tmp_path: Path
) -> None:
    text = "".join(f"{number};{name}\n" for number, name, _, _ in people[1:])
    outcomes, _ = _outcomes(_put(tmp_path / "a.csv", f"CCCD;Họ tên\n;{people[0][1]}\n{text}"), folder)
    assert sum(outcomes.values()) == len(people)


def _book(path: Path, people: Sequence[Row]) -> Any:
    """A cover, then the people under a merged title in two rows of headings, then a sum."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Bìa"
    page = book.create_sheet("Danh sách")
    page.append(["DANH SÁCH HƯỞNG TRỢ CẤP"])
    page.merge_cells("A1:F1")
    page["A1"].font = Font(bold=True, size=14)
    page.append([])
    page.append(["STT", "Họ và tên", "Thông tin công dân", None, "Mức", "Số định danh"])
    page.append([None, None, "Ngày sinh", "Giới tính", None, None])
    page.merge_cells("C3:D3")
    for n, (number, name, birth, sex) in enumerate(people, 1):
        born = datetime.strptime(birth, "%d/%m/%Y")  # noqa: DTZ007 - as openpyxl has it
        page.append([n, name, born, sex, f"=A{n + 4}*1000", number])
        page.cell(n + 4, 3).number_format = "dd/mm/yyyy"
    page.column_dimensions["B"].width = 33
    page["B6"].comment = Comment("đã gọi", "cán bộ")
    book.create_sheet("Tổng")["A1"] = "=SUM('Danh sách'!E5:E99)"
    book.save(path)
    return openpyxl.load_workbook(path)


def _shown(page: Any) -> list[list[tuple[Any, str]]]:
    return [[(cell.value, cell.number_format) for cell in row] for row in page.iter_rows()]


def test_a_workbook_stays_as_it_was_but_for_its_mended_cells(folder: Path, people: list[Row], tmp_path: Path) -> None:
    right = _shown(_book(tmp_path / "right.xlsx", people)["Danh sách"])
    book = _book(tmp_path / "a.xlsx", people)
    page = book["Danh sách"]
    page["B6"], page["C7"], page["C8"], page["F9"] = (
        page["B6"].value + "H",
        datetime(1901, 7, 30),  # noqa: DTZ001 - as openpyxl has it
        None,
        int(people[4][0]),
    )
    page["C8"].number_format = "General"
    page.append([99, *(cell.value for cell in page[14][1:])])
    book.save(tmp_path / "a.xlsx")
    outcomes, told = _outcomes(tmp_path / "a.xlsx", folder, "--out", tmp_path / "out.xlsx")
    assert outcomes == {
        "agrees": len(people) - 4,
        "duplicate": 1,
        "repaired_number": 1,
        "birth_differs": 1,
        "name_near": 1,
        "blank_birth": 1,
    }
    assert "Only the sheet 'Danh sách' is read; another: --sheet." in told
    assert (
        "The headings stand in two rows, 3 and 4, read together as: STT; Họ và tên; Thông tin công dân Ngày sinh;"
        in told
    )
    mended = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert mended.sheetnames == ["Bìa", "Danh sách", "Tổng"]
    assert mended["Tổng"]["A1"].value == "=SUM('Danh sách'!E5:E99)"
    page = mended["Danh sách"]
    right[8][5] = (people[4][0], "@")
    assert _shown(page)[:-1] == right
    assert (page.column_dimensions["B"].width, page["A1"].font.b) == (33, True)
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:F1", "C3:D3"}
    marked = {
        cell.coordinate for row in page.iter_rows(max_row=page.max_row - 1) for cell in row if cell.fill.fill_type
    }
    assert marked == {"B6", "C7", "C8", "F9"}
    assert {cell.fill.fgColor.rgb for cell in page[page.max_row]} == {"00D9D9D9"}
    assert page["C7"].comment.text == "Đã ghi / was: 1901-07-30\nNgày sinh khác / The birth date differs"
    assert page["B6"].comment.text.startswith(f"đã gọi\nĐã ghi / was: {people[1][1]}H\n")
    assert page["F9"].comment.text.startswith(f"Đã ghi / was: {int(people[4][0])}\n")


def test_a_sheet_is_read_by_its_name(folder: Path, people: list[Row], tmp_path: Path) -> None:
    _book(tmp_path / "a.xlsx", people)
    assert _outcomes(tmp_path / "a.xlsx", folder, "--sheet", "Danh sách")[0] == {"agrees": len(people)}
    told = _refused(tmp_path / "a.xlsx", folder, "--sheet", "Danh")
    assert "no sheet 'Danh'. There are: Bìa, Danh sách, Tổng." in told


def test_an_address_that_is_mended_is_told_by_the_heading_of_its_column(folder: Path, tmp_path: Path) -> None:
    said("generate", "--data", folder, "--out", tmp_path / "people.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "people.csv").read_text("utf-8"))))
    home = next(row for row in rows if '"chiTiet": "' in row["thuongTru"])
    held = json.loads(home["thuongTru"])
    home["thuongTru"] = json.dumps({**held, "chiTiet": "Số 0 Phố Thử"}, ensure_ascii=False)
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerow(home)
    _outcomes(tmp_path / "a.csv", folder, "--result", tmp_path / "r.csv")
    told = next(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text("utf-8"))))
    assert [told[name] for name in ("findings", "cot", "giaTri", "giaTriQuocGia", "daSua")] == [
        "detail_differs",
        f"thuongTru: {title('chiTiet')}",
        "Số 0 Phố Thử",
        held["chiTiet"],
        "có",
    ]
