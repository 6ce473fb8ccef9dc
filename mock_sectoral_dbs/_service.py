"""Service of the State: the posts there are, the stages of a career in one of them, and what ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_sectoral_dbs._life import months_later, office, places
from mock_sectoral_dbs._work import Job, last_day, retirement

if TYPE_CHECKING:
    from mock_national_db.draw import Draw
    from mock_national_db.nation import Organisation
    from mock_national_db.person import Person

SCHOOL, HOSPITAL, STATION, COMMUNE = "school", "hospital", "tram_y_te", "ubnd_xa"
ELECTED, CIVIL, PUBLIC = "canBo", "congChuc", "vienChuc"
Unit = Callable[[date], Mapping[str, str] | None]
Scale = tuple[int, int, int]
_FIRST = date(1980, 1, 1)
_SOONEST_HEAD = 5  # years of service
_SHARE = 0.11  # of those who have finished school
_LATEST = 36  # years of age at recruitment
_EVENING_CLASSES = date(1975, 1, 1)  # who was born before may have learned where no register tells of it
_LEGACY = date(2025, 6, 30)
_A1, _A0, _B, _VOTED = (234, 33, 9), (210, 31, 10), (186, 20, 12), (195, 50, 2)  # Nghị định 204/2004, 33/2023


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """A post: at which kind of unit, for whom, its grade, the factor it begins with, its rise and its steps."""

    kind: str
    group: str
    title: str
    grade: str | None
    scale: Scale
    training: Mapping[str, int]


_GRADUATE, _TRAINED = {"daiHoc": 88, "thacSi": 12}, {"trungCap": 35, "caoDang": 65}
_POSTS = {
    Post(SCHOOL, PUBLIC, "Giáo viên", None, _A1, _GRADUATE): 58,
    Post(HOSPITAL, PUBLIC, "Bác sĩ", "V.08.01.03", _A1, {"daiHoc": 70, "thacSi": 26, "tienSi": 4}): 4,
    Post(HOSPITAL, PUBLIC, "Điều dưỡng", "V.08.05.13", _B, _TRAINED): 8,
    Post(STATION, PUBLIC, "Y sĩ", "V.08.03.07", _B, _TRAINED): 5,
    Post(COMMUNE, CIVIL, "Công chức địa chính", "01.003", _A1, _GRADUATE): 6,
    Post(COMMUNE, CIVIL, "Công chức tư pháp - hộ tịch", "01.004", _A0, {"caoDang": 100}): 5,
    Post(COMMUNE, ELECTED, "Phó Chủ tịch UBND", None, _VOTED, _GRADUATE): 3,
    Post("ubnd_tinh", CIVIL, "Chuyên viên", "01.003", _A1, _GRADUATE): 4,
    Post("so_tai_chinh", CIVIL, "Chuyên viên", "01.003", _A1, _GRADUATE): 4,
    Post("so_nnmt", CIVIL, "Chuyên viên", "01.003", _A1, _GRADUATE): 3,
}
_TEACHERS = {  # by the first words of a school's name
    "Trường Mẫu giáo": ("V.07.02.26", _A0),
    "Trường Tiểu học": ("V.07.03.29", _A1),
    "Trường Trung học cơ sở": ("V.07.04.32", _A1),
    "Trường Trung học phổ thông": ("V.07.05.15", _A1),
}
_HEADS = {SCHOOL: "Hiệu trưởng", HOSPITAL: "Giám đốc"}
_BY_TITLE = {_HEADS.get(post.kind, post.title): post for post in reversed(_POSTS)} | {p.title: p for p in _POSTS}


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of service: since when, at which unit (by its name of a day), as what."""

    since: date
    unit: Unit
    title: str


@dataclass(frozen=True, slots=True)
class Career:
    """A career: its post, the grade and scale, its stages, and the first day out of service, death aside."""

    post: Post
    grade: str | None
    scale: Scale
    stages: tuple[Stage, ...]
    until: date

    @property
    def since(self) -> date:
        """The day of recruitment."""
        return self.stages[0].since


def jobs(person: Person, draw: Draw, diplomas: Callable[[], Iterable[Mapping[str, Any]]]) -> list[Job]:
    """The jobs, oldest first, of whoever is drawn to serve the State: the insurer knows no others of his.

    Whoever heads a company does not serve it.
    """
    organisations = person.nation.organisations
    headed = next((h for kind in _HEADS if (h := organisations.headed_by(kind, person.index))), None)
    if headed is None and not (draw.share("serves", _SHARE) and _is_schooled(person, draw, diplomas)):
        return []
    if organisations.headed_by("company", person.index) is not None:
        return []
    since = months_later(person.birthday(22), draw.integer("recruited", 1, 6 if headed else 80))
    stages = _headship(person, headed, since) if headed else _entrance(person, draw, since)
    until = retirement(person) if headed else _leaving(person, draw, stages[0].since)
    is_alive = person.death is None or stages[0].since < person.death
    if stages[0].since < _FIRST or not is_alive or stages[0].unit(stages[0].since) is None:
        return []
    ends = [*(stage.since for stage in stages[1:]), until]
    return [
        _job(place, stage, min(end, until), draw)
        for place, (stage, end) in enumerate(zip(stages, ends, strict=True))
        if stage.since < until
    ]


def _job(place: int, stage: Stage, until: date, draw: Draw) -> Job:
    wage = draw.integer(f"wage {place}", 107, 330)
    return Job(place, stage.since, until, wage, stage.title, voluntary=False, unit=stage.unit)


