"""The people, households and organisations of the nation: a pure function of its arguments, kept in one file."""

from mock_national_db.nation.arguments import LARGEST, VERSION, Arguments
from mock_national_db.nation.columns import COLUMNS
from mock_national_db.nation.decode import FIELDS, DrawnFacts, Marriage
from mock_national_db.nation.export import digest, lines
from mock_national_db.nation.nation import Nation, OtherVersion
from mock_national_db.nation.organisations import Organisation, Organisations
from mock_national_db.nation.seeking import Sought
from mock_national_db.nation.storage import create

__all__ = [
    "COLUMNS",
    "FIELDS",
    "LARGEST",
    "VERSION",
    "Arguments",
    "DrawnFacts",
    "Marriage",
    "Nation",
    "Organisation",
    "Organisations",
    "OtherVersion",
    "Sought",
    "create",
    "digest",
    "lines",
]
