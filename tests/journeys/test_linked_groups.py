"""The linked groups of birth and death survive being killed at any moment, and two who hand in the same dossier."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from dancu_connectors import async_connector_for
from dancu_connectors.errors import DossierConflict, InvalidRequest
from dancu_connectors.linked_dossiers import AsyncLinkedDossiers
from dancu_connectors.one_stop import AsyncOneStop, Decide, Decision, Document, Dossier, DossierEntry
from dancu_contracts import handling

from dancu_sandbox.one_stop import LogDossiers
from dancu_sandbox.serving import Served, application
from mock_national_db.store import Store
from tests.asgi import opened
from tests.journeys.procedures import FOLDER, Journey, Office

BIRTH, DEATH = "lien-thong-khai-sinh", "lien-thong-khai-tu"
KILLED = [
    (BIRTH, "bo-sung-thuong-tru-xong"),
    (BIRTH, "rut-ho-so"),
    (BIRTH, "qua-kenh-that-bo-sung"),
    (BIRTH, "chu-ho-qua-han"),
    (DEATH, "bhxh"),
    (DEATH, "than-nhan-mot-nguoi-qua-han"),
    (DEATH, "qua-kenh-that"),
]
SUBMITTED = [
    (BIRTH, "ba-ngoai-chu-ho"),
    (BIRTH, "qua-kenh-that"),
    (DEATH, "bao-tro"),
]
EFFECTS = ("/events", "/nhanHoSoDKHT", "/LayKetQua")
DONE_ONCE = (
    *("asked", "consented", "lapsed", "begun", "acknowledged", "sent"),
    *("acted", "issued", "done", "returned", "undone"),
)
HEAD = "/thuongTru/chuHo/dongY"
GRANDMOTHER = "099169033003"
CIVIL = {BIRTH: ["khaiSinh", "trichLuc"], DEATH: ["khaiTu", "trichLuc"]}
FULL = {BIRTH: "ba-ngoai-chu-ho", DEATH: "bhxh"}
Hook = Callable[[], Awaitable[None]]


class Killed(BaseException):
    """The power is cut."""


async def cut() -> None:
    raise Killed


class Moments:
    """Counts what is done outside the engine; just before or after one of these, something else happens."""

    def __init__(self, at: int = 0, *, after: bool = False, hook: Hook = cut) -> None:
        self.count, self._at, self._after, self._hook = 0, at, after, hook

    async def around(self, effect: Callable[[], Awaitable[Any]]) -> Any:
        self.count += 1
        is_now = self.count == self._at
        if is_now and not self._after:
            await self._hook()
        answer = await effect()
        if is_now and self._after:
            await self._hook()
        return answer


class Watched:
    """The store of dossiers, at whose writes something may happen."""

    def __init__(self, dossiers: LogDossiers, moments: Moments) -> None:
        self._dossiers, self._moments = dossiers, moments
        self.entries, self.numbers, self.documents = dossiers.entries, dossiers.numbers, dossiers.documents

    async def enter(self, number: str, turn: int, entry: DossierEntry) -> bool:
        async def write() -> bool:
            return self._dossiers.enter(number, turn, entry)

        return bool(await self._moments.around(write))

    async def keep(self, document: Document) -> None:
        async def write() -> None:
            self._dossiers.keep(document)

        await self._moments.around(write)


class Way(httpx.AsyncBaseTransport):
    """The way to the registers and agencies, on whose writes something may happen."""

    def __init__(self, app: Any, moments: Moments) -> None:
        self._inner, self._moments = httpx.ASGITransport(app), moments

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith(EFFECTS):
            return await self._inner.handle_async_request(request)
        answer: httpx.Response = await self._moments.around(lambda: self._inner.handle_async_request(request))
        return answer


class Officers(Office):
    """What they want supplemented they have written down, so that they want it once, whoever asks them again."""

    def decide(self, asked: Decide) -> Decision | None:
        made = self._decisions.get(asked.step, [])
        written = [e for e in asked.dossier.entries if e.what["kind"] == "wanted" and e.what.get("step") == asked.step]
        return made[len(written)] if len(written) < len(made) else Decision(decision="accept")


@cache
def served(store: Store) -> Any:
    return application(store, Served())


@asynccontextmanager
async def engine(store: Store, journey: Journey, moments: Moments) -> AsyncIterator[AsyncOneStop]:
    """A new engine, which knows nothing but the folder."""
    headers, way = {"X-Sandbox-Workspace": journey.workspace}, Way(served(store), moments)
    async with httpx.AsyncClient(transport=way, base_url="http://sandbox.test", headers=headers) as http:
        linked = AsyncLinkedDossiers(http, agency=100093, province="93")
        yield AsyncOneStop(
            connectors=lambda name: async_connector_for(name)(http, wire="uniform"),
            dossiers=cast("Any", Watched(LogDossiers(store, journey.workspace), moments)),  # awaited
            clock=lambda: store.workspace(journey.workspace).clock,
            people=Officers(journey.told),
            agencies={"civil_status": linked} if journey.told.get("overTheWire") else {},
        )


class Life:
    """One run of the portal: from the beginning of a journey, or from the part in which another was cut off."""

    def __init__(self, store: Store, journey: Journey, part: int = 0) -> None:
        self._store, self._journey, self.part = store, journey, part

    async def run(self, moments: Moments) -> Dossier:
        """To the end; raises Killed."""
        number, parts = self._journey.number, [{}, *self._journey.told.get("then", ())]
        async with engine(self._store, self._journey, moments) as shop:
            while self.part < len(parts):
                await (self._go_on(shop, parts[self.part]) if self.part else self._hand_in(shop))
                self.part += 1
            return await shop.dossier(number)

    async def _hand_in(self, shop: AsyncOneStop) -> None:
        number, told = self._journey.number, self._journey.told
        entries = LogDossiers(self._store, self._journey.workspace).entries(number)
        if any(entry.what["kind"] == "submitted" for entry in entries):
            await shop.resume(number)
        else:
            await shop.apply(self._journey.slug, self._journey.applicant(), told["answers"], number=number)

    async def _go_on(self, shop: AsyncOneStop, told: Mapping[str, Any]) -> None:
        number = self._journey.number
        if "clock" in told:
            self._store.log.set_clock(self._journey.workspace, datetime.fromisoformat(told["clock"]))
        if "answers" in told and (await shop.dossier(number)).state == "yeuCauBoSung":
            await shop.answer(number, told["answers"])
            await shop.submit(number)
        else:
            await (shop.withdraw if told.get("withdraw") else shop.resume)(number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def first(folder: Path) -> Iterator[Store]:
    store = opened(folder, 50)
    yield store
    store.close()


@pytest.fixture(scope="module")
def second(folder: Path, first: Store) -> Iterator[Store]:
    """The same folder, opened by another process as it were."""
    del first
    store = opened(folder, 50)
    yield store
    store.close()


def prepared(store: Store, slug: str, name: str, workspace: str) -> Journey:
    journey = Journey(store, FOLDER / slug / "journeys" / f"{name}.json", f"{slug}.{name}.{workspace}", served(store))
    journey.prepare()
    return journey


def left_behind(store: Store, journey: Journey, dossier: Dossier) -> dict[str, Any]:
    """All that a run leaves: events with their positions, results, agencies' papers, and the dossier as it is shown."""
    stream = store.log.stream(journey.workspace)
    names = [name for name in store.log.dossiers(stream, "") if not name.startswith("one_stop/")]
    return {
        "events": [
            (e.position, e.registry, e.type, e.subject, e.on, e.known, dict(e.data), e.client_id)
            for e in store.log.since(stream, 0, 1000)
        ],
        "papers": {name: store.log.entries(stream, name) for name in names},
        "dossier": dossier.as_json(),
        "done": [json.loads(json.dumps(e.what)) for e in dossier.entries if e.what["kind"] in DONE_ONCE],
    }


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("slug", "name"), KILLED, ids=[f"{slug}/{name}" for slug, name in KILLED])
def test_a_group_killed_at_any_moment_ends_as_one_that_never_was(
    first: Store, second: Store, slug: str, name: str, *, after: bool
) -> None:
    undisturbed, moments = prepared(first, slug, name, f"undisturbed.{'ab'[after]}"), Moments()
    expected = left_behind(first, undisturbed, asyncio.run(Life(first, undisturbed).run(moments)))
    for at in range(1, moments.count + 1):
        journey = prepared(first, slug, name, f"{at}{'ab'[after]}")
        life = Life(first, journey)
        with pytest.raises(Killed):
            asyncio.run(life.run(Moments(at, after=after)))
        dossier = asyncio.run(Life(second, journey, life.part).run(Moments()))
        assert left_behind(second, journey, dossier) == expected, at


