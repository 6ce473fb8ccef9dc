"""Whatever is sent is answered by the contract: no fault of our own, no number repeated, nothing half written."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import dancu_contracts
import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mock_national_db.compare import RULES, Setting, by_address, by_date, by_name
from mock_national_db.dates import PartialDate, years_later
from mock_national_db.names import exact, folded, near
from mock_national_db.service.faults import CallFault
from mock_national_db.service.feed import changes
from mock_national_db.service.uniform import OPERATIONS, call, decoded
from mock_national_db.stated import address
from mock_national_db.store import Store
from mock_national_db.timeline import SEED_DAY, AsOf, Fact, Timeline
from mock_national_db.units import REFORM, legacy, modern, targets
from tests.services.conftest import Office

WORKSPACE = "attacked"
NUMBER = "099090123456"
EXACT = Setting(SEED_DAY, "exact")


def kinds(registry: str) -> list[str]:
    return list(dancu_contracts.registry(registry).events_schema["$defs"])


texts = st.text(max_size=30)
nasty = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\ufffe",
        "\u202e",
        "'; DROP TABLE event; --",
        "%s%n",
        "${jndi}",
        "../../etc",
        "NaN",
        "1e400",
        "2026-02-30",
        "0000-00-00",
        "9" * 9,
        "9" * 11,
        "9" * 12,
        "9" * 13,
        NUMBER,
        "\N{FULLWIDTH DIGIT NINE}" * 12,
        "Đ" * 500,
        "31378",
        "31379",
        "99999",
        "00634",
    ]
)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | texts | nasty
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts | nasty, inner, max_size=3), max_leaves=8
)
days = st.dates(date(1000, 1, 1), date(2999, 12, 31))
names = st.text(
    st.characters(categories=("Lu", "Ll", "Mn", "Zs"))
    | st.sampled_from("ĐđÐðỵỹơưâăêô'’\N{MODIFIER LETTER APOSTROPHE}-"),
    max_size=40,
)


# -- calls -------------------------------------------------------------------------------------------------------------


def answered(store: Store, registry: str, op: str, body: Any) -> dict[str, Any]:
    """The answer, or the problem: one of the contract's, without the number that was sent."""
    told, is_problem = _told(store, registry, op, json.dumps(body).encode())
    if is_problem:
        assert told["status"] < 500
        assert NUMBER not in json.dumps(told)
    return told


def _told(store: Store, registry: str, op: str, content: bytes) -> tuple[dict[str, Any], bool]:
    try:
        told = msgspec.json.encode(call(store, WORKSPACE, registry, op, decoded(content)))
        return msgspec.json.decode(told), False
    except CallFault as fault:
        return fault.problem(), True


def _fields(schema: dict[str, Any]) -> list[str]:
    return list(schema["properties"])


def bodies(registry: str) -> st.SearchStrategy[Any]:
    about = dancu_contracts.registry(registry)
    fields, claims = _fields(dict(about.record_schema)), _fields(dict(about.claims_schema))
    keys = [name for key in about.keys for name in key.fields]
    needed: dict[str, st.SearchStrategy[Any]] = {
        "subject": st.just({"soDinhDanh": NUMBER}) | st.dictionaries(st.sampled_from(keys), values, max_size=3),
        "purpose": st.just({"procedure": next(iter(dancu_contracts.procedures()))}) | values,
    }
    shaped = st.fixed_dictionaries(
        needed,
        optional={
            "fields": st.lists(st.sampled_from(fields) | texts | nasty, max_size=4) | values,
            "claims": st.dictionaries(st.sampled_from(claims) | texts, values, max_size=3) | values,
            "on": days.map(str) | texts | nasty,
            "knownAt": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | texts | nasty,
            "type": st.sampled_from(kinds(registry)) | texts,
            "data": st.dictionaries(st.sampled_from(fields), values, max_size=3) | values,
            "items": st.lists(values, max_size=3),
            "id": texts | nasty,
        },
    )
    return shaped | values


