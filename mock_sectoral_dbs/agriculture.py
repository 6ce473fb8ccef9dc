"""The database of agriculture: who grows, raises or fishes what, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mock_national_db.dates import years_later
from mock_national_db.registry import Decision, Refused, Registry, changes
from mock_national_db.timeline import Fact, current
from mock_sectoral_dbs import _assets, _certificates, _decisions, _fields
from mock_sectoral_dbs._life import facts_of, is_told_of, must_be_born, must_live, office, while_living

if TYPE_CHECKING:
    from mock_national_db.draw import Draw
    from mock_national_db.person import Person
    from mock_national_db.registry import Event, Record
    from mock_national_db.workspace import Workspace

BEGAN = date(2018, 1, 1)
CROPS, GROWING_AREA, PONDS, LIVESTOCK, FOREST, BOAT = (
    "trongTrot",
    "vungTrong",
    "nuoiTrongThuySan",
    "chanNuoi",
    "chuRung",
    "tauCa",
)
ACTIVE, ENDED = "hoatDong", "ngungHoatDong"
_CODE = "NN"
_HELD = "agriculture.held"  # the fact that events of this registry teach
_LAND = ("maThua", "loaiDat", "dienTich", "diaChiThua", "ngayCap", "nguoiCungSoHuu")
_ON_LAND: Mapping[str, tuple[str, Mapping[str, float], int]] = {  # kind, what is grown, kilogrammes a hectare and year
    "LUC": (CROPS, {"Lúa": 1}, 12_000),
    "BHK": (CROPS, {"Mía": 50, "Bắp": 30, "Rau màu": 20}, 30_000),
    "CLN": (GROWING_AREA, {"Sầu riêng": 25, "Xoài": 20, "Mít": 25, "Bưởi": 18, "Chanh": 12}, 15_000),
    "NTS": (PONDS, {"Cá thát lát": 45, "Cá tra": 35, "Tôm sú": 20}, 20_000),
    "RSX": (FOREST, {"Rừng tràm": 70, "Keo lai": 30}, 4_000),
}
_ANIMALS = {("Heo", 60): 40, ("Gà", 900): 25, ("Vịt", 1_500): 25, ("Bò", 14): 10}  # the largest number of each
_GEAR = {"Lưới rê": 40, "Lưới kéo": 25, "Câu": 20, "Lồng bẫy": 15}
_CERTIFICATES = {"VietGAP": 75, "GlobalGAP": 15, "huuCo": 10}
_FIRST_ANIMALS, _FIRST_BOAT = 91, 95  # turns by which they are numbered, beyond those of fields
_PASSES = ("loaiCoSo", "diaChiCoSo", "maThua", "loaiDat", "dienTichSanXuat", "doiTuongSanXuat", "soLuong", "sanLuong")
_BOATS = ("soDangKyTau", "chieuDaiTau", "congSuatMay", "hanGiayPhep", "maVungTrong", "chungNhan", "hanChungNhan")


def _records(person: Person, draw: Draw) -> Iterator[Record]:
    yield from _assets.held(
        _drawn(person, draw), facts_of(person.fact(_HELD)), "maCoSo", lambda f: _record(person, f.since, f.value, f)
    )


def _drawn(person: Person, draw: Draw) -> Iterator[Record]:
    yield from _on_land(person, draw)
    for kind, turn, share in ((LIVESTOCK, _FIRST_ANIMALS, 0.05), (BOAT, _FIRST_BOAT, 0.012)):
        if draw.share(kind, share):
            since = max(person.birthday(25), BEGAN) + timedelta(draw.days(f"{kind} day", 0, 3000))
            end = min(person.birthday(66), person.death or date.max)
            if since < end:
                given = _animals(draw) if kind == LIVESTOCK else _boat(person, draw, since)
                yield _record(person, since, {**_numbered(person, turn, kind), **given})


def _record(person: Person, since: date, given: Mapping[str, Any], told: Fact | None = None) -> Record:
    def rest() -> dict[str, Any]:
        return {
            "noiCuTru": person.fact("thuongTru"),
            "diaChiCoSo": person.residence(since),
            "ngayDangKy": since.isoformat(),
            "coQuanQuanLy": office(person, "so_nnmt", since),
            "tinhTrang": while_living(person, since, ACTIVE, ENDED),
        }

    holder = {name: person.fact(name) for name in ("soDinhDanh", "hoVaTen", "ngaySinh")}
    return _fields.record(since, {**holder, **given}, rest, told.known if told else None)


def _numbered(person: Person, turn: int, kind: str) -> dict[str, str]:
    return {"maCoSo": _decisions.numbered(person, turn, _CODE), "loaiCoSo": kind}


# -- what is produced --------------------------------------------------------------------------------------------------


def _on_land(person: Person, draw: Draw) -> Iterator[Record]:
    """What a household grows on its land; of a couple, the one whose index comes first declares it."""
    if not is_told_of(person, "land") and not any(_certificates.held_by(person, _certificates.is_field)):
        return
    fields = zip(*(person.known(f"land.{name}") for name in _LAND), strict=True)
    for parcel, kind, area, where, issued, other in fields:
        index = getattr(other, "index", None)
        is_theirs = index is not None and index < person.index
        if kind not in _ON_LAND or is_theirs or not draw.share(f"declares {parcel}", 0.85):
            continue
        since = max(date.fromisoformat(issued), BEGAN) + timedelta(draw.days(f"day {parcel}", 10, 900))
        if person.death is None or since < person.death:
            given = {"maThua": parcel, "loaiDat": kind, "diaChiCoSo": where}
            yield _record(person, since, {**given, **_grown(person, draw, parcel, kind, area, since)})


def _grown(person: Person, draw: Draw, parcel: str, land: str, area: float, since: date) -> dict[str, Any]:
    kind, crops, yields = _ON_LAND[land]
    used = round(area * draw.integer(f"used {parcel}", 75, 100) / 100, 1)
    _, sheet, place = parcel.split(".")
    found = {
        **_numbered(person, int(f"{sheet}{place:>06}"), kind),
        "dienTichSanXuat": used,
        "doiTuongSanXuat": draw.one_of(f"grows {parcel}", crops),
        "sanLuong": round(used * yields * draw.integer(f"yields {parcel}", 70, 120) / 10**9, 1),
    }
    if kind != GROWING_AREA:
        return found
    found["maVungTrong"] = f"VN-CTOR-{sheet:>03}{place:>06}"
    if draw.share(f"certified {parcel}", 0.4):
        found |= {"chungNhan": draw.one_of(f"certificate {parcel}", _CERTIFICATES)}
        found |= {"hanChungNhan": years_later(since, draw.integer(f"until {parcel}", 2, 12)).isoformat()}
    return found


def _animals(draw: Draw) -> dict[str, Any]:
    animal, most = draw.one_of("animal", _ANIMALS)
    return {"doiTuongSanXuat": animal, "soLuong": draw.integer("animals", max(3, most // 20), most)}


def _boat(person: Person, draw: Draw, since: date) -> dict[str, Any]:
    """A boat of the near shore; its registration begins with letters that no province has."""
    metres = draw.integer("length", 62, 149)
    return {
        "doiTuongSanXuat": draw.one_of("gear", _GEAR),
        "soDangKyTau": f"XX-{person.number(_decisions.KIND)}-TS",
        "chieuDaiTau": metres / 10,
        "congSuatMay": round(metres * 0.6, 1),
        "hanGiayPhep": years_later(since, 10).isoformat(),
    }


# -- what an event settles ---------------------------------------------------------------------------------------------


def _decide_registered(event: Event, seen: Workspace) -> Decision:
    person = seen.person(event.subject)
    must_be_born(person, event.on)
    must_live(person, event.on)
    thing = dict(event.data)
    if "maThua" in thing:
        parcels = dict(zip(person.known("land.maThua"), person.known("land.loaiDat"), strict=True))
        if thing["maThua"] not in parcels:
            raise Refused("invalid", "/data/maThua", reason="maThua")
        thing["loaiDat"] = parcels[thing["maThua"]]
    return _given(event, person, thing)


def _decide_transferred(event: Event, seen: Workspace) -> Decision:
    record, buyer = _assets.meant(event, seen, "maCoSo"), _assets.receiver(event, seen, "nguoiNhan")
    told = _assets.spelled(record, seen, seen.person(event.subject), (*_PASSES, *_BOATS))
    lost = event.with_data(maCoSo=current(record.fields["maCoSo"], seen.as_of))
    return _given(lost, buyer, told, lost=(event.subject,))


def _given(event: Event, owner: Person, thing: Mapping[str, Any], lost: tuple[int, ...] = ()) -> Decision:
    code = {"maCoSo": _decisions.written(event, owner, _CODE)}
    told = event.with_data(taiSan={**thing, **code}, indexes={"mat": list(lost), "nhan": [owner.index]})
    return Decision(told, touched=(owner.index, *lost), told=code)


REGISTRY = Registry(
    "agriculture",
    _records,
    events={
        "facility_transferred": _assets.loses("maCoSo"),
        **dict.fromkeys(("scale_changed", "status_changed", "record_corrected"), changes()),
    },
    learns=dict.fromkeys(("facility_registered", "facility_transferred"), _assets.learns(_HELD, "maCoSo")),
    decides={
        "facility_registered": _decide_registered,
        "facility_transferred": _decide_transferred,
        **dict.fromkeys(("scale_changed", "status_changed", "record_corrected"), _assets.of_one("maCoSo")),
    },
    find={("maCoSo",): _decisions.finds("maCoSo")},
)
