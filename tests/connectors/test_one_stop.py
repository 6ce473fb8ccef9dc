"""The one-stop engine: what it asks and in how many rounds, who wins, what may be answered, what survives."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from dancu_connectors import InvalidRequest, connector_for
from dancu_connectors.errors import DossierConflict
from dancu_connectors.one_stop import (
    Agency,
    Applicant,
    Consent,
    Decide,
    Decision,
    Dossier,
    DossierEntry,
    Field,
    MemoryDossiers,
    OneStop,
    Stub,
)
from dancu_connectors.one_stop import effects as do
from dancu_connectors.one_stop.agency import must_sit_somewhere
from dancu_connectors.one_stop.indicators import indicators
from dancu_connectors.one_stop.rules import FUNCTIONS, Unjudged, built, holds, judge, mentioned
from dancu_connectors.one_stop.sheet import Sheet
from dancu_connectors.one_stop.working_days import due, due_in_hours
from dancu_contracts import form

from mock_national_db.store import Store
from tests.asgi import client

LICENCE = "doi-cap-lai-giay-phep-lai-xe"
DRIVER = Applicant(number="099088006001", claims={"hoVaTen": "Y Bhin Êñuôl", "ngaySinh": "1988-11-23"})
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LOST = {"lyDo": "matHong"}
JOBS = "/quaTrinhNgheNghiep"
OLD = "31318"
MARRIAGE = "dang-ky-ket-hon"
LANDLADY, FEE = "099169033003", 7000
TENANT = Applicant(number="099082007001", claims={"hoVaTen": "Thạch Sóc Kha", "ngaySinh": "1982-03-14"})
TENANCY = {
    "noiDungDeNghi": "choOThueMuon",
    "diaChiMoi": {"maTinhThanh": "92", "maPhuongXa": "31340", "chiTiet": "Khu vực 5"},
    "denNgay": "2028-11-23",
    "choO": {"chuSoHuu": {"soDinhDanh": LANDLADY}},
}
GROOM = Applicant(number="099090010001", claims={"hoVaTen": "Nguyễn Văn A", "ngaySinh": "1990-09-02"})
PAGE = (Path(__file__).parents[2] / "docs/procedures.md").read_text(encoding="utf-8")


@pytest.fixture
def http(store: Store, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A workspace of its own for each test."""
    workspace = f"t{abs(hash(request.node.name))}"
    with client(store, headers={"X-Sandbox-Workspace": workspace}) as found:
        yield found