@pytest.mark.parametrize("registry", dancu_contracts.registries())
@pytest.mark.parametrize("op", OPERATIONS)
def test_whatever_is_asked_is_answered_by_the_contract(store: Store, registry: str, op: str) -> None:
    @settings(max_examples=40)
    @given(bodies(registry))
    def asked(body: Any) -> None:
        told = answered(store, registry, op, body)
        assert {"outcome", "items", "code"} & set(told)

    asked()


@given(st.binary(max_size=200))
def test_whatever_bytes_are_sent_are_no_fault_of_ours(store: Store, content: bytes) -> None:
    with pytest.raises(CallFault) as fault:
        call(store, WORKSPACE, "population", "verify", decoded(content))
    assert fault.value.code in {"not_json", "invalid"}


@given(texts | nasty | st.binary(max_size=30).map(lambda raw: raw.decode("latin-1")))
def test_whatever_cursor_is_sent_is_read_or_refused(store: Store, cursor: str) -> None:
    assert _page(store, cursor) in ([], "bad_cursor", "cursor_gone")


def _page(store: Store, cursor: str) -> Any:
    try:
        return changes(store, "never written to", "population", cursor)["items"]
    except CallFault as fault:
        return fault.code


# -- events: what is written can be read -------------------------------------------------------------------------------

places = st.fixed_dictionaries(
    {},
    optional={
        "maPhuongXa": st.sampled_from(["31378", "31379", "00634", "00637", "99999"]),
        "maQuanHuyen": st.sampled_from(["933", "930"]),
        "maTinhThanh": st.sampled_from(["92", "93", "00"]),
        "chiTiet": names,
        "quocGia": st.sampled_from(["VN", "US", "ZZ"]),
        "hieuLucTu": st.sampled_from(["2004-07-08", "2025-07-01"]),
    },
)
births = st.sampled_from(
    ["1899", "1990", "1990-05", "1990-05-20", "2026-02-29", "2024-02-29", "2026-11-23", "2999-01-01"]
)


called = st.sampled_from(["Nguyễn Văn Mẫu", "Lê Thị Đổi", "H'Lan Niê", "Trần"]) | names


def relatives(numbers: list[str]) -> st.SearchStrategy[Any]:
    known = st.fixed_dictionaries({"soDinhDanh": st.sampled_from(numbers)})
    foreign = st.fixed_dictionaries({"hoVaTen": st.just("Jane Smith"), "quocTich": st.sampled_from(["US", "DE"])})
    return known | known | foreign | st.fixed_dictionaries({}, optional={"hoVaTen": names, "quocTich": st.just("ZZ")})


def happenings(numbers: list[str]) -> st.SearchStrategy[Any]:
    person = {
        "hoVaTen": called,
        "gioiTinh": st.sampled_from(["0", "1", "2"]),
        "ngaySinh": births,
        **dict.fromkeys(("noiSinh", "queQuan", "thuongTru", "noiOHienTai"), places),
        **dict.fromkeys(("cha", "me", "nguoiDaiDien"), relatives(numbers)),
    }
    whole = {name: person.pop(name) for name in ("hoVaTen", "gioiTinh")}
    card = st.fixed_dictionaries({"loai": st.just("CC"), "ngayCap": days.map(str)})
    data = {
        "birth": st.fixed_dictionaries(whole, optional=person),
        "person_registered": st.fixed_dictionaries(
            {**whole, "ngaySinh": births}, optional={name: part for name, part in person.items() if name != "ngaySinh"}
        ),
        "move": st.fixed_dictionaries(
            {"thuongTru": st.just({"maPhuongXa": "31378", "maTinhThanh": "92"}) | places},
            optional={
                "thanhVien": st.lists(st.sampled_from(numbers), max_size=3),
                "chuHo": st.fixed_dictionaries({"soDinhDanh": st.sampled_from(numbers)}),
                "quanHe": st.sampled_from(["01", "03", "99"]),
            },
        ),
        "rename": st.fixed_dictionaries({"hoVaTen": called}),
        "sex_corrected": st.fixed_dictionaries({"gioiTinh": st.sampled_from(["0", "1", "2"])}),
        "card_issued": st.fixed_dictionaries({"the": card}),
        "marriage": st.fixed_dictionaries({"voChong": relatives(numbers)}),
        "record_corrected": st.fixed_dictionaries({"dung": st.fixed_dictionaries({}, optional={**whole, **person})}),
    }
    on = st.sampled_from(["1899-01-01", "1990-05-20", "2024-06-01", "2026-11-01", *["2026-11-23"] * 5, "2027-01-01"])
    return st.lists(
        st.sampled_from(kinds("population")).flatmap(
            lambda kind: st.fixed_dictionaries(
                {
                    "type": st.just(kind),
                    "subject": st.fixed_dictionaries({"soDinhDanh": st.sampled_from(numbers)}),
                    "on": on,
                    "data": data.get(kind, st.just({})),
                }
            )
        ),
        min_size=1,
        max_size=16,
    )


