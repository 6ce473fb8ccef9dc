"""The switches of the wires: where no public source says what the real service does, the guess can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mock_national_db.wires.access import AccessOptions

CHOICES: Mapping[str, tuple[str, ...]] = {
    "profile": ("live037", "qcvn109", "nhanthan-g0"),
    "not_found": ("empty-collection", "empty-body"),
    "order": ("any", "strict"),
    "yes_no_root": ("by-request", "KetQuaXacThuc", "KetQuaXacThucResponse", "XacThucThongTinCongDanResponse"),
    "coarse_birth": ("agrees", "differs"),
    "month_of_birth": ("empty", "zeros"),
    "deceased": ("shown", "hidden"),
    "fault_status": ("500", "400", "200"),
    "ocps_envelope": ("bare", "wrapped"),
    "ocps_right": ("granted", "004", "005"),
    "ngsp_envelope": ("by-path", "bare", "wrapped"),
    "lltp_case": ("upper", "lower"),
}


@dataclass(frozen=True)
class Options:
    """How the wires behave; the first of each switch's choices is what wire.md F recommends.

    `services` holds switches for one service alone, by the last part of its path (`037`, `003`, …).
    """

    profile: str = "live037"
    not_found: str = "empty-collection"
    order: str = "any"
    yes_no_root: str = "by-request"
    coarse_birth: str = "agrees"
    month_of_birth: str = "empty"
    deceased: str = "shown"
    fault_status: str = "500"
    ocps_envelope: str = "bare"
    ocps_right: str = "granted"
    ngsp_envelope: str = "by-path"
    lltp_case: str = "upper"
    access: AccessOptions = field(default_factory=AccessOptions)
    services: Mapping[str, Options] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}")

    def of(self, service: str) -> Options:
        """The switches that hold for one service."""
        return self.services.get(service, self)

    @cached_property
    def deviations(self) -> tuple[str, ...]:
        """Every switch that is not at its default, as `name=value`."""
        return tuple(f"{n}={getattr(self, n)}" for n, choices in CHOICES.items() if getattr(self, n) != choices[0])

    @classmethod
    def read(cls, settings: Iterable[str], access: AccessOptions | None = None) -> Options:
        """From `not_found=empty-body` for all services and `003.fault_status=200` for one; ValueError if unknown."""
        common: dict[str, str] = {}
        own: dict[str, dict[str, str]] = {}
        for setting in settings:
            key, _, value = setting.partition("=")
            service, _, name = key.strip().rpartition(".")
            (own.setdefault(service, {}) if service else common)[_known(name)] = value.strip()
        options = cls(access=access or AccessOptions(), **_typed(common))
        return replace(options, services={s: replace(options, **_typed(switches)) for s, switches in own.items()})


def _known(name: str) -> str:
    name = name.replace("-", "_")
    if name not in CHOICES:
        raise ValueError(f"no switch {name!r}; there are {', '.join(CHOICES)}")
    return name


def _typed(switches: Mapping[str, str]) -> dict[str, Any]:
    return dict(switches)
