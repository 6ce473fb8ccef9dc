"""What a row of the nation holds: whole numbers only, one for each column, in this order.

Days are proleptic ordinals (date.toordinal), 0 for never; `birth` is yyyymmdd with 00 for what is unknown, `born` the
day itself. Names are codes of names.py, communes GSO codes before 1 July 2025, details packed by address.py. Another
person is given by his `idx` (-1: not in the register), and beside it stand his number, name and CMND (0: none), so that
a row shows its relatives by itself. `household` is the `idx` of its first member. `before` is the home left on the day
`moved`; `stay` is a kind of places.py, `kind` of citizenship, `end` and `former_end` how a marriage ended, of life.py.
"""

from __future__ import annotations

from struct import Struct

__all__ = ["COLUMNS", "KEYS", "PACKED", "PLACE", "WIDTHS"]

_KIN = ("", "_number", "_name", "_cmnd")

COLUMNS: tuple[str, ...] = (
    "idx",
    "number",
    "birth",
    "born",
    "sex",
    "name",
    "name_before",
    "renamed",
    "ethnic",
    "religion",
    "blood",
    "kind",
    "cmnd",
    "cmnd_issued",
    "cmnd_before",
    "phone",
    "household",
    "relation",
    *(f"head{part}" for part in _KIN),
    *(f"father{part}" for part in _KIN),
    *(f"mother{part}" for part in _KIN),
    *(f"spouse{part}" for part in _KIN),
    "spouse_country",
    "married",
    "ended",
    "end",
    "former_name",
    "former_married",
    "former_ended",
    "former_end",
    "home",
    "home_detail",
    "moved",
    "before",
    "before_detail",
    "stay",
    "stay_place",
    "stay_detail",
    "stay_since",
    "stay_until",
    "birth_place",
    "birth_kind",
    "origin",
    "card",
    "card_before",
    "card_lost",
    "died",
    "death_known",
    "missing",
)

PLACE = {name: place for place, name in enumerate(COLUMNS)}
KEYS = ("idx", "number", "birth", "born", "household", "father", "mother")
"""The columns people are found and ordered by: these stand in the table by themselves."""
WIDTHS = tuple("q" if name.endswith("number") else "i" for name in COLUMNS)
PACKED = Struct("<" + "".join(WIDTHS))
"""The whole row as bytes: one column is read three times as fast as fifty."""