@pytest.fixture(scope="module")
def attacked(store: Store) -> Iterator[Office]:
    yield Office(store, WORKSPACE)
    store.log.reset(WORKSPACE)


def test_whatever_happens_everybody_can_still_be_asked_about_everything(attacked: Office) -> None:
    drawn = [attacked.number(index) for index in range(0, 40, 4)]
    own = [f"0990{serial}000000{serial}" for serial in range(4)]
    numbers = [*drawn, *own]
    begun = [
        {
            "type": "person_registered",
            "subject": {"soDinhDanh": number},
            "on": "2026-11-01",
            "data": {"hoVaTen": "Nguyễn Mẫu", "gioiTinh": str(1 + place % 2), "ngaySinh": f"198{place}-05"},
        }
        for place, number in enumerate(own[:3])
    ]
    registries = dancu_contracts.registries()
    validators = {
        registry: dancu_contracts.validator(dancu_contracts.registry(registry).record_schema) for registry in registries
    }

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(happenings(numbers))
    def attack(happened: list[dict[str, Any]]) -> None:
        attacked.store.log.reset(WORKSPACE)
        events = [*begun, *happened]
        told = [answered(attacked.store, "population", "events", {**e, "purpose": attacked.purpose}) for e in events]
        positions = [answer["position"] for answer in told if answer.get("outcome") == "recorded"]
        assert positions == list(range(1, len(positions) + 1))
        born = [answer["soDinhDanh"] for answer in told if "soDinhDanh" in answer]
        assert [number for number in born if len(number) != 12 or not number.isdecimal()] == []
        for number in {*born, *(event["subject"]["soDinhDanh"] for event in events)}:
            for registry in registries:
                for record in attacked.lookup(registry, number):
                    assert validators[registry].problems(record) == []
            attacked.history("population", number)
        assert len(attacked.changes("population")["items"]) == len(positions)
        for number in {*born, *numbers}:
            _is_linked_both_ways(attacked, number)

    attack()


def _is_linked_both_ways(office: Office, number: str) -> None:
    for person in office.lookup("population", number, "voChong", "cha", "me", "con", "trangThai"):
        for role, back in (("voChong", "voChong"), ("cha", "con"), ("me", "con")):
            other = person.get(role, {}).get("soDinhDanh")
            if other is None or person["trangThai"] == "daChet":
                continue
            (relative,) = office.lookup("population", other, back, "trangThai")
            named = relative.get(back, [])
            listed = {kin["soDinhDanh"] for kin in (named if isinstance(named, list) else [named])}
            assert number in listed or (role == "voChong" and relative["trangThai"] == "daChet"), role


# -- matchers and parsers ----------------------------------------------------------------------------------------------


FORMS = ("%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%Y-%m", "%m/%Y", "%Y", "%Y-%m-00", "%Y0000", "00/00/%Y")


