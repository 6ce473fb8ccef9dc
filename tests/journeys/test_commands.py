"""Every command: what it answers on standard output, and how it ends."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import dancu_contracts
import pytest
from dancu_connectors import async_connector_for

from dancu_sandbox import examples, saying
from dancu_sandbox.asked import DEFAULT_PROCEDURE
from dancu_sandbox.command_line import dancu
from mock_national_db.personas import index_of
from mock_national_db.withholding import is_secret, withheld
from tests.journeys.running import PROGRAM, SIZE, generated, running, said

PURPOSE = ("--procedure", "dang-ky-thuong-tru")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory)


@pytest.fixture(scope="module")
def citizen(folder: Path) -> dict[str, str]:
    """The first of the drawn population."""
    found: list[dict[str, str]] = _json("citizens", "--data", folder, "--limit", "1")
    return found[0]


@pytest.fixture
def workspace(folder: Path, request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Options that name a workspace of the test's own."""
    return ("--data", str(folder), "--workspace", request.node.name.lower().replace("_", "-")[:60])


def _json(*words: str | Path) -> Any:
    return json.loads(said(*words, "--json").stdout)


def _claims(citizen: dict[str, str]) -> tuple[str, ...]:
    return citizen["soDinhDanh"], f"hoVaTen={citizen['hoVaTen']}", f"ngaySinh={citizen['ngaySinh']}"


@pytest.mark.parametrize("name", dancu.list_commands(None))  # type: ignore[arg-type]  # it needs no context
def test_help_teaches_by_examples(name: str) -> None:
    told = said(name, "--help")
    assert told.exit_code == 0
    assert f"\n  dancu {name}" in told.stdout


@pytest.mark.parametrize("name", dancu.list_commands(None))  # type: ignore[arg-type]  # nor does this
def test_help_begins_with_what_it_does_in_vietnamese_and_then_in_english(name: str) -> None:
    command = dancu.get_command(None, name)  # type: ignore[arg-type]  # nor does this
    vi, en, *_ = ((command and command.help) or "").split("\n\n")
    assert re.search("[ăâđêôơưạảấầẩẫậắằặẹẻếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", vi.lower())
    lines = [line.strip().removesuffix("...") for line in said("--help").stdout.splitlines()]
    shown = next(place for place, line in enumerate(lines) if line.split(" ")[0] == name and place > 20)
    assert vi.startswith(lines[shown].removeprefix(name).strip())
    assert en.replace("\n", " ").startswith(lines[shown + 1])


def test_without_a_command_the_help_says_where_to_start() -> None:
    assert "dancu up" in said().output


def test_citizens_are_living_people_with_a_number_in_the_order_of_the_nation(folder: Path) -> None:
    people = _json("citizens", "--data", folder, "--limit", "50")
    assert len(people) == 50
    assert all({"soDinhDanh", "hoVaTen", "ngaySinh"} == person.keys() for person in people)
    assert people[:10] == _json("citizens", "--data", folder, "--limit", "10")


def test_citizens_may_be_told_whole(folder: Path) -> None:
    people = _json("citizens", "--data", folder, "--limit", "400", "--all")
    schema = dancu_contracts.registry("population").record_schema
    validator = dancu_contracts.validator(schema)
    assert [problem for person in people for problem in validator.problems(person)] == []
    assert not any("ngayChet" in person for person in people)


def test_citizens_of_another_day_were_alive_on_it(folder: Path) -> None:
    then = {person["soDinhDanh"] for person in _json("citizens", "--data", folder, "--limit", "400")}
    earlier = _json("citizens", "--data", folder, "--limit", "400", "--on", "2018-01-01")
    assert any(person["soDinhDanh"] not in then for person in earlier)
    assert all(person["ngaySinh"] <= "2018-01-01" for person in earlier)


def test_registries_procedures_and_personas_open_no_folder(tmp_path: Path) -> None:
    for name in ("registries", "procedures", "personas"):
        assert isinstance(_json(name), list)
        assert said(name).stdout
        assert said(name, "--data", tmp_path / "none").exit_code == 0
    assert [*tmp_path.iterdir()] == []


