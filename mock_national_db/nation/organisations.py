"""The nation's organisations: authorities of communes and provinces in both eras, schools, hospitals, companies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from itertools import takewhile
from typing import overload

from mock_national_db import units
from mock_national_db.draw import Draw, Permutation, key
from mock_national_db.nation import tables
from mock_national_db.nation.address import dwelling, packed
from mock_national_db.nation.arguments import Arguments, communes_of
from mock_national_db.nation.columns import PLACE
from mock_national_db.timeline import SEED_DAY
from mock_national_db.units import REFORM, Address, Unit

__all__ = ["Organisation", "Organisations", "company_code"]

Row = Sequence[int]
_COMMUNE_KINDS = {"ubnd_xa": ("UB", "UBND"), "cong_an_xa": ("CA", "Công an"), "tram_y_te": ("YT", "Trạm Y tế")}
_MINISTRIES_MERGED = date(2025, 3, 1)
_ERAS = (date.min, _MINISTRIES_MERGED, REFORM)
_PROVINCE_KINDS: dict[str, tuple[tuple[date, str], ...]] = {  # names from a day on, the latest first
    "ubnd_tinh": ((date.min, "UBND {}"),),
    "cong_an_tinh": ((date.min, "Công an {}"),),
    "csgt": ((date.min, "Phòng Cảnh sát giao thông, Công an {}"),),
    "thue": ((REFORM, "Thuế {}"), (date.min, "Cục Thuế {}")),
    "bhxh": ((date.min, "Bảo hiểm xã hội {}"),),
    "so_tu_phap": ((date.min, "Sở Tư pháp {}"),),
    "so_y_te": ((date.min, "Sở Y tế {}"),),
    "so_gddt": ((date.min, "Sở Giáo dục và Đào tạo {}"),),
    "so_tai_chinh": ((_MINISTRIES_MERGED, "Sở Tài chính {}"), (date.min, "Sở Kế hoạch và Đầu tư {}")),
    "so_xay_dung": ((_MINISTRIES_MERGED, "Sở Xây dựng {}"), (date.min, "Sở Giao thông vận tải {}")),
    "so_nnmt": ((_MINISTRIES_MERGED, "Sở Nông nghiệp và Môi trường {}"), (date.min, "Sở Tài nguyên và Môi trường {}")),
    "so_noi_vu": ((_MINISTRIES_MERGED, "Sở Nội vụ {}"), (date.min, "Sở Lao động - Thương binh và Xã hội {}")),
    "so_khcn": ((date.min, "Sở Khoa học và Công nghệ {}"),),
    "toa_an": ((date.min, "Tòa án nhân dân {}"),),
    "thi_hanh_an": ((REFORM, "Thi hành án dân sự {}"), (date.min, "Cục Thi hành án dân sự {}")),
    "ngan_hang": ((date.min, "Ngân hàng mẫu, chi nhánh {}"),),
    "dien_luc": ((date.min, "Công ty Điện lực {}"),),
    "vien_kiem_sat": ((date.min, "Viện kiểm sát nhân dân {}"),),
    "thanh_tra": ((date.min, "Thanh tra {}"),),
    "trung_tam_tgpl": ((date.min, "Trung tâm Trợ giúp pháp lý nhà nước {}"),),
    "dang_kiem": ((date.min, "Trung tâm Đăng kiểm xe cơ giới {}"),),
    "van_phong_dat_dai": ((date.min, "Văn phòng Đăng ký đất đai {}"),),
    "kho_bac": ((date.min, "Kho bạc Nhà nước {}"),),
    "so_cong_thuong": ((date.min, "Sở Công Thương {}"),),
}
_PEOPLE_PER = {"hospital": 25_000, "school": 1_200, "company": 80, "notary_office": 30_000}
_HEAD_TURNS = 24
_SCHOOLS = ("Mẫu giáo", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông")
_FORMS = {"Công ty TNHH": 50, "Công ty TNHH MTV": 30, "Công ty Cổ phần": 12, "Doanh nghiệp tư nhân": 8}
_TRADES = (
    "Thương mại",
    "Dịch vụ",
    "Xây dựng",
    "Nông sản",
    "Thủy sản",
    "Vận tải",
    "Lương thực",
    "Cơ khí",
    "May mặc",
    "In ấn",
)
_WORDS = ("Minh", "Tân", "Phát", "Thành", "Lộc", "Hưng", "Thịnh", "Phú", "An", "Khang", "Đại", "Hòa")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # of the check digit, TT 105/2020 annex 1
_CODES = 10_000_000


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: code, name, address, and who heads it."""

    kind: str
    ma: str
    ten: str
    address: Address
    founded: date
    _headed: Callable[[], int | None] = field(compare=False, repr=False)

    @property
    def head(self) -> int | None:
        """The index of the citizen who heads it; looked for only when asked, since many a name has to be tried."""
        return self._headed()

    def shown(self) -> dict[str, str]:
        """The vocabulary's `coQuan`."""
        return {"ma": self.ma, "ten": self.ten}