def test_what_was_decided_before_the_cut_is_of_that_day_however_late_it_is_written(first: Store, second: Store) -> None:
    undisturbed, moments = prepared(first, BIRTH, "ba-viec", "today"), Moments()
    expected = asyncio.run(Life(first, undisturbed).run(moments))
    for at in range(1, moments.count + 1):
        journey = prepared(first, BIRTH, "ba-viec", f"late.{at}")
        with pytest.raises(Killed):
            asyncio.run(Life(first, journey).run(Moments(at, after=True)))
        second.log.set_clock(journey.workspace, datetime.fromisoformat("2026-11-26T08:00:00+07:00"))
        dossier = asyncio.run(Life(second, journey).run(Moments()))
        assert (dossier.state, dossier.reasons) == ("daTraKetQua", ()), at
        assert [document.kind for document in dossier.documents] == [each.kind for each in expected.documents], at
        assert days_of_acts(second, journey) == days_of_decisions(dossier), at


def days_of_acts(store: Store, journey: Journey) -> list[date]:
    return [event.on for event in store.log.since(store.log.stream(journey.workspace), 0, 1000)]


def days_of_decisions(dossier: Dossier) -> list[date]:
    """The day of its step's decision for each act."""
    decided = {e.what["step"]: e.at.date() for e in dossier.entries if e.what["kind"] == "decided"}
    return [decided[e.what["step"]] for e in dossier.entries if e.what["kind"] == "acted"]


