"""Dossiers at a terminal: what a citizen is asked and an officer reads."""

import os
import pty
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dancu_contracts import form, forms, vocabulary

from dancu_sandbox.one_stop.placing import commune, province
from dancu_sandbox.one_stop.reading import label, meanings, text
from dancu_sandbox.one_stop.taking import Unclear, choices, taken
from tests.journeys.running import PROGRAM, SIZE, said, shown

TODAY = date(2026, 11, 23)
LICENCE, TENANCY, MARRIAGE = "doi-cap-lai-giay-phep-lai-xe", "dang-ky-tam-tru", "dang-ky-ket-hon"
STOP = "\x04"  # what Ctrl-D sends


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("nation")
    said("generate", "--data", found, "--population", SIZE)
    return found


def typed(lines: list[str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command at a terminal on which these lines are typed, then Ctrl-D."""
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in lines).encode() + STOP.encode())
    command = [*PROGRAM, *map(str, words)]
    found = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False, timeout=60)
    os.close(ours)
    os.close(theirs)
    return found


def _type(name: str) -> dict[str, Any]:
    found: dict[str, Any] = vocabulary()["$defs"][name]
    return found


def _month() -> dict[str, Any]:
    return {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


def test_a_field_is_titled_by_its_groups_and_its_row() -> None:
    assert label(form(MARRIAGE), "/benKia/hoVaTen") == "Bên kia – Họ, chữ đệm và tên"
    assert label(form(TENANCY), "/thanhVien/1/ngaySinh") == "Thành viên cùng thay đổi 2 – Ngày sinh"
    assert label(form(TENANCY), "/thanhVien/*/ngaySinh") == "Thành viên cùng thay đổi – Ngày sinh"
    assert label(form(LICENCE), "/lyDo") == "Lý do"


@pytest.mark.parametrize("slug", forms())
def test_every_code_of_a_form_is_said_in_words_by_its_description(slug: str) -> None:
    found = {leaf.pointer: meanings(leaf.schema) for leaf in form(slug).leaves.values()}
    left = {(pointer, code) for pointer, codes in found.items() for code, words in codes.items() if code == words}
    assert {each for each in left if re.search("[a-z][A-Z]", each[1])} == set()


def test_codes_are_words_of_their_table_or_of_the_fields_description() -> None:
    assert text("1", _type("gioiTinh")) == "Nam"
    assert text("01", _type("danToc")) == "Kinh"
    assert text("VN", _type("quocGia")) == "VN – Việt Nam"
    assert text("matHong", form(LICENCE).leaves["/lyDo"].schema) == "mất, hỏng"
    assert text("conHieuLuc", form(LICENCE).leaves["/giayPhep/tinhTrang"].schema) == "còn hiệu lực"


def test_days_lists_and_addresses_are_written_as_offices_do() -> None:
    assert [text(each, _type("ngaySinh")) for each in ("1988-11-23", "1952-08", "1945")] == [
        "23/11/1988",
        "08/1952",
        "1945",
    ]
    assert text([]) == "không có / none"
    place = {"maTinhThanh": "92", "maPhuongXa": "31333", "chiTiet": "Ấp 4", "quocGia": "VN"}
    assert text(place, _type("diaChi")) == "Ấp 4, Phường Vị Tân, Thành phố Cần Thơ"
    assert text({"chiTiet": "Rue A", "quocGia": "FR"}, _type("diaChi")) == "Rue A, Pháp"


def test_an_answer_may_be_a_word_a_place_in_the_list_or_the_code() -> None:
    reason = form(LICENCE).leaves["/lyDo"].schema
    assert choices(reason) == {"1": "hết hạn", "2": "mất, hỏng", "3": "thay đổi thông tin", "4": "đổi mẫu"}
    assert [taken(reason, each) for each in ("2", "mất, hỏng", "mat hong", "matHong")] == ["matHong"] * 4
    assert [taken(_type("gioiTinh"), each) for each in ("1", "nam", "Nữ")] == ["1", "1", "2"]
    assert [taken(_type("danToc"), each) for each in ("05", "khơ-me", "kho me", "Kinh")] == ["05", "05", "05", "01"]


def test_days_and_yes_or_no_are_read_as_they_are_said() -> None:
    assert [taken(_type("ngaySinh"), each) for each in ("3/2/1990", "02/1990", "1990", "1990-02-03")] == [
        "1990-02-03",
        "1990-02",
        "1990",
        "1990-02-03",
    ]
    assert taken(_month(), "9/2013") == "2013-09"
    assert text("2013-09", _month()) == "09/2013"
    assert [taken({"type": "boolean"}, each) for each in ("c", "Có", "k", "không")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("schema", "answer", "way"),
    [
        ({"type": "boolean"}, "maybe", "trả lời c (có) hoặc k (không)"),
        ({"type": "string", "format": "date", "x-compare": "date"}, "5/31/2027", "31/12/2026"),
        (_month(), "13/2026", "write: 12/2026"),
        ({"type": "integer", "description": "Số / Number"}, "nhiều", "viết bằng chữ số"),
        ({"enum": ["hetHan"], "description": "Hết hạn / Expired"}, "hết hn", "có phải hết hạn?"),
    ],
)
def test_what_is_no_answer_is_told_what_is(schema: dict[str, Any], answer: str, way: str) -> None:
    with pytest.raises(Unclear) as told:
        taken(schema, answer)
    assert way in str(told.value)


def test_places_are_found_by_name_with_or_without_their_kind_and_marks() -> None:
    assert {province(each, TODAY) for each in ("92", "Cần Thơ", "thành phố Cần Thơ", "can tho")} == {"92"}
    assert {commune(each, "92", TODAY).code for each in ("31333", "Vị Tân", "Phường Vị Tân")} == {"31333"}
    with pytest.raises(Unclear, match="có phải Cần Thơ"):
        province("Cần Thư", TODAY)


def test_a_citizen_answers_without_json_and_keeps_what_is_known_by_enter(folder: Path) -> None:
    told = typed(["", "xx", "2"], "apply", LICENCE, "P06", "--workspace", "kept", "--data", folder)
    assert told.returncode == 0, told.stderr
    assert "Số điện thoại [0309060011] (Enter = giữ / keep)" in told.stderr
    assert "  2. mất, hỏng\n" in told.stderr
    assert "✗ chọn trong danh sách / choose from the list" in told.stderr
    lines = told.stdout.splitlines()
    assert lines[:2] == [
        "Đổi, cấp lại giấy phép lái xe, 23/11/2026",
        "000.00.00.H99-261123-0001  Đã trả kết quả / Result returned",
    ]
    assert "Người đề nghị – Ngày sinh\t23/11/1988\tCSDL quốc gia về dân cư" in lines
    assert "Người đề nghị – Số điện thoại\t0309060011\tCSDL quốc gia về dân cư" in lines
    assert "Lý do\tmất, hỏng\tkhai / declared" in lines
    assert ".1\tĐổi, cấp lại giấy phép lái xe\tPhòng Cảnh sát giao thông\txong / done\t01/12/2026" in lines
    assert "age" not in told.stderr


def test_members_are_ticked_by_name_and_an_address_is_told_step_by_step(folder: Path) -> None:
    lines = ["1,9", "1", "3", "31/05/2027", "", "", "Cần Thơ", "Ngã Bảy", "Khu vực 5", "099169033003"]
    where = ("--workspace", "ticked", "--data", folder)
    told = typed(lines, "apply", TENANCY, "P07", *where)
    assert "  1. 099185007002, Kim Thị Sa Rết, Vợ" in told.stderr
    assert "✗ viết số từ 1 đến 2" in told.stderr
    found = said("dossier", "000.00.00.H99-261123-0001", *where).stdout.splitlines()
    assert "Địa chỉ đăng ký tạm trú\tKhu vực 5, Phường Ngã Bảy, Thành phố Cần Thơ\tkhai / declared" in found
    assert "Thành viên cùng thay đổi 1 – Họ, chữ đệm và tên\tKim Thị Sa Rết\tCSDL về cư trú" in found


def test_what_an_answer_lets_be_looked_up_is_not_asked(folder: Path) -> None:
    told = typed(
        ["", "099196033002", "", "", "c", "c", "c"], "apply", MARRIAGE, "P10", "--workspace", "spared", "--data", folder
    )
    assert "Bên kia – Số định danh cá nhân (Enter" in told.stderr
    assert "Bên kia – Họ, chữ đệm và tên" not in told.stderr
    assert "Cam đoan [c/k]" in told.stderr, told.stderr


def test_rows_are_written_part_by_part(folder: Path) -> None:
    lines = ["c", "1/9/2013", "30/6/2017", "Hồ Chí Minh", "Sài Gòn", "Ký túc xá", "k", "k"]
    where = ("--workspace", "rows", "--data", folder)
    told = typed(lines, "apply", "cap-phieu-ly-lich-tu-phap", "P14", *where)
    assert "Quá trình cư trú 2 – Từ ngày [ngày/tháng/năm]" in told.stderr
    found = said("dossier", "000.00.00.H99-261123-0001", *where).stdout
    assert "Quá trình cư trú 2 – Nơi cư trú\tKý túc xá, Phường Sài Gòn, Thành phố Hồ Chí Minh\tkhai / declared" in found
    assert "Quá trình cư trú 2 – Đến ngày\t30/06/2017\tkhai / declared" in found


def test_who_stops_keeps_what_was_answered_and_is_told_how_to_go_on(folder: Path) -> None:
    where = ("--workspace", "stopped", "--data", folder)
    told = typed(["", "1"], "apply", "cap-dien-moi", "P09", *where)
    assert told.returncode == 1
    assert told.stdout == ""
    number = "000.00.00.H99-261123-0001"
    assert f"dancu apply cap-dien-moi 099301009001 --number {number}" in told.stderr
    assert "Mục đích sử dụng điện\tsinh hoạt\tkhai / declared" in said("dossier", number, *where).stdout.splitlines()
    again = typed(["", "4"], "apply", "cap-dien-moi", "P09", "--number", number, *where)
    assert "Mục đích sử dụng điện [" not in again.stderr
    assert again.returncode == 0, again.stderr


def test_dossiers_are_listed_with_their_procedures_and_states_in_words(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"lyDo": "matHong"}', encoding="utf-8")
    where = ("--workspace", "listed", "--data", folder)
    said("apply", LICENCE, "P06", "--answers", answers, *where)
    assert said("dossier", *where).stdout.split("\t") == [
        "000.00.00.H99-261123-0001",
        "Đổi, cấp lại giấy phép lái xe",
        "Đã trả kết quả / Result returned",
        "01/12/2026\n",
    ]
    none = said("dossier", "H99", *where)
    assert (none.exit_code, none.stderr.splitlines()[0]) == (2, "✗ Không có hồ sơ 'H99': xem dancu dossier.")


def test_answers_that_do_not_fit_are_told_where_and_the_dossier_stays(folder: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"lyDo": "doiXe"}', encoding="utf-8")
    where = ("--workspace", "unfit", "--data", folder)
    told = said("apply", LICENCE, "P06", "--answers", answers, *where)
    assert (told.exit_code, told.stdout) == (2, "")
    number = "000.00.00.H99-261123-0001"
    vi = f"✗ Tệp trả lời không hợp biểu mẫu ở /lyDo: xem dancu procedures {LICENCE}. Hồ sơ {number} còn đó"
    assert told.stderr.startswith(vi)
    assert said("dossier", *where).stdout.startswith(f"{number}\tĐổi, cấp lại giấy phép lái xe\tMới đăng ký")
    assert said("dossier", number, "answer", "--answers", answers, *where).exit_code == 2


def test_a_dossier_that_wants_something_says_how_to_go_on(folder: Path) -> None:
    where = ("--workspace", "wanting", "--data", folder)
    told = said("apply", LICENCE, "P06", "--answers", _empty(folder), *where)
    number = "000.00.00.H99-261123-0001"
    assert (told.exit_code, told.stderr.splitlines()[0]) == (
        1,
        f"· Bổ sung rồi nộp lại: dancu dossier {number} answer, submit",
    )
    assert typed(["", "2"], "dossier", number, "answer", *where).returncode == 0
    assert (
        said("dossier", number, "submit", *where).stdout.splitlines()[1]
        == f"{number}  Đã trả kết quả / Result returned"
    )


def _empty(folder: Path) -> Path:
    file = folder / "empty.json"
    file.write_text("{}", encoding="utf-8")
    return file


def test_indicators_of_an_agency_that_nobody_named_say_so(folder: Path) -> None:
    where = ("--workspace", "nameless", "--data", folder)
    said("apply", LICENCE, "P06", "--answers", _empty(folder), *where)
    assert said("indicators", "--by", "agency", *where).stdout.startswith("chưa rõ / unknown\t")


def test_a_procedure_shows_what_to_write_into_an_answers_file() -> None:
    lines = said("procedures", LICENCE).stdout.splitlines()
    assert "Người đề nghị – Ngày sinh\tcó sẵn\tpopulation.ngaySinh" in lines
    ways = "hetHan = hết hạn; matHong = mất, hỏng; thayDoiThongTin = thay đổi thông tin; doiMau = đổi mẫu"
    assert f"/lyDo\t✓\t{ways}" in lines


def test_a_procedure_without_a_form_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dancu_sandbox.one_stop.shop.forms", lambda: ())
    told = said("procedures", LICENCE)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "chưa có tờ khai" in told.stderr


def test_nothing_is_cut_short_at_a_terminal_of_a_hundred_columns() -> None:
    lines = shown("procedures", "dang-ky-khai-sinh")
    assert max(map(len, lines)) <= 100
    assert not any("…" in line for line in lines)