def test_registries_are_told_with_owner_wire_provenance_and_example() -> None:
    found = _json("registries")
    assert [one["name"] for one in found] == list(dancu_contracts.registries())
    told = [line.split("\t") for line in said("registries").stdout.splitlines()]
    for one, line in zip(found, told, strict=True):
        contract = dancu_contracts.registry(one["name"])
        assert (one["titleVi"], one["owner"]) == (contract.title["vi"], contract.owners[-1].name["vi"])
        assert (one["wire"], one["provenance"]) == (contract.wire, contract.provenance)
        assert one["wires"] == [*async_connector_for(one["name"]).wires]
        assert one["sensitive"] == sorted(contract.sensitive)
        assert line == [
            *(one["name"], one["titleVi"], one["owner"], _wire_of(one), one["provenance"]),
            *(", ".join(one["sensitive"]), one["example"] or ""),
        ]


def _wire_of(one: dict[str, Any]) -> str:
    wires = [*async_connector_for(one["name"]).wires]
    own = ", ".join(f"docs/wires.md#{one['name']}-{wire}" for wire in wires if wire != "uniform")
    if one["wire"] and not own:
        own = f"docs/wires.md#{one['name']}"
    said_all = ", ".join(wires)
    return f"{said_all}; hồ sơ / dossiers: {own}" if one["dossiersOnly"] else f"{said_all} ({own})" if own else said_all


def test_a_registry_whose_wire_takes_dossiers_alone_is_said_to_be_asked_otherwise() -> None:
    dossiers = {one["name"]: one["wire"] for one in _json("registries") if one["dossiersOnly"]}
    assert dossiers == {"criminal_record": "E.3", "land": "E.7", "social_protection": "E.8"}


def test_the_example_of_each_registry_is_a_persona_with_a_record_there(folder: Path) -> None:
    found = {one["name"]: one["example"] for one in _json("registries") if not _is_secret(one["name"])}
    assert [name for name, number in found.items() if index_of(number) is None] == []
    assert {name: _holder(folder, name, number) for name, number in found.items()} == found


@pytest.mark.parametrize("name", [name for name in dancu_contracts.registries() if examples.example(name)])
def test_the_example_of_each_registry_is_found_without_naming_fields(folder: Path, name: str) -> None:
    purpose = next((slug for slug in dancu_contracts.procedures() if not is_secret(name, slug)), DEFAULT_PROCEDURE)
    words = ("lookup", str(examples.example(name)), "--registry", name, "--data", folder, "--procedure", purpose)
    found, hidden = _json(*words)["records"], withheld(name, purpose)
    assert found
    assert [field for record in found for field in record if field in hidden] == []
    assert bool(said(*words).stderr.count("This purpose may not see")) == bool(hidden)


def test_what_is_kept_back_is_named_with_the_procedures_that_may_see_it(folder: Path) -> None:
    told = said("lookup", "P03", "--registry", "immigration", "--data", folder, *PURPOSE)
    assert told.stderr.splitlines()[:2] == [
        "· Mục đích này không được xem tamHoanXuatCanh: chỉ với --procedure cap-ho-chieu-pho-thong.",
        "  This purpose may not see tamHoanXuatCanh: with --procedure cap-ho-chieu-pho-thong.",
    ]
    words = ("lookup", "P03", "--registry", "complaints", "--fields", "hoVaTen")
    secret = said(*words, "--data", folder, *PURPOSE)
    assert "không được xem complaints: chưa thủ tục nào được xem." in secret.stderr
    assert said("lookup", "P03", "--registry", "health", "--fields", "loai", "--data", folder, *PURPOSE).stderr == (
        "· Theo health, ngày 2026-11-23.\n  From health, as of 2026-11-23.\n"
    )


def test_a_record_is_read_by_titles_with_addresses_in_a_line_and_lists_indented(folder: Path) -> None:
    words = ("lookup", "P03", "--fields", "hoVaTen,gioiTinh,cha,thuongTru,soCMNDCu", "--data", folder, *PURPOSE)
    assert said(*words).stdout.splitlines()[1:] == [
        "soDinhDanh\tSố định danh cá nhân\t099068003001",
        "soCMNDCu 1\tCác số CMND đã cấp\t",
        "  so\tSố\t990030001",
        "  ngayCap\tNgày cấp\t22/07/1986",
        "  noiCap\tNơi cấp\tCông an tỉnh Hậu Giang",
        "hoVaTen\tHọ, chữ đệm và tên\tChơn",
        "gioiTinh\tGiới tính\tNam",
        "cha\tCha\t",
        "  hoVaTen\tHọ, chữ đệm và tên\tDanh Sóc",
        "  quocTich\tQuốc gia\tVN – Việt Nam",
        "thuongTru\tNơi thường trú\tẤp 5, Xã Xà Phiên, Thành phố Cần Thơ",
    ]