@given(days, st.sampled_from(FORMS))
def test_a_date_of_any_form_reads_back_the_same(day: date, form: str) -> None:
    text = day.strftime(form)
    read = PartialDate.parse(text)
    assert PartialDate.parse(str(read)) == read
    assert read.first_day.year == read.year


@given(days, st.sampled_from([4, 7, 10]), days, st.sampled_from([4, 7, 10]))
def test_dates_match_alike_whichever_is_claimed(one: date, cut: int, other: date, other_cut: int) -> None:
    claimed, held = str(one)[:cut], str(other)[:other_cut]
    found, turned = by_date(claimed, held, EXACT), by_date(held, claimed, EXACT)
    assert {found.match, turned.match} <= {"match", "partial", "swapped", "mismatch"}
    assert (found.match == "match") == (claimed == held)
    assert (found.match == turned.match) or "swapped" in {found.match, turned.match}
    if found.match == "partial":
        assert (found.agrees, turned.agrees) == (other_cut < cut, cut < other_cut)


@given(days, st.integers(0, 120))
def test_a_birthday_is_never_early(day: date, years: int) -> None:
    later = years_later(day, years) if day.year + years < 9999 else day
    assert (later.month, later.day) in {(day.month, day.day), (3, 1)}


@given(names, names)
def test_names_are_near_alike_whichever_is_claimed(one: str, other: str) -> None:
    assert near(one, other) == near(other, one)
    assert near(one, one)
    if exact(one) == exact(other):
        assert folded(one) == folded(other)


@given(names, st.sampled_from(["exact", "folded"]))
def test_a_name_matches_itself_however_it_is_spaced_or_cased(name: str, rule: Any) -> None:
    setting = Setting(SEED_DAY, rule)
    for spelled in (name, f"  {name} ", name.replace(" ", "  ")):
        assert by_name(spelled, name, setting).match == "match"


@given(names)
def test_the_folded_form_has_capital_letters_and_digits_alone(name: str) -> None:
    assert all(c.isascii() and (c.isdigit() or c.isupper()) for c in folded(name))


@given(places, places)
def test_addresses_are_compared_whatever_is_stated(claimed: dict[str, str], stated: dict[str, str]) -> None:
    held = address(stated)
    assume(not held.unit or held.unit in (legacy() if held.era == "legacy" else modern()))
    for on in (SEED_DAY, REFORM, date(2020, 1, 1)):
        found = by_address(claimed, held, Setting(on, "exact"))
        assert found.match in {"match", "mismatch", "ambiguous"}
        assert found.agrees == (found.match == "match")


@settings(max_examples=300)
@given(st.sampled_from(sorted(legacy())))
def test_an_old_address_is_the_same_place_before_and_after_the_reform(code: str) -> None:
    held = address({"maPhuongXa": code, "hieuLucTu": "2004-07-08"})
    for on in (date(2020, 1, 1), SEED_DAY):
        shown = held.on(on)
        found = by_address(shown, held, Setting(on, "exact"))
        assert found.match == ("ambiguous" if on == SEED_DAY and len(targets().get(code, ())) > 1 else "match")


@given(st.lists(st.tuples(st.integers(), days, st.none() | days), max_size=6), days)
def test_a_timeline_holds_the_latest_fact_that_began(stated: list[tuple[int, date, date | None]], on: date) -> None:
    line = Timeline(Fact(value, since, until) for value, since, until in stated)
    begun = [fact for fact in line.facts if fact.since <= on]
    last = max((fact.since for fact in begun), default=None)
    latest = [fact for fact in begun if fact.since == last][-1:]
    ended = [fact for fact in latest if fact.until is not None and fact.until <= on]
    assert line.at(AsOf.day(on)) == (latest[0].value if latest and not ended else None)


def test_every_rule_of_the_contracts_is_one_that_is_known() -> None:
    assert set(RULES) == {"name", "date", "address", "exact"}
