"""Population statistics as aggregates: how many people of a kind there are, so told that no table tells of a person."""

from mock_national_db.statistics.counting import Asked, Counted, Kind, drawn, gathered, written
from mock_national_db.statistics.dimensions import DIMENSIONS, At
from mock_national_db.statistics.perturbing import BASE, LARGEST, Cell, published, record_keys, together

__all__ = [
    "BASE",
    "DIMENSIONS",
    "LARGEST",
    "Asked",
    "At",
    "Cell",
    "Counted",
    "Kind",
    "drawn",
    "gathered",
    "published",
    "record_keys",
    "together",
    "written",
]
