"""Dossiers at a terminal: what a citizen is asked and an officer reads."""

import json
import os
import pty
import re
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dancu_contracts import form, forms, vocabulary
from starlette.responses import Response

from dancu_sandbox import asking
from dancu_sandbox.leaving import Leave
from dancu_sandbox.one_stop.holding import hold_answers
from dancu_sandbox.one_stop.placing import commune, province
from dancu_sandbox.one_stop.reading import meanings, text
from dancu_sandbox.one_stop.taking import Unclear, choices, taken
from tests.journeys.procedures import JOURNEYS, read
from tests.journeys.running import PROGRAM, generated, said, shown

TODAY = date(2026, 11, 23)
LICENCE, TENANCY, MARRIAGE = "doi-cap-lai-giay-phep-lai-xe", "dang-ky-tam-tru", "dang-ky-ket-hon"
REASONS = (
    'một trong "hetHan" (hết hạn), "matHong" (mất, hỏng), "thayDoiThongTin" (thay đổi thông tin), "doiMau" (đổi mẫu)'
)
NUMBER = "000.00.00.H99-261123-0001"
STOP = "\x04"  # what Ctrl-D sends


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory)


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
    assert form(MARRIAGE).label("/benKia/hoVaTen") == "Bên kia – Họ, chữ đệm và tên"
    assert form(TENANCY).label("/thanhVien/1/ngaySinh") == "Thành viên cùng thay đổi 2 – Ngày sinh"
    assert form(TENANCY).label("/thanhVien/*/ngaySinh") == "Thành viên cùng thay đổi – Ngày sinh"
    assert form(LICENCE).label("/lyDo") == "Lý do"


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
    lines = ["3", "Cần Thơ", "Ngã Bảy", "Khu vực 5", "31/05/2027", "", "", "1,9", "1", "099169033003"]
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
    assert "  ✓ Bên kia – Họ, chữ đệm và tên: Lý Thị Hồng Nhung  (CSDL quốc gia về dân cư)\n" in told.stderr
    assert told.stderr.index("Bên kia – Ngày sinh: 30/04/1996") < told.stderr.index("Cam đoan [c/k]")
    assert not re.search(r"^Bên kia – Họ, chữ đệm và tên", told.stderr, re.MULTILINE)
    assert "Cam đoan [c/k]" in told.stderr, told.stderr


def test_rows_are_written_part_by_part(folder: Path) -> None:
    lines = ["", "c", "1/9/2013", "30/6/2017", "Hồ Chí Minh", "Sài Gòn", "Ký túc xá", "k", "k"]
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


def test_answers_that_do_not_fit_are_told_where_and_no_dossier_is_begun(folder: Path, tmp_path: Path) -> None:
    answers = _written(tmp_path, b'{"lyDo": "doiXe"}')
    where = ("--workspace", "unfit", "--data", folder)
    told = said("apply", LICENCE, "P06", "--answers", answers, *where)
    en = 'one of "hetHan", "matHong", "thayDoiThongTin", "doiMau" – Expired, lost or damaged, changed data, new form'
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        f"✗ --answers {answers}, /lyDo (Lý do): cần {REASONS}. Xem dancu procedures {LICENCE}.",
        f"  --answers {answers}, /lyDo (Lý do): it takes {en} of licence. See dancu procedures {LICENCE}.",
    ]
    assert said("dossier", *where).stdout == ""


RECORD = "cap-phieu-ly-lich-tu-phap"