def test_two_records_are_apart(folder: Path) -> None:
    words = ("--registry", "civil_status", "--fields", "loai", "--data", folder, *PURPOSE)
    person = next(p for p in _json("personas") if len(_json("lookup", p["id"], *words)["records"]) > 1)
    count = len(_json("lookup", person["id"], *words)["records"])
    assert said("lookup", person["id"], *words).stdout.count("\n\n") == count - 1


@pytest.mark.parametrize(
    "claim", [("ngaySinh=12/3/1984",), ("--birth", "12-3-1984"), ("--claim", "ngaySinh=12.03.1984")]
)
def test_a_day_may_be_written_as_people_do(folder: Path, claim: tuple[str, ...]) -> None:
    told = said("verify", "P48", *claim, "--data", folder, "--json", *PURPOSE)
    assert json.loads(told.stdout)["matches"] == {"ngaySinh": "swapped"}


def test_a_registry_that_tells_nobody_anything_has_no_example() -> None:
    secret = {one["name"]: one["example"] for one in _json("registries") if _is_secret(one["name"])}
    assert {*secret.values()} == {None}


def _is_secret(name: str) -> bool:
    """Whether everything that the registry is the source of is sensitive, and no procedure may see it."""
    contract = dancu_contracts.registry(name)
    return contract.sensitive.issuperset(contract.source_of)


def test_a_registry_that_no_persona_file_asks_has_an_example_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "_asked", lambda _: iter(()))
    telling = [name for name in dancu_contracts.registries() if not _is_secret(name)]
    found = {name: examples.example.__wrapped__(name) for name in telling}
    assert None not in found.values()
    assert {name: _holder(folder, name, str(number)) for name, number in found.items()} == found


def _holder(folder: Path, name: str, number: str) -> str | None:
    """Whose records the registry finds under that number."""
    told = _json("lookup", number, "--registry", name, "--fields", "soDinhDanh", "--data", folder, *PURPOSE)
    return told["records"][0]["soDinhDanh"] if told["outcome"] == "found" else None


def test_a_citizen_is_verified(folder: Path, citizen: dict[str, str]) -> None:
    told = said("verify", *_claims(citizen), "--data", folder, "--json", *PURPOSE)
    assert json.loads(told.stdout) == {
        "outcome": "found",
        "verified": True,
        "matches": {"hoVaTen": "match", "ngaySinh": "match"},
    }
    assert (told.exit_code, told.stderr) == (0, "")


def test_a_false_claim_ends_with_one_and_is_explained(folder: Path, citizen: dict[str, str]) -> None:
    told = said("verify", citizen["soDinhDanh"], "--name", "Phạm Khác Hẳn", "--data", folder)
    assert told.exit_code == 1
    assert "Không khớp với sổ" in told.stdout
    assert "--procedure" in told.stderr


def test_nobody_ends_with_one(folder: Path) -> None:
    assert said("verify", "055000000000", "hoVaTen=A", "--data", folder).exit_code == 1
    assert said("lookup", "055000000000", "--data", folder).exit_code == 1


def test_claims_may_be_nested_and_given_in_three_ways(folder: Path, citizen: dict[str, str]) -> None:
    record = _json("lookup", citizen["soDinhDanh"], "--fields", "thuongTru,gioiTinh", "--data", folder)["records"][0]
    told = said(
        "verify",
        citizen["soDinhDanh"],
        f"thuongTru.maPhuongXa={record['thuongTru']['maPhuongXa']}",
        "--claim",
        f"gioiTinh={record['gioiTinh']}",
        "--birth",
        citizen["ngaySinh"],
        "--data",
        folder,
        "--json",
    )
    assert json.loads(told.stdout)["matches"] == {"ngaySinh": "match", "thuongTru": "match", "gioiTinh": "match"}


def test_the_real_wire_says_the_same(folder: Path, citizen: dict[str, str]) -> None:
    assert said("verify", *_claims(citizen), "--wire", "soap", "--data", folder).exit_code == 0
    named = ("--name", citizen["hoVaTen"], "--birth", citizen["ngaySinh"])
    found = said("lookup", citizen["soDinhDanh"], *named, "--wire", "soap", "--data", folder)
    assert citizen["soDinhDanh"] in found.stdout


def test_what_a_wire_cannot_say_is_a_wrong_call(folder: Path, citizen: dict[str, str]) -> None:
    told = said("verify", citizen["soDinhDanh"], "gioiTinh=1", "--wire", "soap", "--data", folder)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "037" in told.stderr


