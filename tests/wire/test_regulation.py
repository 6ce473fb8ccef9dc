"""Where a whole name is parted for messages that want three parts."""

from __future__ import annotations

import pytest

from mock_national_db.wires._regulation import split


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Chơn", ("", "", "Chơn")),
        ("Lê Anh", ("Lê", "", "Anh")),
        ("Nguyễn Thị Ngọc Mơ", ("Nguyễn", "Thị Ngọc", "Mơ")),
        ("Tôn Nữ Thị Lan", ("Tôn Nữ", "Thị", "Lan")),
        ("TÔN NỮ LAN", ("TÔN NỮ", "", "LAN")),
        ("Âu Dương", ("Âu", "", "Dương")),
    ],
)
def test_a_name_is_parted_after_its_family_name(name: str, parts: tuple[str, str, str]) -> None:
    assert split(name) == parts