@pytest.mark.parametrize(
    ("slug", "answers", "vietnamese", "english"),
    [
        (RECORD, '{"loaiPhieu": 1}', '/loaiPhieu (Loại phiếu): cần một trong "1", "2"', 'one of "1", "2"'),
        (RECORD, '{"xacNhanCamDamNhiem": "true"}', "cần true hoặc false, không có", "true or false, without quotes"),
        (RECORD, '{"soBan": "1"}', "cần một số nguyên từ 1", "a whole number from 1"),
        (RECORD, '{"quaTrinhCuTru": {}}', "cần một danh sách, viết là [{…}, {…}]", "it takes a list"),
        (RECORD, '{"quaTrinhCuTru": [{"tuNgay": "1/2/2003"}]}', "Quá trình cư trú 1 – Từ ngày", 'as "2026-12-31"'),
        (RECORD, '{"soBn": 1}', "không có trường 'soBn'. Có phải soBan?", "Did you mean soBan?"),
        (RECORD, '{"nguoiYeuCau": []}', "cần một đối tượng trong { } có", "it takes an object in { } with"),
        (MARRIAGE, '{"benKia": {"danToc": "Kinh"}}', 'một mã của dancu catalogue danToc, như "01" (Kinh)', "a code of"),
        (MARRIAGE, '{"benKia": {"soDinhDanh": "1"}}', "(Bên kia – Số định danh cá nhân): cần chữ", 'such as "099'),
        (MARRIAGE, '{"benKia": {"ngaySinh": "x"}}', 'viết là "1984-03-12", "1984-03", "1984"', "a day, written as"),
        (TENANCY, '{"diaChiMoi": "x"}', 'viết là {"maTinhThanh": "92"', "an address, written as"),
    ],
)
def test_what_a_field_takes_is_said_in_both_languages(
    folder: Path, tmp_path: Path, slug: str, answers: str, vietnamese: str, english: str
) -> None:
    where = ("--workspace", "forms", "--data", folder)
    told = said("apply", slug, "P10", "--answers", _written(tmp_path, answers.encode()), *where)
    vi, en = told.stderr.splitlines()
    assert (told.exit_code, vietnamese in vi, english in en) == (2, True, True), told.stderr
    assert said("dossier", *where).stdout == ""


@pytest.mark.parametrize("slug", forms())
def test_the_forms_shape_refuses_what_the_journeys_say_is_refused_and_nothing_else(slug: str) -> None:
    journeys = {path.name: read(path) for path in JOURNEYS if path.parts[-3] == slug}
    refused = {name: _refusal(slug, told.get("answers", {})) for name, told in journeys.items()}
    assert [name for name, words in refused.items() if words and "error" not in journeys[name]["expect"]] == []
    assert [name for name, words in refused.items() if words and _place(journeys[name]) not in words] == []


def _refusal(slug: str, answers: dict[str, Any]) -> str:
    try:
        hold_answers(form(slug), answers, "answers.json")
    except Leave as refused:
        return refused.vi
    return ""


def _place(journey: dict[str, Any]) -> str:
    return str(journey["expect"]["error"]).removeprefix("/answers")


def test_what_registers_rule_out_is_told_with_the_dossiers_number_and_the_way_on(folder: Path, tmp_path: Path) -> None:
    answers = _written(tmp_path, '{"nguoiYeuCau": {"hoVaTen": "Trần Văn Khác"}}'.encode())
    where = ("--workspace", "ruled-out", "--data", folder)
    told = said("apply", MARRIAGE, "P10", "--answers", answers, *where)
    on = f"dancu apply {MARRIAGE} 099090010001 --number {NUMBER} --answers {answers}"
    vi, en = told.stderr.splitlines()
    assert (told.exit_code, told.stdout) == (2, "")
    assert "(Bên yêu cầu – Họ, chữ đệm và tên): không khai ở đây: sổ đã có, chỉ cơ quan giữ sổ sửa được." in vi
    assert vi.endswith(f"Hồ sơ {NUMBER} còn đó, chưa nhận câu nào. Sửa rồi nộp tiếp, với cùng tùy chọn: {on}")
    assert en.endswith(f"Dossier {NUMBER} stays, without these answers. Go on, with the same options: {on}")
    again = said("apply", MARRIAGE, "P10", "--number", NUMBER, "--answers", answers, *where)
    assert again.exit_code == 2
    assert said("dossier", *where).stdout.count(NUMBER) == 1