def _is_schooled(person: Person, draw: Draw, diplomas: Callable[[], Iterable[Mapping[str, Any]]]) -> bool:
    """Whether the person has finished school, or may have done so where no register tells of it."""
    if person.birth < _EVENING_CLASSES and draw.share("evening classes", 0.9):
        return True
    return any(one["loai"] == "totNghiepTHPT" for one in diplomas())


def career(person: Person, insured: Iterable[Mapping[str, Any]]) -> Career | None:
    """The career that the months insured tell: the stretches of them at one unit of the State in one position."""
    parts = [one for one in insured if _serves(person, one)]
    if not parts:
        return None
    posts = groupby(parts, key=lambda one: (one["donVi"], one["chucDanh"]))
    stages = tuple(_stage(unit, title, next(months)["tuThang"]) for (unit, title), months in posts)
    last = parts[-1]
    until = months_later(_month(last["denThang"]), 1) if "denThang" in last else date.max
    post = _BY_TITLE[last["chucDanh"]]
    return Career(post, *_graded(post, stages[-1]), stages, until)


def _serves(person: Person, part: Mapping[str, Any]) -> bool:
    """Whether those months were in a post of the State: its title, and no company."""
    if "donVi" not in part or part.get("chucDanh") not in _BY_TITLE:
        return False
    return person.nation.organisations.company(part["donVi"].get("ma", "")) is None


def _stage(unit: Mapping[str, str], title: str, month: str) -> Stage:
    return Stage(_month(month), lambda _day: unit, title)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _leaving(person: Person, draw: Draw, since: date) -> date:
    """Retirement; a few leave before."""
    until = retirement(person)
    return (
        min(until, months_later(since, draw.integer("leaves after", 12, 240))) if draw.share("leaves", 0.12) else until
    )


def _headship(person: Person, headed: Organisation, since: date) -> list[Stage]:
    """Risen in the unit itself, or come from the department when it was founded."""
    risen = months_later(max(headed.founded, years_later(since, _SOONEST_HEAD)) - timedelta(1), 1)
    head = Stage(risen, _always(headed), _HEADS[headed.kind])
    if headed.founded <= since:
        return [Stage(since, _always(headed), next(p.title for p in _POSTS if p.kind == headed.kind)), head]
    department = _authority(person, "so_gddt" if headed.kind == SCHOOL else "so_y_te", since)
    return [Stage(since, department, "Chuyên viên"), head]


def _entrance(person: Person, draw: Draw, since: date) -> list[Stage]:
    """At a school or hospital of the province once it was founded, in time for the young; else at an authority."""
    post = draw.one_of("post", _POSTS)
    if post.kind not in _HEADS:
        return [Stage(since, _authority(person, post.kind, since), post.title)]
    first = _place(person, draw, post.kind, "first")
    if first is None or first.founded >= person.birthday(_LATEST):
        post = draw.one_of("other post", {p: w for p, w in _POSTS.items() if p.kind not in _HEADS})
        return [Stage(since, _authority(person, post.kind, since), post.title)]
    since = max(since, months_later(first.founded, 1))
    stages = [Stage(since, _always(first), post.title)]
    second, moved = _place(person, draw, post.kind, "second"), months_later(since, draw.integer("moves after", 48, 150))
    if second and second.ma != first.ma and second.founded <= moved and _level(second.ten) == _level(first.ten):
        stages.append(Stage(moved, _always(second), post.title))
    return stages


def _place(person: Person, draw: Draw, kind: str, name: str) -> Organisation | None:
    """A school or hospital of the province that the person comes from."""
    for place in places(person, person.birth):
        if unit := place.unit_on(_LEGACY):
            units = person.nation.organisations.of_kind(kind, unit.province_code)
            return units[draw.integer(f"{name} {kind}", 0, len(units) - 1)] if units else None
    return None


def _authority(person: Person, kind: str, since: date) -> Unit:
    """The authority of where the person lived at that time, by its name of the day."""
    home = next((place for place in places(person, since) if place.unit_on(since)), None)
    return lambda day: office(person, kind, day, of=home) or office(person, kind, since, of=home) if home else None


def _always(organisation: Organisation) -> Unit:
    return lambda _day: organisation.shown()


def _graded(post: Post, stage: Stage) -> tuple[str | None, Scale]:
    """A teacher's grade is that of the school's level."""
    if post.kind != SCHOOL:
        return post.grade, post.scale
    return _TEACHERS.get(_level((stage.unit(stage.since) or {})["ten"]), (post.grade, post.scale))


def _level(name: str) -> str:
    """The words that say a school's level; none for what is no school."""
    return next((words for words in _TEACHERS if name.startswith(words)), "")


def paid(scale: Scale, since: date, on: date) -> tuple[int, str]:
    """The step reached and its factor: a step every three years, every two in class IV, every five if elected."""
    first, rise, steps = scale
    years = 2 if scale is _B else 5 if scale is _VOTED else 3
    step = min(steps, 1 + max(0, (on - since).days // (365 * years + 1)))
    factor = first + rise * (step - 1)
    return step, f"{factor // 100}.{factor % 100:02}"


def served(career: Career, on: date) -> Iterator[dict[str, Any]]:
    """The stages begun by that day, each with its last day if it is over."""
    begun = [stage for stage in career.stages if stage.since <= on]
    ends = [*(stage.since for stage in begun[1:]), career.until]
    for stage, end in zip(begun, ends, strict=True):
        over: dict[str, str] = {"denNgay": last_day(end).isoformat()} if end <= on + timedelta(1) else {}
        yield {"tuNgay": stage.since.isoformat(), **over, "donVi": stage.unit(stage.since), "chucDanh": stage.title}