def test_a_lookup_tells_the_fields_asked_of_any_registry(folder: Path, citizen: dict[str, str]) -> None:
    found = _json("lookup", citizen["soDinhDanh"], "--fields", "hoVaTen", "--data", folder)
    assert found["records"] == [{"soDinhDanh": citizen["soDinhDanh"], "hoVaTen": citizen["hoVaTen"]}]
    assert found["source"]["on"] == "2026-11-23"
    for registry in dancu_contracts.registries():
        assert said("lookup", citizen["soDinhDanh"], "--registry", registry, "--data", folder).exit_code in {0, 1}


def test_a_subject_may_be_named_by_another_key(folder: Path, citizen: dict[str, str]) -> None:
    key = f"hoVaTen={citizen['hoVaTen']},ngaySinh={citizen['ngaySinh']}"
    assert _json("lookup", key, "--fields", "hoVaTen", "--data", folder)["outcome"] in {"found", "ambiguous"}


def test_a_form_is_filled_from_the_registers(folder: Path, citizen: dict[str, str]) -> None:
    asked = ("population.hoVaTen", "population.nhomMau", "tax.hoVaTen")
    found = _json("prefill", citizen["soDinhDanh"], *asked, "--data", folder, *PURPOSE)
    assert found["values"]["population.hoVaTen"]["value"] == citizen["hoVaTen"]
    assert {*found["values"], *(gap["field"] for gap in found["missing"])} == {*asked}
    assert said("prefill", citizen["soDinhDanh"], *asked, "--data", folder).exit_code == 0
    assert said("prefill", "055000000000", *asked, "--data", folder).exit_code == 1


def test_an_event_shows_in_what_is_asked_afterwards(workspace: tuple[str, ...], citizen: dict[str, str]) -> None:
    number = citizen["soDinhDanh"]
    told = said("event", "rename", number, "hoVaTen=Lê Thị Mới Toanh", "--on", "2026-11-20", *workspace, "--json")
    assert (json.loads(told.stdout)["outcome"], told.exit_code) == ("recorded", 0)
    assert said("verify", number, "--name", "Lê Thị Mới Toanh", *workspace).exit_code == 0
    former = _json("verify", number, "--name", citizen["hoVaTen"], *workspace)
    assert former["matches"] == {"hoVaTen": "former"}
    earlier = _json("verify", number, "--name", citizen["hoVaTen"], "--on", "2026-11-19", *workspace)
    assert earlier["verified"] is True
    assert _json("history", number, *workspace)["entries"][-1]["type"] == "rename"
    assert [item["type"] for item in _json("changes", *workspace)["items"]] == ["rename"]
    assert "rename" in said("history", number, *workspace).stdout
    assert "rename" in said("changes", *workspace).stdout


def test_an_event_that_the_contract_does_not_know_is_a_wrong_call(workspace: tuple[str, ...]) -> None:
    told = said("event", "explode", "055000000000", *workspace)
    assert (told.exit_code, told.stdout) == (2, "")


def test_an_events_content_is_not_the_data_folder() -> None:
    told = said("event", "rename", "055000000000", "--data", '{"hoVaTen": "A"}')
    assert told.exit_code == 2
    assert "--with" in told.stderr


def test_reset_forgets_what_was_written(workspace: tuple[str, ...], citizen: dict[str, str]) -> None:
    said("event", "death", citizen["soDinhDanh"], "ngayChet=2026-11-20", "--on", "2026-11-20", *workspace)
    assert _json("reset", *workspace)["position"] == 0
    assert said("reset", *workspace).exit_code == 0
    assert said("verify", *_claims(citizen), *workspace).exit_code == 0