def _written(folder: Path, content: bytes) -> Path:
    file = folder / "answers.json"
    file.write_bytes(content)
    return file


LOST = '{"lyDo": "matHong"}'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (LOST.encode(), "plain"),
        (LOST.encode("utf-8-sig"), "notepad"),
        (LOST.encode("utf-16"), "powershell"),
        (b"\xfe\xff" + LOST.encode("utf-16-be"), "big"),
    ],
)
def test_answers_are_read_as_any_editor_writes_them(folder: Path, tmp_path: Path, content: bytes, name: str) -> None:
    told = said(
        "apply", LICENCE, "P06", "--answers", _written(tmp_path, content), "--workspace", name, "--data", folder
    )
    assert told.exit_code == 0, told.stderr


@pytest.mark.parametrize(
    ("content", "vietnamese", "english"),
    [
        (b'{"a":\n "\xe9"}', ", dòng 2: không phải văn bản UTF-8.", ", line 2: it is no UTF-8 text."),
        (b'{\n"lyDo": "matHong",\n}', ", dòng 3: không phải JSON từ cột 1.", ", line 3: no JSON from column 1 on."),
        (b"[" * 100_000, ": lồng quá sâu.", ": it is nested too deeply."),
        (b'{"lyDo": ' + b"9" * 5000 + b"}", ": có số quá dài.", ": a number in it is too long."),
        (b" \n", ": không có gì trong đó.", ": there is nothing in it."),
        (b"[1]", ": cần một đối tượng JSON", ": it wants one JSON object"),
    ],
    ids=["latin", "comma", "deep", "long", "empty", "list"],
)
@pytest.mark.parametrize("words", [("apply", LICENCE, "P06"), ("dossier", NUMBER, "answer")], ids=["apply", "dossier"])
def test_a_file_that_cannot_be_read_is_told_with_line_and_way_out(
    folder: Path, tmp_path: Path, words: tuple[str, ...], content: bytes, vietnamese: str, english: str
) -> None:
    where = ("--workspace", "unread", "--data", folder)
    if words[0] == "dossier":
        said("apply", LICENCE, "P06", "--number", NUMBER, "--answers", _empty(folder), *where)
    before = said("dossier", *where).stdout
    answers = _written(tmp_path, content)
    told = said(*words, "--answers", answers, *where)
    vi, en = told.stderr.splitlines()
    assert (told.exit_code, told.stdout) == (2, "")
    assert vi.startswith(f"✗ --answers {answers}{vietnamese}")
    assert en.startswith(f"  --answers {answers}{english}")
    assert said("dossier", *where).stdout == before


def test_a_pipe_is_read_only_when_it_is_named_and_that_is_said(folder: Path) -> None:
    where = ("--workspace", "piped", "--data", folder)
    command = [*PROGRAM, "apply", LICENCE, "P06", *map(str, where)]
    unread = subprocess.run(command, input=LOST, capture_output=True, text=True, check=False, timeout=60)
    assert unread.returncode == 1
    assert "--answers - từ ống dẫn" in unread.stderr
    assert "or - for a pipe" in unread.stderr
    piped = [*command, "--number", NUMBER, "--answers", "-"]
    read = subprocess.run(piped, input=LOST, capture_output=True, text=True, check=False, timeout=60)
    assert read.returncode == 0, read.stderr
    assert said("dossier", NUMBER, "answer", *where).exit_code == 2