class Organisations:
    """All organisations of a nation, each worked out when asked for; `row` reads a citizen's row by index."""

    def __init__(self, arguments: Arguments, row: Callable[[int], Row | None]) -> None:
        self._seed, self._size, self._row = arguments.seed, arguments.size, row
        self._arguments = arguments
        self._codes = Permutation(key("company", arguments.seed), _CODES)
        self._found = lru_cache(maxsize=4096)(self._authority)
        self._heads = cache(lambda kind: Permutation(key("head", arguments.seed, kind), arguments.size))
        self._count = cache(self._counted)

    def authority(self, kind: str, unit: str, on: date) -> Organisation:
        """The authority of a commune, or of a province (or of a commune's province), by the units valid on that day.

        `unit` is a commune's code (five digits) or a province's (two). KeyError for an unknown kind or unit.
        """
        return self._found(kind, unit, max(day for day in _ERAS if day <= on))

    def _authority(self, kind: str, unit: str, on: date) -> Organisation:
        modern = on >= REFORM
        found = (units.modern() if modern else units.legacy()).get(unit) if len(unit) == 5 else None
        if kind in _COMMUNE_KINDS:
            if found is None:
                raise KeyError(unit)
            return self._of_commune(kind, found)
        province, name = (found.province_code, found.province) if found else _province(unit, modern=modern)
        return self._of_province(kind, province, name, on)

    def _of_commune(self, kind: str, unit: Unit) -> Organisation:
        letters, what = _COMMUNE_KINDS[kind]
        place = ", ".join(_lower(name) for name in (unit.name, unit.district, unit.province) if name)
        code = f"{letters}{unit.code}{'M' if unit.era == '2025' else ''}"
        head = partial(self._official, code)
        return Organisation(kind, code, f"{what} {place}", Address(unit.code, unit.era), _began(unit.era), head)

    def _of_province(self, kind: str, province: str, name: str, on: date) -> Organisation:
        since, pattern = next((since, pattern) for since, pattern in _PROVINCE_KINDS[kind] if since <= on)
        modern = on >= REFORM
        code = f"{''.join(part[0] for part in kind.upper().split('_'))}{province}{'M' if modern else ''}"
        seat = min(
            u.code for u in (units.modern() if modern else units.legacy()).values() if u.province_code == province
        )
        address = Address(seat, "2025" if modern else "legacy")
        founded, head = max(since, _began(address.era)), partial(self._official, code)
        return Organisation(kind, code, pattern.format(_lower(name)), address, founded, head)

    def _official(self, code: str) -> int | None:
        """The citizen who heads an authority."""
        draw = Draw(self._seed, "organisation", key(code))
        drawn = (draw.integer(f"head {turn}", 0, self._size - 1) for turn in range(_HEAD_TURNS))
        return next(filter(self._may_serve, drawn), None)

    def _may_head(self, index: int) -> bool:
        """Whether the citizen is between 28 and 58 years of age and lives today."""
        row = self._row(index)
        return row is not None and not row[PLACE["died"]] and 28 <= SEED_DAY.year - row[PLACE["birth"]] // 10_000 <= 58

    def _may_serve(self, index: int) -> bool:
        """Whether he may head a public body: who does manages no company (Luật Doanh nghiệp 59/2020/QH14, art. 17)."""
        return self._may_head(index) and self.headed_by("company", index) is None

    def _head(self, kind: str, place: int) -> int | None:
        """Who heads the organisation at that place of its kind: the first who may of those set aside for it."""
        people, may = self._heads(kind), self._may_head if kind == "company" else self._may_serve
        aside = range(place, min(self._size, place + _HEAD_TURNS * self._count(kind)), self._count(kind))
        return next(filter(may, map(people.of, aside)), None)

    def headed_by(self, kind: str, index: int) -> Organisation | None:
        """The hospital, school, company or notary office that the citizen heads; nobody heads two of a kind."""
        if not 0 <= index < self._size:
            return None
        turn, place = divmod(self._heads(kind).index(index), self._count(kind))
        may = turn < _HEAD_TURNS and self._may_head(index)
        return self._at(kind, place) if may and self._head(kind, place) == index else None

    def _counted(self, kind: str) -> int:
        return sum(len(self.of_kind(kind, province)) for province in self.provinces)

    def _at(self, kind: str, place: int) -> Organisation:
        """The organisation at that place among all of its kind."""
        for province in self.provinces:
            found = self.of_kind(kind, province)
            if place < len(found):
                return found[place]
            place -= len(found)
        raise IndexError(place)

    def _before(self, kind: str, province: str) -> int:
        """How many organisations of the kind stand before those of the province."""
        others = takewhile(lambda other: other != province, self.provinces)
        return sum(len(self.of_kind(kind, other)) for other in others)

    @cached_property
    def provinces(self) -> dict[str, int]:
        """The provinces (codes before July 2025) people live in, with the number of people expected in each."""
        codes = [units.legacy()[c].province_code for p in self._arguments.provinces for c in communes_of(p)]
        weights = {code: tables.province_weights()[code] for code in dict.fromkeys(codes)}
        return {code: self._size * weight // sum(weights.values()) for code, weight in weights.items()}

    def of_kind(self, kind: str, province: str) -> Kind:
        """The organisations of a kind in a province by its code before July 2025; none where nobody lives."""
        people = self.provinces.get(province)
        count = 0 if people is None else max(3, people // _PEOPLE_PER[kind])
        return Kind(self, kind, province, count)

    def company(self, code: str) -> Organisation | None:
        """The company with that code, None if there is none."""
        if len(code) != 10 or not code.isdecimal():
            return None
        place = self._codes.index(int(code[:7]))
        found = self._at("company", place) if place < self._count("company") else None
        return found if found is not None and found.ma == code else None

    def company_code(self, province: str, place: int) -> str:
        """The code of a province's company: its first seven digits are a keyed permutation of its place."""
        return company_code(self._codes.of(self._before("company", province) + place))

    def made(self, kind: str, province: str, place: int) -> Organisation:
        """The organisation at that place of its kind and province."""
        draw = Draw(self._seed, f"{kind} {province}", place)
        commune = draw.one_of("commune", communes_of(province))
        address = dwelling(int(commune), packed(draw.integer("hamlet", 1, 8), draw.integer("house", 1, 900)))
        unit = units.legacy()[commune]
        code, name = self._named(kind, unit, place, draw)
        founded = date.fromordinal(draw.integer("founded", date(1995, 1, 1).toordinal(), date(2025, 6, 1).toordinal()))
        head = partial(self._head, kind, self._before(kind, province) + place)
        return Organisation(kind, code, name, address, founded, head)

    def _named(self, kind: str, unit: Unit, place: int, draw: Draw) -> tuple[str, str]:
        if kind == "hospital":
            what = f"Bệnh viện Đa khoa {unit.province}" if place == 0 else f"Trung tâm Y tế {unit.district} {place}"
            return f"{unit.province_code}{900 + place % 100}", what
        if kind == "school":
            name = f"Trường {_SCHOOLS[place % len(_SCHOOLS)]} {unit.name} {place // len(_SCHOOLS) + 1}"
            return f"TH{unit.province_code}{place:05}", name
        if kind == "notary_office":
            return (
                f"CC{unit.province_code}{place:03}",
                f"Văn phòng công chứng {draw.one_of('first word', _WORDS)} {place + 1}",
            )
        form = draw.one_of("form", _FORMS)
        words = (
            draw.one_of("line of business", _TRADES),
            draw.one_of("first word", _WORDS),
            draw.one_of("second word", _WORDS),
        )
        return self.company_code(unit.province_code, place), f"{form} {' '.join(words)} {place + 1}"


class Kind(Sequence[Organisation]):
    """The organisations of one kind and province, worked out one by one."""

    def __init__(self, organisations: Organisations, kind: str, province: str, count: int) -> None:
        self._of, self._kind, self._province, self._count = organisations, kind, province, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Organisation: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Organisation]: ...
    def __getitem__(self, place: int | slice) -> Organisation | Sequence[Organisation]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(self._count))]
        if not -self._count <= place < self._count:
            raise IndexError(place)
        return self._of.made(self._kind, self._province, place % self._count)


def company_code(number: int) -> str:
    """Ten digits that no enterprise has: the check remainder of the first nine is 0, for which no code is issued."""
    for eighth in range(10):
        first = f"{number:07}{eighth}"
        total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=False))
        if (ninth := -total * 4 % 11) < 10:
            return f"{first}{ninth}{number % 10}"
    raise AssertionError("eight of ten digits leave a ninth")


def _province(code: str, *, modern: bool) -> tuple[str, str]:
    for unit in (units.modern() if modern else units.legacy()).values():
        if unit.province_code == code:
            return code, unit.province
    raise KeyError(code)


def _began(era: str) -> date:
    return REFORM if era == "2025" else date(2004, 1, 1)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