def test_the_clock_is_shown_set_and_given_back(workspace: tuple[str, ...]) -> None:
    assert said("clock", *workspace).stdout == "2026-11-23T08:00:00+07:00\n"
    assert said("clock", "set", "2027-01-15", *workspace).stdout == "2027-01-15T08:00:00+07:00\n"
    assert _json("clock", *workspace)["set"] is True
    assert said("clock", "reset", *workspace).stdout == "2026-11-23T08:00:00+07:00\n"
    assert said("clock", "set", *workspace).exit_code == 2
    assert said("clock", "set", "31/12/2026", *workspace).exit_code == 2


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_nation_is_written_to_a_file(folder: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"people.{form}"
    told = _json("generate", "--data", folder, "--out", out)
    assert told["people"] == int(SIZE)
    assert len(out.read_text("utf-8").splitlines()) == int(SIZE) + (form == "csv")
    assert [file.name for file in tmp_path.iterdir()] == [out.name]


def test_a_nation_is_written_only_in_a_known_form_and_place(folder: Path, tmp_path: Path) -> None:
    assert said("generate", "--data", folder, "--out", tmp_path / "people.xml").exit_code == 2
    assert said("generate", "--data", folder, "--out", tmp_path / "nowhere" / "people.csv").exit_code == 4


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "12345678901", "hoVaTen=A"),
        ("verify", "1234567890123", "hoVaTen=A"),
        ("verify", "P999"),
        ("verify", "055000000000"),
        ("verify", "055000000000", "hoVaTen"),
        ("verify", "055000000000", "thuongTru={"),
        ("verify", "055000000000", "thuongTru=a", "thuongTru.maPhuongXa=1"),
        ("verify", "055000000000", "hoVaTen=A", "--wire", "pigeon"),
        ("event", "rename", "055000000000", "--with", "[1]"),
        ("event", "rename", "055000000000", "--with", "[" * 100_000),
        ("verify", "055000000000", "ngaySinh=1990-13-40"),
        ("verify", "055000000000", "hoVaTen=A", "--procedure", "bay-len-trang"),
        ("verify", "055000000000", "hoVaTen=A", "--registry", "moon"),
        ("lookup", "055000000000", "--fields", "moon"),
        ("prefill", "055000000000", "moon.light"),
        ("citizens", "--provinces", "00"),
        ("citizens", "--on", "yesterday"),
        ("citizens", "--workspace", "Bad Name"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_nothing_on_standard_output(
    tmp_path: Path, words: tuple[str, ...], folder: Path
) -> None:
    place = tmp_path if "--provinces" in words else folder
    told = said(*words, "--data", place)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("call", "vietnamese", "english"),
    [
        ("fly", "Lời gọi sai", "No such command 'fly'. Usage: dancu"),
        ("--fly", "Không có tùy chọn --fly", "No such option '--fly'"),
        ("verify --nme A", "Không có tùy chọn --nme", "'--name'"),
        ("verify", "Thiếu 'CITIZEN'", "Missing argument 'CITIZEN'. Usage: dancu verify"),
        ("up --port 70000", "Giá trị của '--port' không dùng được", "(see dancu up --help)"),
        ("clock set", "Lời gọi sai", "dancu clock set 2027-01-15"),
        ("verfy", "không có lệnh 'verfy'. Có phải verify?", "Did you mean verify?"),
        ("up --port 80a", "cần một số nguyên từ 0 đến 65535", "not a valid integer"),
        ("up --serve al", "cần một trong all, national", "is not one of"),
        ("citizens --limit 0", "cần một số nguyên từ 1.", "not in the range"),
        ("clock set xx", "'xx' không phải một ngày", "'xx' is no day"),
        ("citizens --on xx", "'xx' không phải một ngày", "'xx' is no day"),
        ("up --switch foo=1", "không có 'foo', có profile", "no switch 'foo'"),
        ("up --switch 003.fault_status=9", "là một trong 500", "fault_status is one of"),
        ("up --access-service 037", "thêm --access", "add --access"),
        ("up --access-url 037=/x", "thêm --access", "add --access"),
        ("up --access vdxp-hash --access-service 999", "Không có dịch vụ '999'", "no service '999'"),
        ("up --access vdxp-hash --access-url 037", "viết là 037=", "is written 037="),
        ("up --serve gateway --national a:1 --sectoral http://b:1", "viết là --national http://a:1", "--national"),
        ("citizens --url 127.0.0.1:8700", "viết là --url http://127.0.0.1:8700", "write it as --url http://127"),
        ("citizens --url http://127.0.0.1:9 --seed 1 --population 9", "--seed, --population", "its own nation"),
    ],
)
def test_a_call_that_no_command_understands_is_explained_in_both_languages(
    call: str, vietnamese: str, english: str
) -> None:
    told = said(*call.split())
    assert (told.exit_code, told.stdout) == (2, "")
    assert vietnamese in told.stderr
    assert english in told.stderr