def test_what_ended_says_that_nothing_happened_or_that_it_cannot(folder: Path, tmp_path: Path) -> None:
    where = ("--workspace", "ended", "--data", folder)
    said("apply", LICENCE, "P06", "--answers", _written(tmp_path, LOST.encode()), *where)
    again = said("dossier", NUMBER, "submit", *where)
    assert (again.exit_code, again.stderr.splitlines()) == (
        0,
        [
            "· Không có gì thay đổi, hồ sơ ở trạng thái: Đã trả kết quả / Result returned.",
            "  Nothing changed, its state is: Đã trả kết quả / Result returned.",
        ],
    )
    for action, vi in (("withdraw", "rút"), ("answer", "khai")):
        told = said("dossier", NUMBER, action, *where)
        assert (told.exit_code, told.stdout) == (2, "")
        assert f"đã kết thúc (Đã trả kết quả / Result returned), không {vi} được nữa." in told.stderr


def test_what_was_withdrawn_stays_so_and_is_not_handed_in(folder: Path) -> None:
    where = ("--workspace", "taken-back", "--data", folder)
    said("apply", LICENCE, "P06", "--answers", _empty(folder), *where)
    assert "Nothing changed" not in said("dossier", NUMBER, "withdraw", *where).stderr
    twice = said("dossier", NUMBER, "withdraw", *where)
    assert (twice.exit_code, "Nothing changed" in twice.stderr) == (0, True)
    assert said("dossier", NUMBER, "submit", *where).exit_code == 2


def test_a_number_that_cannot_be_a_dossiers_is_refused_at_once(folder: Path) -> None:
    told = said("apply", LICENCE, "P06", "--number", "../../x", "--workspace", "numbered", "--data", folder)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "--number '../../x': số hồ sơ có chữ không dấu" in told.stderr
    assert "letters, digits and . _ -" in told.stderr


def test_what_is_wanted_is_said_of_whom(folder: Path) -> None:
    told = said("apply", MARRIAGE, "P10", "--answers", _empty(folder), "--workspace", "whose", "--data", folder)
    assert "✗ Còn thiếu: Bên kia – Họ, chữ đệm và tên" in told.stdout.splitlines()
    assert "  Wanted: Bên kia – Họ, chữ đệm và tên" in told.stdout.splitlines()


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


def test_indicators_tell_the_agency_and_the_commune_that_took_a_dossier_in(folder: Path) -> None:
    where = ("--workspace", "agencies", "--data", folder)
    said("apply", LICENCE, "P06", "--answers", _empty(folder), *where)
    here = ("--agency", "H99.1", "--commune", "31333")
    taken_in = said("apply", LICENCE, "P06", "--answers", _empty(folder), *here, "--json", *where)
    number = json.loads(taken_in.stdout)["number"]
    assert number == "H99.1-261123-0001"
    lines = said("indicators", "--by", "agency", "--by", "commune", *where).stdout.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["000.00.00.H99", "chưa rõ / unknown"], ["H99.1", "31333"]]
    goes_on = said("apply", LICENCE, "P06", "--number", number, "--answers", _empty(folder), *where)
    assert (goes_on.exit_code, number in goes_on.stdout) == (1, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--commune", "31318"), "maPhuongXa: vào ngày 23/11/2026 không có phường, xã mang mã 31318."),
        (("--agency", "một cửa"), "ma: mã cơ quan có tối đa 35 chữ không dấu, chữ số và . _ -, không phải số của"),
    ],
)
def test_an_agency_that_cannot_be_is_told_and_no_dossier_is_begun(
    folder: Path, options: tuple[str, ...], told: str
) -> None:
    where = ("--workspace", "nowhere", "--data", folder)
    refused = said("apply", LICENCE, "P06", "--answers", _empty(folder), *options, *where)
    assert (refused.exit_code, refused.stdout, refused.stderr.startswith(f"✗ {told}")) == (2, "", True)
    assert said("dossier", *where).stdout == ""


