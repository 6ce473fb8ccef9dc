"""Faker for tests of your own: Vietnamese citizens whose numbers are nobody's, ready for `person_registered`.

Chance is Faker's (`Faker.seed_instance`); names and communes are the nation's, since Faker puts the family name last.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, TypeVar

import numpy as np
from faker.providers import BaseProvider

from mock_national_db.dates import years_later
from mock_national_db.nation import names
from mock_national_db.nation.chance import Chance, Flags, Ints
from mock_national_db.timeline import SEED_DAY
from mock_national_db.units import Address, Unit, modern

__all__ = ["Provider"]

T = TypeVar("T")

_MALE, _FEMALE = "1", "2"
_SINGLE, _KINH = "1", "01"
_CMND_AGE, _CMND_UNTIL = 14, 2016  # the paper of nine digits, before twelve digits came everywhere
_HAMLETS = {"Xã": "Thôn", "Phường": "Tổ dân phố"}
_ONE = np.zeros(1, dtype=np.int64)


class Provider(BaseProvider):
    """`fake.cong_dan()` and its parts; days are ISO texts, codes are the contracts' own."""

    def gioi_tinh(self) -> str:
        """Code of the sex: `1` male, `2` female."""
        return self._one_of((_MALE, _FEMALE))

    def ngay_sinh(self, tuoi_tu: int = 14, tuoi_den: int = 80, *, ngay: date = SEED_DAY) -> str:
        """A birth date of somebody who on that day is at least `tuoi_tu` and at most `tuoi_den` years old."""
        first = years_later(ngay, -tuoi_den - 1).toordinal() + 1
        last = years_later(ngay, -tuoi_tu).toordinal()
        return date.fromordinal(self.random_int(first, last)).isoformat()

    def ho_va_ten(self, gioi_tinh: str | None = None, ngay_sinh: str | None = None, dan_toc: str = _KINH) -> str:
        """A whole name, family name first, as is usual for sex, birth date and code of the people."""
        chance = Chance(self.generator.random.getrandbits(63), 0)
        birth = date.fromisoformat(ngay_sinh or self.ngay_sinh()).toordinal()
        style, south = names.styles(_column(int(dan_toc))), self._flags()
        surname = names.draw_surnames(chance, "own", _ONE, style, south)
        sex = _column(int(gioi_tinh or self.gioi_tinh()))
        return names.spelled(int(names.draw_names(chance, "own", _ONE, style, sex, _column(birth), surname)[0]))

    def so_dinh_danh(self, gioi_tinh: str | None = None, ngay_sinh: str | None = None) -> str:
        """A personal number of block 099 that agrees with sex and birth date, and is no persona's."""
        born = int((ngay_sinh or self.ngay_sinh())[:4])
        century = 2 * (born // 100 - 19) + ((gioi_tinh or self.gioi_tinh()) == _FEMALE)
        return f"099{century}{born % 100:02}{self.random_int(200_000, 999_999)}"

    def so_cmnd(self) -> str:
        """An old identity number of the block 99 that is no persona's."""
        return f"99{self.random_int(2_000_000, 9_999_999)}"

    def so_dien_thoai(self) -> str:
        """A phone number of a block that no operator has."""
        return f"0309{self.random_int(0, 999_999):06}"

    def dia_chi(self, ma_tinh_thanh: str | None = None) -> dict[str, Any]:
        """An address in a commune valid since July 2025, of that province if one is named (its code since then)."""
        unit = self._one_of(_communes(ma_tinh_thanh))
        hamlet = _HAMLETS.get(unit.name.partition(" ")[0], "Khu dân cư")
        detail = f"Số {self.random_int(1, 199)}, {hamlet} {self.random_int(1, 12)}"
        return Address(unit.code, "2025", detail).on(SEED_DAY)

    def cong_dan(self, gioi_tinh: str | None = None, ngay_sinh: str | None = None, **khac: Any) -> dict[str, Any]:
        """A single citizen in the words of the population record; any field may be given, the rest agrees with it.

        Without `soDinhDanh`, which names the subject, it is what the event `person_registered` takes as its data.
        """
        sex, birth = gioi_tinh or self.gioi_tinh(), ngay_sinh or self.ngay_sinh()
        home = self.dia_chi()
        drawn = {
            "soDinhDanh": self.so_dinh_danh(sex, birth),
            "hoVaTen": self.ho_va_ten(sex, birth, khac.get("danToc", _KINH)),
            "ngaySinh": birth,
            "gioiTinh": sex,
            "danToc": _KINH,
            "quocTich": "VN",
            "tinhTrangHonNhan": _SINGLE,
            "queQuan": self.dia_chi(home["maTinhThanh"]),
            "thuongTru": home,
            "noiOHienTai": home,
            "soDienThoai": self.so_dien_thoai(),
        }
        old = {"soCMND": self.so_cmnd()} if int(birth[:4]) + _CMND_AGE < _CMND_UNTIL else {}
        return drawn | old | khac

    def _one_of(self, choices: tuple[T, ...]) -> T:
        return choices[self.random_int(0, len(choices) - 1)]

    def _flags(self) -> Flags:
        return np.array([self.generator.random.random() < 0.5])


def _column(value: int) -> Ints:
    return np.array([value], dtype=np.int64)


@cache
def _communes(province: str | None) -> tuple[Unit, ...]:
    found = tuple(unit for unit in modern().values() if province in {None, unit.province_code})
    if not found:
        raise ValueError(f"no province has had the code {province} since 1 July 2025")
    return found