@pytest.mark.parametrize(("slug", "name"), SUBMITTED, ids=[f"{slug}/{name}" for slug, name in SUBMITTED])
def test_two_who_hand_in_the_same_dossier_bring_about_one_result(
    first: Store, second: Store, slug: str, name: str
) -> None:
    alone, moments = prepared(first, slug, name, "alone"), Moments()
    expected = left_behind(first, alone, asyncio.run(submitted(first, alone, moments)))
    for at, after in product(range(1, moments.count + 1), (False, True)):
        journey = prepared(first, slug, name, f"two.{at}{'ab'[after]}")

        async def rival(journey: Journey = journey) -> None:
            async with engine(second, journey, Moments()) as shop:
                await shop.submit(journey.number)

        with suppress(DossierConflict):
            asyncio.run(submitted(first, journey, Moments(at, after=after, hook=rival)))
        dossier = asyncio.run(resumed(second, journey))
        assert left_behind(second, journey, dossier) == expected, (at, after)


async def submitted(store: Store, journey: Journey, moments: Moments) -> Dossier:
    """Begun and answered in peace, then submitted."""
    async with engine(store, journey, Moments()) as shop:
        await shop.begin(journey.slug, journey.applicant(), number=journey.number)
        await shop.answer(journey.number, journey.told["answers"])
    async with engine(store, journey, moments) as shop:
        return await shop.submit(journey.number)


async def resumed(store: Store, journey: Journey) -> Dossier:
    async with engine(store, journey, Moments()) as shop:
        return await shop.resume(journey.number)


@pytest.mark.parametrize("given", [True, False])
def test_an_answer_after_its_day_is_refused_in_both_languages_and_changes_nothing(first: Store, *, given: bool) -> None:
    journey = prepared(first, BIRTH, "chu-ho-qua-han", f"too-late.{given}".lower())
    before = asyncio.run(Life(first, journey).run(Moments()))
    with pytest.raises(DossierConflict) as refused:
        asyncio.run(said(first, journey, GRANDMOTHER, given=given))
    assert str(refused.value) == "Đã hết hạn xác nhận: 28/11/2026. / The time to confirm ended on 2026-11-28."
    assert asyncio.run(resumed(first, journey)).as_json() == before.as_json()


