"""From a field's name in JSON to its name in Python, one way and without a table: soGPLX → so_gplx."""

import re

_BOUNDARIES = (re.compile(r"([a-z0-9])([A-Z])"), re.compile(r"([A-Z]+)([A-Z][a-z])"))


def snake_case(name: str) -> str:
    """`soDinhDanh` → `so_dinh_danh`, `soGPLX` → `so_gplx`."""
    for boundary in _BOUNDARIES:
        name = boundary.sub(r"\1_\2", name)
    return name.lower()


def camel_case(name: str) -> str:
    """`driver_licence` or `diaChi` → `DriverLicence`, `DiaChi`: the name of a class."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