@pytest.mark.parametrize(
    ("call", "vietnamese", "english"),
    [
        ("verify 09908404800", "'09908404800' không phải số định danh 12 chữ số", "is no 12-digit number"),
        ("verify abc", "'abc' không phải số định danh", "'abc' is no 12-digit number"),
        ("verify P01 --birth 31-02-1984", "ngaySinh (Ngày sinh): '31-02-1984'", "Expected: A day, a month and year"),
        ("verify P01 ngaySinh=19841203", "1984-03-12, 1984-03, 1984", "ngaySinh: '19841203' is not written"),
        ("lookup soGPLX=123 --registry driver_licence", "Mười hai chữ số", "soGPLX: '123' is not written"),
        ("verify soGPLX=123 hoVaTen=A", "không có 'soGPLX'. Có: soDinhDanh, soCMND", "There are: soDinhDanh"),
        ("verify P01 hoten=X", "không có 'hoten'. Có phải hoVaTen?", "Did you mean hoVaTen?"),
        ("verify P01 thuongTru=X", "thuongTru có nhiều phần", "thuongTru has parts: write it as thuongTru."),
        ("lookup P48 --fields hoTen", "fields: không có 'hoTen'. Có phải hoVaTen?", "docs/registries.md"),
        ("event renam P10", "không có 'renam'. Có phải rename?", "Did you mean rename?"),
        ("event rename P10", "Thiếu hoVaTen", "Missing hoVaTen: written as field=value"),
        ("prefill P01 population.hoTen", "Có phải hoVaTen?", "Did you mean hoVaTen?"),
        ("prefill P01 population.hoVaTen --birth xx --wire soap", "ngaySinh (Ngày sinh): 'xx'", "ngaySinh: 'xx'"),
        ("verify P01 --registry taxx", "Có phải tax?", "'taxx'. Did you mean tax?"),
        ("history soGPLX=1", "không có 'soGPLX'", "no 'soGPLX'"),
        ("lookup 055000000000 --wire soap", "thêm --name và --birth", "add --name and --birth"),
    ],
)
def test_what_breaks_the_contract_is_named_with_the_form_expected_in_both_languages(
    folder: Path, call: str, vietnamese: str, english: str
) -> None:
    told = said(*call.split(), "--data", folder)
    assert (told.exit_code, told.stdout) == (2, "")
    assert vietnamese in told.stderr
    assert english in told.stderr
    assert "\\d" not in told.stderr


def test_the_wire_that_says_nothing_of_death_says_so(folder: Path) -> None:
    told = said("verify", "P26", "--wire", "soap", "--data", folder)
    assert told.exit_code == 0
    assert "còn sống hay đã chết" in told.stderr
    assert "life or death" in told.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_an_answer_that_cannot_be_written_ends_with_four() -> None:
    with Path("/dev/full").open("w") as full:
        told = subprocess.run([*PROGRAM, "procedures"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert told.returncode == 4
    assert told.stderr.count("No space left on device") == 2
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("command", ["citizens", "clock", "reset", "history 055000000000", "verify 055000000000 a=b"])
def test_an_unreachable_server_ends_with_three(command: str) -> None:
    name, *words = command.split()
    claims = [word.replace("a=b", "hoVaTen=A") for word in words]
    told = said(name, *claims, "--url", "http://127.0.0.1:9")
    assert (told.exit_code, told.stdout) == (3, "")
    assert told.stderr.count("http://127.0.0.1:9") == 2
    assert told.stderr.count("dancu up") == 2


def test_an_address_that_is_none_is_a_wrong_call() -> None:
    assert said("citizens", "--url", "127.0.0.1:8700").exit_code == 2


def test_a_running_server_answers_as_the_folder_does(folder: Path, citizen: dict[str, str]) -> None:
    with running("--data", folder) as url:
        people = ("citizens", "--limit", "7")
        assert _json(*people, "--url", url) == _json(*people, "--data", folder)
        for words in (
            ("verify", *_claims(citizen)),
            ("verify", *_claims(citizen), "--on", "2026-01-01"),
            ("lookup", citizen["soDinhDanh"], "--fields", "hoVaTen", "--on", "2026-01-01"),
        ):
            assert _answer(_json(*words, "--url", url)) == _answer(_json(*words, "--data", folder))
        assert said("citizens", "--url", url, "--on", "2026-01-01").exit_code == 2
        assert said("verify", *_claims(citizen), "--url", url, "--on", "2026-01-01", "--wire", "soap").exit_code == 2


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    """Without the digest of the bytes received, which tell the moment."""
    return {**told, "source": {**told.get("source", {}), "evidence": None}}


def test_people_read_tables_and_what_a_register_holds_is_not_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    saying.say_table("Bảng", ("a", "b"), [("[/bold]", ["x"]), (True, None)])
    shown = capsys.readouterr().out
    assert "[/bold]" in shown
    assert '["x"]' in shown