def test_who_applies_while_the_national_database_is_down_is_told_to_wait(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--workspace", "down", "--data", folder)
    reached = asking._in_process
    lost = _written(folder, LOST.encode())
    with monkeypatch.context() as way:
        way.setattr(asking, "_in_process", lambda *whereabouts: _without_population(reached(*whereabouts)))
        unknown = said("apply", LICENCE, "P06", "--answers", lost, *where)
        assert (unknown.exit_code, unknown.stdout) == (3, "")
        assert "không trả lời nên chưa biết họ tên, ngày sinh. Thử lại sau, hoặc thêm --name" in unknown.stderr
        named = ("--name", "Y Bhin Êñuôl", "--birth", "1988-11-23")
        waiting = said("apply", LICENCE, "P06", "--answers", lost, *named, *where)
    state, vi, en = waiting.stdout.splitlines()[1:4]
    assert (waiting.exit_code, state) == (1, f"{NUMBER}  Mới đăng ký / Newly begun")
    assert vi.startswith("✗ Chưa xác thực được người yêu cầu: Cơ sở dữ liệu quốc gia về dân cư chưa trả lời.")
    assert en.startswith("  The applicant is not identified yet: National population database has not answered.")
    assert waiting.stderr.splitlines() == [
        f"· Khi nguồn trả lời thì đi tiếp: dancu dossier {NUMBER} submit",
        f"  Go on once the source answers: dancu dossier {NUMBER} submit",
    ]
    assert "Đã trả kết quả" in said("dossier", NUMBER, "submit", *where).stdout


def _without_population(app: Any) -> Any:
    """The service, of which the national database does not answer."""

    async def answers(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith("/population/"):
            await Response(status_code=503)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return answers


def test_a_procedure_shows_what_to_write_into_an_answers_file() -> None:
    lines = said("procedures", LICENCE).stdout.splitlines()
    assert "Người đề nghị – Ngày sinh\tcó sẵn\tpopulation.ngaySinh" in lines
    assert f"/lyDo\t✓\t{REASONS}" in lines


def test_a_procedure_shows_its_fee_of_the_day_and_its_time_limits() -> None:
    lines = said("procedures", LICENCE).stdout.splitlines()
    law = "Thông tư 37/2023/TT-BTC; Thông tư 63/2023/TT-BTC"
    assert lines[-3:] == [
        "Đổi, cấp lại giấy phép lái xe\tPhòng Cảnh sát giao thông\t5 ngày làm việc / 5 working days",
        f"Phí, lệ phí / Fee\t135.000 đồng / 135,000 dong\t{law}",
        "Cả hồ sơ, tối đa / The whole, at most\t5 ngày làm việc / 5 working days\t",
    ]
    before = said("procedures", LICENCE, "--on", "2025-12-31").stdout.splitlines()
    assert before[-2] == f"Phí, lệ phí / Fee\t115.000 đồng / 115,000 dong\t{law}"


def test_a_procedure_without_a_fee_shows_none_and_steps_that_may_be_left_out_say_so() -> None:
    lines = said("procedures", "dang-ky-ket-hon").stdout.splitlines()
    assert lines[-4:] == [
        "Xác minh tình trạng hôn nhân\tỦy ban nhân dân cấp xã\t3 ngày làm việc, nếu cần / 3 working days, if needed",
        "Đăng ký kết hôn\tỦy ban nhân dân cấp xã\ttrong ngày / the same day",
        "Phí, lệ phí / Fee\tkhông thu / none\t",
        "Cả hồ sơ, tối đa / The whole, at most\t3 ngày làm việc / 3 working days\t",
    ]


def test_a_procedure_whose_time_depends_on_what_is_chosen_shows_each() -> None:
    told = json.loads(said("procedures", "lien-thong-khai-tu", "--json").stdout)
    assert [each["workingDays"] for each in told["limits"]] == [18, 6, 11, 9]


def test_a_procedure_without_a_form_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dancu_sandbox.one_stop.shop.forms", lambda: ())
    told = said("procedures", LICENCE)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "chưa có tờ khai" in told.stderr


def test_nothing_is_cut_short_at_a_terminal_of_a_hundred_columns() -> None:
    lines = shown("procedures", "dang-ky-khai-sinh")
    assert max(map(len, lines)) <= 100
    assert not any("…" in line for line in lines)