class Watched(OneStop):
    """An engine that keeps what it asked, round by round."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.rounds: list[list[tuple[str, str, frozenset[str]]]] = []

    def _ask(self, questions: Sequence[Any], purpose: Any) -> list[Any]:
        self.rounds.append([(each.operation, each.registry, frozenset(each.fields)) for each in questions])
        return super()._ask(questions, purpose)


def shop(http: httpx.Client, dossiers: Any = None, kind: type[OneStop] = OneStop, **more: Any) -> Any:
    return kind(
        connectors=lambda name: connector_for(name)(http, wire="uniform"),
        dossiers=dossiers or MemoryDossiers(),
        clock=more.pop("clock", lambda: NOW),
        **more,
    )


def test_verifying_comes_first_then_one_round_for_each_link(http: httpx.Client) -> None:
    watched = shop(http, kind=Watched)
    watched.begin(LICENCE, DRIVER, number="1")
    verified, first, *links = watched.rounds
    assert verified == [("verify", "population", frozenset())]
    assert {registry for _, registry, _ in first} > {"population", "driver_licence"}
    assert [[registry for _, registry, _ in each] for each in links] == [["driver_licence"], ["driver_licence"]]


def test_exactly_the_fields_of_the_form_are_looked_up_each_register_once_a_subject(http: httpx.Client) -> None:
    watched = shop(http, kind=Watched)
    watched.begin(LICENCE, DRIVER, number="1")
    asked = [(registry, fields) for each in watched.rounds[1:] for _, registry, fields in each]
    told: dict[str, frozenset[str]] = {}
    for registry, fields in asked:
        told[registry] = told.get(registry, frozenset()) | fields
    assert told == form(LICENCE).rights()
    assert len([registry for registry, _ in asked if registry == "population"]) == 1


def test_whoever_is_not_who_he_says_is_refused_and_nothing_is_looked_up(http: httpx.Client) -> None:
    watched = shop(http, kind=Watched)
    other = Applicant(number=DRIVER.number, claims={"hoVaTen": "Nguyễn Văn Khác", "ngaySinh": "1988-11-23"})
    dossier = watched.apply(LICENCE, other, LOST, number="1")
    assert (dossier.state, [each["check"] for each in dossier.reasons]) == ("khongTiepNhan", ["identify"])
    assert len(watched.rounds) == 1
    assert dossier.form == {"nguoiYeuCau": {"soDinhDanh": DRIVER.number}}


def test_what_will_be_refused_whatever_is_written_is_clear_before_anything_is_asked(http: httpx.Client) -> None:
    child = Applicant(number="099316031001", claims={"hoVaTen": "Tăng Khánh Vy", "ngaySinh": "2016-08-25"})
    dossier = shop(http).begin("cap-dien-moi", child, number="1")
    assert [each["check"] for each in dossier.foreseen] == ["tuoi"]
    assert dossier.to_ask
    dossier = shop(http).apply("cap-dien-moi", child, number="2")
    assert (dossier.state, [each["check"] for each in dossier.reasons]) == ("khongTiepNhan", ["tuoi"])


def test_nothing_is_foreseen_of_what_may_still_be_written(http: httpx.Client) -> None:
    assert shop(http).begin("dang-ky-ket-hon", DRIVER, number="1").foreseen == []


def test_a_value_says_where_it_comes_from_and_as_of_when(http: httpx.Client) -> None:
    dossier = shop(http).begin(LICENCE, DRIVER, number="1")
    told = next(field for field in dossier.fields if field.pointer == "/giayPhep/hang").told[0]
    assert (told["registry"], told["value"], told["on"]) == ("driver_licence", "A1", "2026-11-23")
    assert told["evidence"].startswith("sha256:")


def test_the_first_source_wins_and_one_that_contradicts_it_is_shown() -> None:
    leaf = form(LICENCE).leaves["/nguoiYeuCau/hoVaTen"]
    names = ("Hoà Văn A", "HÒA VĂN A", "Hoa Văn A", None)
    told = [{"registry": f"r{place}", "value": name} for place, name in enumerate(names)]
    assert Field("/x", leaf, "known", names[0], told).conflict == (told[0], told[2])
    assert Field("/x", leaf, "known", names[0], told[:2]).conflict == ()


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"giayPhep": {"hang": "C"}}, "/answers/giayPhep/hang"),
        ({"lyDo": "khongCo"}, "/answers/lyDo"),
        ({"lyDo": 3}, "/answers/lyDo"),
        ({"khongCo": 1}, "/answers"),
        ({"giayPhep": "A1"}, "/answers/giayPhep"),
    ],
)
def test_what_may_not_be_answered_so_is_named_and_nothing_is_entered(
    http: httpx.Client, answers: dict[str, Any], pointer: str
) -> None:
    at_shop = shop(http)
    before = at_shop.begin(LICENCE, DRIVER, number="1")
    with pytest.raises(InvalidRequest) as refused:
        at_shop.answer("1", answers)
    assert refused.value.pointer == pointer
    assert len(at_shop.dossier("1").entries) == len(before.entries)


def test_a_known_value_left_as_it_is_is_spared_and_one_changed_is_declared(http: httpx.Client) -> None:
    at_shop = shop(http)
    at_shop.begin(LICENCE, DRIVER, number="1")
    same = at_shop.answer("1", {"nguoiYeuCau": {"soDienThoai": "0309060011"}})
    assert _spared(same) == {"/nguoiYeuCau/soDienThoai": True}
    assert _spared(at_shop.answer("1", {"nguoiYeuCau": {"soDienThoai": "0309999999"}})) == {
        "/nguoiYeuCau/soDienThoai": False
    }


def test_what_is_wanted_is_said_of_whom_in_both_languages(http: httpx.Client) -> None:
    dossier = shop(http).apply(MARRIAGE, GROOM, number="1")
    told = {each["field"]: (each["vi"], each["en"]) for each in dossier.as_json()["reasons"]}
    whose = "Bên kia – Họ, chữ đệm và tên"
    assert told["/benKia/hoVaTen"] == (f"Còn thiếu: {whose}", f"Wanted: {whose}")


def _spared(dossier: Dossier) -> dict[str, bool]:
    return {field.pointer: field.is_spared for field in dossier.fields if field.leaf.mode == "confirm"}


def test_the_same_application_again_is_the_same_dossier_and_does_nothing_more(http: httpx.Client) -> None:
    at_shop = shop(http)
    once = at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    again = at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    assert once.state == again.state == "daTraKetQua"
    assert [entry.what for entry in once.entries] == [entry.what for entry in again.entries]


def test_a_number_that_is_anothers_is_a_conflict(http: httpx.Client) -> None:
    at_shop = shop(http)
    at_shop.begin(LICENCE, DRIVER, number="1")
    other = Applicant(number="099195014001", claims={"hoVaTen": "Lê Minh Anh"})
    with pytest.raises(DossierConflict):
        at_shop.begin(LICENCE, other, number="1")


def test_two_who_go_on_at_once_one_is_told(http: httpx.Client) -> None:
    class Taken(MemoryDossiers):
        taken = False

        def enter(self, number: str, turn: int, entry: Any) -> bool:
            return not self.taken and super().enter(number, turn, entry)

    dossiers = Taken()
    at_shop = shop(http, dossiers)
    at_shop.begin(LICENCE, DRIVER, number="1")
    dossiers.taken = True
    with pytest.raises(DossierConflict):
        at_shop.answer("1", LOST)


def test_an_unknown_procedure_or_dossier_is_named(http: httpx.Client) -> None:
    with pytest.raises(InvalidRequest) as refused:
        shop(http).begin("khong-co", DRIVER, number="1")
    assert refused.value.pointer == "/procedure"
    with pytest.raises(InvalidRequest) as unknown:
        shop(http).submit("khong-co")
    assert unknown.value.pointer == "/number"


NOT_YET = {
    "check": "identify",
    "registry": "population",
    "vi": "Chưa xác thực được người yêu cầu: Cơ sở dữ liệu quốc gia về dân cư chưa trả lời. "
    "Hồ sơ được giữ, chưa tiếp nhận.",
    "en": "The applicant is not identified yet: National population database has not answered. "
    "The dossier is kept, and not received.",
}


def test_a_dossier_is_begun_although_it_is_not_known_who_applies_and_nothing_is_told_of_him(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    watched = shop(Broken({"population"}, http).client, dossiers, Watched)
    dossier = watched.begin(LICENCE, DRIVER, number="1")
    assert (dossier.state, dossier.is_identified, dossier.reasons) == ("moiDangKy", None, (NOT_YET,))
    assert [field.pointer for field in dossier.to_ask] == ["/lyDo"]
    assert dossier.as_json()["form"] == {}
    answered = watched.answer("1", {**LOST, "nguoiYeuCau": {"soDienThoai": "0309999999"}})
    assert answered.form == {**LOST, "nguoiYeuCau": {"soDienThoai": "0309999999"}}
    assert watched.rounds == [[("verify", "population", frozenset())]]
    (told,) = indicators([dossiers.entries("1")], NOW)
    assert (told.verifications, dict(told.failures), dict(told.lookups)) == (0, {"population": 1}, {})


def test_what_is_handed_in_before_it_is_known_who_applies_waits_and_goes_on_by_itself(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    at_shop = shop(Broken({"population"}, http).client, dossiers, people=Nobody())
    at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    dossier = at_shop.submit("1")
    assert (dossier.state, dossier.reasons, dossier.received_at) == ("moiDangKy", (NOT_YET,), None)
    assert [entry.what["kind"] for entry in at_shop.resume("1").entries].count("applied") == 1
    done = shop(http, dossiers).resume("1")
    assert (done.state, done.reasons) == ("daTraKetQua", ())
    assert done.form["nguoiYeuCau"]["hoVaTen"] == DRIVER.claims["hoVaTen"]
    counted = [field for field in done.fields if field.counts]
    spared = sum(field.is_spared for field in counted)
    assert _submitted(done) == [{"kind": "submitted", "counted": len(counted), "spared": spared}]


class Nobody(Stub):
    """Whoever is asked here fails the test."""

    def consent(self, asked: Consent) -> bool | None:
        raise AssertionError(asked)

    def pay(self, asked: do.Pay) -> bool | None:
        raise AssertionError(asked)

    def decide(self, asked: Decide) -> Decision | None:
        raise AssertionError(asked)


def _submitted(dossier: Dossier) -> list[Any]:
    return [dict(entry.what) for entry in dossier.entries if entry.what["kind"] == "submitted"]


def test_what_is_wanting_is_found_out_once_it_is_known_who_applies(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    shop(Broken({"population"}, http).client, dossiers).apply(LICENCE, DRIVER, number="1")
    found = shop(http, dossiers).resume("1")
    assert (found.state, [each["field"] for each in found.reasons]) == ("yeuCauBoSung", ["/lyDo"])
    shop(http, dossiers).answer("1", LOST)
    assert shop(http, dossiers).submit("1").state == "daTraKetQua"


def test_who_turns_out_to_be_another_is_refused_then_and_nothing_is_looked_up(http: httpx.Client) -> None:
    dossiers, other = MemoryDossiers(), Applicant(number=DRIVER.number, claims={"hoVaTen": "Nguyễn Văn Khác"})
    shop(Broken({"population"}, http).client, dossiers).apply(LICENCE, other, LOST, number="1")
    watched = shop(http, dossiers, Watched)
    dossier = watched.resume("1")
    assert (dossier.state, [each["check"] for each in dossier.reasons]) == ("khongTiepNhan", ["identify"])
    assert watched.rounds == [[("verify", "population", frozenset())]]


def test_a_dossier_that_waits_to_be_identified_may_be_taken_back(http: httpx.Client) -> None:
    at_shop = shop(Broken({"population"}, http).client)
    at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    dossier = at_shop.withdraw("1")
    assert (dossier.state, dossier.reasons) == ("rutHoSo", ())


def test_the_database_down_only_at_the_hand_in_stops_nobody_who_was_identified(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    shop(http, dossiers).begin(LICENCE, DRIVER, number="1")
    at_shop = shop(Broken({"population"}, http).client, dossiers)
    at_shop.answer("1", LOST)
    assert at_shop.submit("1").state == "daTraKetQua"


def test_rows_that_a_register_tells_are_answered_only_of_somebody_who_is_identified(http: httpx.Client) -> None:
    at_shop = shop(Broken({"population"}, http).client)
    begun = at_shop.begin("cap-phieu-ly-lich-tu-phap", DRIVER, number="1")
    with pytest.raises(InvalidRequest, match="not known before the applicant is identified") as refused:
        at_shop.answer("1", {"quaTrinhCuTru": [{"tuNgay": "2013-09-01"}]})
    assert refused.value.pointer == "/answers/quaTrinhCuTru/0"
    assert at_shop.dossier("1").entries == begun.entries


def test_a_kill_while_it_becomes_known_who_applies_loses_nothing(store: Store) -> None:
    calm = _waited(store, "waits", None)
    for effect in range(200):
        if _waited(store, f"waits{effect}", effect) is None:
            assert _waited(store, f"waits{effect}", None, begin=False) == calm
        else:
            break
    assert effect > 10


def _waited(store: Store, workspace: str, effect: int | None, *, begin: bool = True) -> Any:
    """Handed in while the database was down, then resumed; None if it was killed after the effect of that number."""
    http = client(store, headers={"X-Sandbox-Workspace": workspace})
    dossiers = DOSSIERS.setdefault(workspace, MemoryDossiers())
    if begin:
        shop(Broken({"population"}, http).client, dossiers).apply(LICENCE, DRIVER, LOST, number="1")
    at_shop = shop(http, dossiers, Mortal)
    at_shop.left = -1 if effect is None else effect
    try:
        dossier = at_shop.resume("1")
    except Killed:
        return None
    kinds = [entry.what["kind"] for entry in dossier.entries]
    return dossier.state, dossier.form, _submitted(dossier), kinds, len(dossiers.documents(DRIVER.number))


class Broken(httpx.BaseTransport):
    """The way to the service, on which some registries do not answer."""

    def __init__(self, down: set[str], inner: httpx.Client) -> None:
        self._down, self._inner = down, inner
        self.client = httpx.Client(transport=self, base_url="http://sandbox.test")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.split("/")[1] in self._down:
            return httpx.Response(503, request=request)
        body = {"content": request.content, "headers": {"content-type": "application/json"}}
        answered = self._inner.request(request.method, request.url.path, **body)  # type: ignore[arg-type]
        return httpx.Response(answered.status_code, content=answered.content, request=request)


class Office(Stub):
    """An officer whose decisions are given, in order."""

    def __init__(self, *decisions: Decision | None) -> None:
        self._left = [*decisions]

    def decide(self, asked: Decide) -> Decision | None:
        del asked
        return self._left.pop(0)


def test_an_officer_may_wait_ask_for_more_and_accept(http: httpx.Client) -> None:
    more = Decision(decision="supplement", reason={"vi": "Thiếu ảnh", "en": "No portrait"})
    at_shop = shop(http, people=Office(None, more, Decision(decision="accept")))
    assert at_shop.apply(LICENCE, DRIVER, LOST, number="1").state == "dangXuLy"
    wanted = at_shop.resume("1")
    assert (wanted.state, wanted.reasons[0]["vi"]) == ("yeuCauBoSung", "Thiếu ảnh")
    at_shop.answer("1", {"lyDo": "matHong"})
    assert at_shop.submit("1").state == "daTraKetQua"


def test_an_officer_who_refuses_ends_it(http: httpx.Client) -> None:
    no = Decision(decision="refuse", reason={"vi": "Ảnh không đúng", "en": "Not the portrait"})
    dossier = shop(http, people=Office(no)).apply(LICENCE, DRIVER, LOST, number="1")
    assert (dossier.state, dossier.reasons[0]["en"], dossier.documents) == ("dungXuLy", "Not the portrait", ())


def test_a_dossier_taken_back_is_open_no_more(http: httpx.Client) -> None:
    at_shop = shop(http)
    at_shop.begin(LICENCE, DRIVER, number="1")
    assert at_shop.withdraw("1").state == "rutHoSo"
    with pytest.raises(DossierConflict):
        at_shop.answer("1", LOST)


@pytest.mark.parametrize("action", ["submit", "resume", "withdraw"])
def test_a_dossier_that_has_ended_is_returned_as_it_stands_with_no_entry_more(http: httpx.Client, action: str) -> None:
    at_shop = shop(http)
    done = at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    again = getattr(at_shop, action)("1")
    assert (again.state, again.entries) == ("daTraKetQua", done.entries)


def test_a_result_lies_in_its_owners_store_once(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    at_shop = shop(http, dossiers)
    at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    at_shop.resume("1")
    assert [(each.kind, each.dossier) for each in dossiers.documents(DRIVER.number)] == [("giayPhepLaiXe", "1")]


def test_a_kill_at_any_effect_loses_nothing_and_does_nothing_twice(store: Store) -> None:
    calm = _entered(store, "calm")
    for effect in range(200):
        if not _killed(store, f"killed{effect}", effect):
            break
        assert _entered(store, f"killed{effect}") == calm
    assert effect > 10


class Killed(BaseException):
    """The process ends here."""


class Mortal(OneStop):
    """Lives until just after the effect of that number, and no further; with a negative one, for ever."""

    left = 0

    def _do(self, each: do.Effect, slug: str, number: str) -> Any:
        done = super()._do(each, slug, number)
        if self.left == 0:
            raise Killed
        self.left -= 1
        return done


def _killed(store: Store, workspace: str, effect: int) -> bool:
    """Whether it was killed after the effect of that number; False if there are not so many."""
    dossiers = DOSSIERS.setdefault(workspace, MemoryDossiers())
    at_shop = _in(store, workspace, dossiers, Mortal)
    at_shop.left = effect
    try:
        at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    except Killed:
        return True
    return False


DOSSIERS: dict[str, MemoryDossiers] = {}


def _entered(store: Store, workspace: str) -> Any:
    dossiers = DOSSIERS.setdefault(workspace, MemoryDossiers())
    at_shop = _in(store, workspace, dossiers, OneStop)
    if dossiers.entries("1"):
        at_shop.resume("1")
    dossier = at_shop.apply(LICENCE, DRIVER, LOST, number="1")
    stream = store.log.stream(workspace)
    written = [(event.type, event.subject) for event in store.log.since(stream, 0, 100)]
    kinds = sorted({entry.what["kind"] for entry in dossier.entries})
    return dossier.state, dossier.form, written, kinds, [d.number for d in dossiers.documents(DRIVER.number)]


def _in(store: Store, workspace: str, dossiers: MemoryDossiers, kind: type[OneStop]) -> Any:
    return shop(client(store, headers={"X-Sandbox-Workspace": workspace}), dossiers, kind)


def test_the_indicators_of_a_dossier_are_what_its_form_says(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    dossier = shop(http, dossiers).apply(LICENCE, DRIVER, LOST, number="1", agency={"ma": "H99"})
    (told,) = indicators([dossiers.entries("1")], NOW)
    counted = [field for field in dossier.fields if field.counts]
    assert (told.counted, told.spared) == (len(counted), sum(field.is_spared for field in counted))
    assert told.as_json()["formShare"] == round(form(LICENCE).share, 4)
    assert (told.verifications, told.returned, told.on_time, told.consumers) == (1, 1, 1, {"H99"})


def test_a_dossier_is_told_by_the_agency_that_took_it_in_and_by_its_commune(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    agency: Agency = {"ma": "H99.1", "ten": "Bộ phận một cửa phường Vị Tân", "maPhuongXa": "31333"}
    assert shop(http, dossiers).begin(LICENCE, DRIVER, number="1", agency=agency).agency == agency
    (told,) = indicators([dossiers.entries("1")], NOW, by=("agency", "commune"))
    assert told.key == {"agency": "H99.1", "commune": "31333"}


@pytest.mark.parametrize(
    ("agency", "pointer"),
    [
        ({"x": "y"}, "/agency"),
        ({"ten": "Một cửa"}, "/agency"),
        ({"ma": "H99", "x": "y"}, "/agency"),
        ("H99", "/agency"),
        ({"ma": ""}, "/agency/ma"),
        ({"ma": "H 99"}, "/agency/ma"),
        ({"ma": "099088006001"}, "/agency/ma"),
        ({"ma": "H99", "ten": None}, "/agency/ten"),
        ({"ma": "H99", "maPhuongXa": 31333}, "/agency/maPhuongXa"),
        ({"ma": "H99", "maPhuongXa": "31318"}, "/agency/maPhuongXa"),
    ],
)
def test_what_is_no_agency_is_named_in_both_languages_and_nothing_is_opened(
    http: httpx.Client, agency: Any, pointer: str
) -> None:
    dossiers = MemoryDossiers()
    with pytest.raises(InvalidRequest) as refused:
        shop(http, dossiers).begin(LICENCE, DRIVER, number="1", agency=agency)
    assert refused.value.pointer == pointer
    assert refused.value.vi != refused.value.en
    assert dossiers.numbers() == []


def test_an_agency_sits_in_a_commune_of_its_day(http: httpx.Client) -> None:
    with pytest.raises(InvalidRequest) as refused:
        shop(http).begin(LICENCE, DRIVER, number="1", agency={"ma": "H99", "maPhuongXa": OLD})
    assert (refused.value.vi, refused.value.en) == (
        f"maPhuongXa: vào ngày 23/11/2026 không có phường, xã mang mã {OLD}.",
        f"maPhuongXa: no commune has the code {OLD} on 2026-11-23.",
    )
    must_sit_somewhere({"ma": "H99", "maPhuongXa": OLD}, "2025-06-30")


def test_an_indicator_without_a_dossier_has_no_live_share() -> None:
    (told,) = indicators([], NOW, empty=[LICENCE])
    assert (told.dossiers, told.live_share) == (0, None)


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        ("2026-11-23T08:00", 0, "2026-11-23"),
        ("2026-11-23T08:00", 1, "2026-11-25"),  # the 24th is a public holiday
        ("2026-11-23T15:30", 1, "2026-11-26"),  # late: counts from the next working day
        ("2026-11-27T08:00", 1, "2026-11-30"),
        ("2026-02-13T16:00", 0, "2026-02-23"),  # over Tết
    ],
)
def test_time_limits_are_counted_in_working_days(received: str, days: int, last: str) -> None:
    assert due(datetime.fromisoformat(received), days) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("received", "hours", "last"),
    [
        ("2026-11-23T08:00", 2, "2026-11-23T10:00"),
        ("2026-11-23T06:30", 2, "2026-11-23T10:00"),
        ("2026-11-23T11:30", 2, "2026-11-23T14:30"),  # over noon
        ("2026-11-23T12:15", 2, "2026-11-23T15:00"),
        ("2026-11-23T15:00", 2, "2026-11-23T17:00"),
        ("2026-11-23T15:01", 2, "2026-11-25T10:00"),  # late, and the 24th is a public holiday
        ("2026-11-28T09:00", 2, "2026-11-30T10:00"),
        ("2026-11-25T14:00", 9, "2026-11-26T15:00"),
    ],
)
def test_working_hours_are_counted_while_offices_are_open(received: str, hours: int, last: str) -> None:
    assert due_in_hours(datetime.fromisoformat(received), hours) == datetime.fromisoformat(last)


WORDS = {"form": {"a": {"b": "x"}, "nothing": None, "list": [{"n": 1}, {"n": 2}]}, "today": "2026-11-23"}


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("age('2008-11-23', today)", 18),
        ("age('2008-11-24', today)", 17),
        ("age('2008', today)", 17),
        ("age('2008-11', today)", 17),
        ("plusMonths('2026-01-31', 1)", "2026-02-28"),
        ("plusWorkingDays('2026-11-20', 1)", "2026-11-23"),
        ("amount('luongCoSo', '2026-06-30')", 2_340_000),
        ("amount('luongCoSo', '2026-07-01')", 2_530_000),
        ("pensionable('1965-05-23', '1', '2026-11-23')", True),
        ("pensionable('1965-05-24', '1', '2026-11-23')", False),
        ("pensionable('1969-11-23', '2', '2026-11-23')", True),
        ("pensionable('1969-11-24', '2', '2026-11-23')", False),
        ("plusDays(today, 8)", "2026-12-01"),
        ("days('2026-11-20', today)", 3),
        ("latest(form.list, 'n').n", 2),
        ("same('HOÀ  bình', 'hòa Bình')", True),
        ("flat(form.list, 'n')", [1, 2]),
        ("form.nothing == null", True),
        ("unitInUse({'maTinhThanh': '92', 'maPhuongXa': '31399'}, today)", True),
        ("unitInUse({'maTinhThanh': '93', 'maQuanHuyen': '932', 'maPhuongXa': '31399'}, today)", False),
    ],
)
def test_a_rule_comes_to_its_value(rule: str, value: object) -> None:
    assert judge(rule, WORDS) == value


def test_a_rule_about_what_is_not_known_cannot_be_judged_and_does_not_hold() -> None:
    with pytest.raises(Unjudged):
        judge("form.nothing < 3", WORDS)
    assert not holds("form.unheard.of == 1", WORDS)
    assert holds("", WORDS)


def test_a_document_is_built_of_rules_and_leaves_out_what_is_null() -> None:
    assert built({"b": "form.a.b", "none": "form.nothing", "in": ["today"]}, WORDS) == {"b": "x", "in": ["2026-11-23"]}


def test_what_a_rule_reads_is_known() -> None:
    read = mentioned("form.a.b == 'form.x' && outcome.me.population == 'found'")
    assert {("form", "a", "b"), ("outcome", "me", "population")} <= read


def test_every_function_of_the_rules_is_on_the_page() -> None:
    assert [name for name in FUNCTIONS if f"`{name}`" not in PAGE] == []


def test_consent_and_payment_are_asked_of_people_and_waited_for(http: httpx.Client) -> None:
    class Slow(Stub):
        is_paid: bool | None = None

        def pay(self, asked: do.Pay) -> bool | None:
            del asked
            return self.is_paid

        def consent(self, asked: Consent) -> bool | None:
            del asked
            return True

    people = Slow()
    at_shop = shop(http, people=people)
    assert at_shop.apply(LICENCE, DRIVER, LOST, number="1").received_at is None
    people.is_paid = True
    assert at_shop.resume("1").state == "daTraKetQua"


class Silent:
    """People who have paid, and say nothing else when they are asked."""

    def consent(self, asked: Consent) -> None:
        del asked

    def pay(self, asked: do.Pay) -> bool | None:
        return asked.vnd == FEE

    def decide(self, asked: Decide) -> None:
        del asked


@pytest.mark.parametrize(("given", "state"), [(True, "dangXuLy"), (False, "khongTiepNhan")])
def test_who_may_take_any_time_to_consent_says_so_when_he_likes(http: httpx.Client, state: str, *, given: bool) -> None:
    at_shop = shop(http, people=Silent())
    waiting = at_shop.apply("dang-ky-tam-tru", TENANT, TENANCY, number="1")
    assert [(each.by, each.until, each.state) for each in waiting.consents] == [(LANDLADY, None, "asked")]
    assert at_shop.resume("1").entries == waiting.entries
    assert at_shop.consent("1", "/yKien/chuSoHuu", LANDLADY, given=given).state == state


def test_a_dossier_not_done_by_its_day_is_late(http: httpx.Client) -> None:
    dossiers = MemoryDossiers()
    dossier = shop(http, dossiers, people=Office(None)).apply(LICENCE, DRIVER, LOST, number="1")
    assert dossier.is_on_time(NOW) is True
    assert dossier.is_on_time(NOW + timedelta(30)) is False
    (told,) = indicators([dossiers.entries("1")], NOW + timedelta(30))
    assert (told.on_time, told.late) == (0, 1)


DECIDED = {"kind": "decided", "step": "khaiSinh", "syncBy": "2026-11-23T08:10:00+00:00"}
LINKED = {"kind": "begun", "step": "khaiSinh", "due": "2026-11-26", "acknowledgeBy": "2026-11-23T10:00:00+00:00"}


@pytest.mark.parametrize(
    ("entries", "late"),
    [
        ([(8, LINKED), (9, {"kind": "acknowledged", "step": "khaiSinh"})], (0, 0)),
        ([(8, LINKED), (11, {"kind": "acknowledged", "step": "khaiSinh"})], (1, 0)),
        ([(8, LINKED)], (1, 0)),
        (
            [
                (8, DECIDED),
                (9, {"kind": "done", "step": "khaiSinh"}),
            ],
            (0, 1),
        ),
        (
            [
                (8, DECIDED),
                (8, {"kind": "sent", "step": "khaiSinh"}),
            ],
            (0, 0),
        ),
    ],
)
def test_dossiers_acknowledged_or_synchronised_late_are_indicators(
    entries: list[tuple[int, dict[str, Any]]], late: tuple[int, int]
) -> None:
    opened_at = DossierEntry(NOW, {"kind": "opened", "procedure": LICENCE, "citizen": "", "claims": {}})
    more = [DossierEntry(NOW.replace(hour=hour), what) for hour, what in entries]
    (told,) = indicators([[opened_at, *more]], NOW.replace(hour=12))
    assert (told.late_acknowledged, told.late_synced) == late


def test_rows_written_while_a_register_is_down_stand_behind_those_that_it_tells_later() -> None:
    sheet = Sheet(form("cap-phieu-ly-lich-tu-phap"))
    sheet.answer({"ticked": {JOBS: []}, "added": {JOBS: 1}, "answers": {f"{JOBS}/0/noiLamViec": "Nông trại Mẫu"}})
    sheet.learn({"items": {JOBS: [{}, {}]}})
    assert sheet.value(f"{JOBS}/2/noiLamViec") == "Nông trại Mẫu"
    assert sheet.value(f"{JOBS}/0/noiLamViec") is None
