"""Whom a dossier is about: found by a paper's number, if name and birth date agree with the national database."""

from __future__ import annotations

from mock_national_db.dates import ImpossibleDate, PartialDate
from mock_national_db.operation import Operation
from mock_national_db.wires import Desk

_KEYS = {12: "soDinhDanh", 9: "soCMND"}


def applicant(desk: Desk, paper: str, name: str, born: str = "") -> str | None:
    """The personal number of who bears that paper, name and birth date, living or dead.

    The date may be in any form of the wires; one that is not said is not compared.
    """
    number = paper if paper.isdigit() else _of_passport(desk, paper)
    if number is None or len(number) not in _KEYS or not number.isascii():
        return None
    claims = {"hoVaTen": name}
    try:
        claims |= {"ngaySinh": str(PartialDate.parse(born))} if born else {}
    except ImpossibleDate:
        return None
    return _number(desk, Operation("population", "lookup", {_KEYS[len(number)]: number}, claims, ("soDinhDanh",)))


def _of_passport(desk: Desk, paper: str) -> str | None:
    return _number(desk, Operation("immigration", "lookup", {"soHoChieu": paper}, fields=("soDinhDanh",)))


def _number(desk: Desk, asked: Operation) -> str | None:
    return next((record["soDinhDanh"] for record in desk.ask(asked).records if "soDinhDanh" in record), None)