def test_an_answer_that_comes_too_late_ends_the_waiting_though_nobody_resumed(first: Store) -> None:
    journey = prepared(first, BIRTH, "chu-ho-chua-tra-loi", "unresumed")
    asyncio.run(Life(first, journey).run(Moments()))
    first.log.set_clock(journey.workspace, datetime.fromisoformat("2026-11-30T08:00:00+07:00"))
    with pytest.raises(DossierConflict, match="28/11/2026"):
        asyncio.run(said(first, journey, GRANDMOTHER, given=True))
    assert asyncio.run(resumed(first, journey)).steps["thuongTru"].state == "refused"


def test_only_who_was_asked_may_answer(first: Store) -> None:
    journey = prepared(first, BIRTH, "chu-ho-chua-tra-loi", "another")
    asyncio.run(Life(first, journey).run(Moments()))
    with pytest.raises(InvalidRequest) as refused:
        asyncio.run(said(first, journey, "099196033002", given=True))
    assert refused.value.pointer == "/by"


async def said(store: Store, journey: Journey, by: str, *, given: bool) -> Dossier:
    """What somebody answers who was asked."""
    async with engine(store, journey, Moments()) as shop:
        return await shop.consent(journey.number, HEAD, by, given=given)


@pytest.mark.parametrize("slug", [BIRTH, DEATH])
def test_no_other_sub_dossier_that_fails_takes_the_civil_status_event_back(first: Store, slug: str) -> None:
    for step in [each.id for each in handling(slug).steps if not each.needed]:
        journey = prepared(first, slug, FULL[slug], f"refused.{step}".lower())
        refused = [{"decision": "refuse", "reason": {"vi": "Không đủ điều kiện.", "en": "Not entitled."}}]
        journey.told["decisions"] = {step: refused}
        dossier = asyncio.run(Life(first, journey).run(Moments()))
        kinds = [(e.what["kind"], e.what["act"]) for e in dossier.entries if e.what["kind"] in {"acted", "undone"}]
        assert kinds[:2] == [("acted", act) for act in CIVIL[slug]], step
        assert [act for kind, act in kinds if kind == "undone"] == [], step
        assert dossier.state == "daTraKetQua", step


@pytest.mark.parametrize("slug", [BIRTH, DEATH])
def test_each_sub_dossier_has_a_number_of_its_own_beside_the_groups(first: Store, slug: str) -> None:
    journey = prepared(first, slug, FULL[slug], "numbered")
    told = asyncio.run(Life(first, journey).run(Moments())).as_json()
    assert {each["group"] for each in told["steps"]} == {told["number"]}
    assert [each["number"] for each in told["steps"]] == [
        f"{told['number']}.{place}" for place in range(1, len(told["steps"]) + 1)
    ]
    assert {each["dossier"] for each in told["documents"]} == {told["number"]}
    assert {each["number"].partition("-1")[0] for each in told["documents"]} <= {s["number"] for s in told["steps"]}


def test_a_dossier_kept_before_there_were_these_rules_is_read_as_it_was(first: Store) -> None:
    journey = prepared(first, BIRTH, "ba-ngoai-chu-ho", "old")
    now = asyncio.run(Life(first, journey).run(Moments()))
    added = {"asked", "acknowledged"}
    more = {"by", "acknowledgeBy", "syncBy", "workingDays"}
    kept = [
        DossierEntry(e.at, {name: part for name, part in e.what.items() if name not in more and part is not None})
        for e in now.entries
        if e.what["kind"] not in added
    ]
    kept = [DossierEntry(e.at, {"kind": "received"} if e.what["kind"] == "received" else e.what) for e in kept]
    old = Dossier.read(journey.number, kept, kept[-1].at)
    assert (old.state, old.form, old.documents) == (now.state, now.form, now.documents)
    assert [each.late(old.now) for each in old.steps.values()] == [()] * len(old.steps)
