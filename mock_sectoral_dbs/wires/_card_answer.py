"""What the insurer's portal says of a card: its code of the answer, and the card where name and birth date agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dancu_contracts

from mock_national_db.names import folded
from mock_national_db.operation import Answer
from mock_sectoral_dbs.wires._body import address_written, day_written
from mock_sectoral_dbs.wires._card_question import difference

Json = Mapping[str, Any]
KEYS = (
    *("maKetQua", "ghiChu", "maThe", "hoTen", "ngaySinh", "gioiTinh", "diaChi", "maDKBD", "cqBHXH", "gtTheTu"),
    *("gtTheDen", "maKV", "ngayDu5Nam", "maSoBHXH", "maTheCu", "maTheMoi", "gtTheTuMoi", "gtTheDenMoi", "maDKBDMoi"),
    *("tenDKBDMoi", "dsLichSuKCB2018", "dsLichSuKT2018"),
)
_REPLACED = ("003", "004")
_TELLING = ("000", "001", "002", *_REPLACED, "010", "110")  # name and birth date agree, so the card may be shown
_KEPT_BY = {"QN": "001", "CY": "001", "CA": "002"}
_STATES = {"thuHoi": "110", "hetHan": "010"}
_SEXES = {"1": "Nam", "2": "Nữ"}
_OLD = "guess: of an old card only its number is told, and what differs decides between 051, 052 and 053"
_OFFICER = "synthetic: every citizen of the national database may be an officer"
NOTES = {**dict.fromkeys((*_REPLACED, "051", "052", "053"), (_OLD,)), **dict.fromkeys(("054", "055"), (_OFFICER,))}


def officer_code(answer: Answer) -> str | None:
    """None for an officer whom the national database knows under that name."""
    if answer.outcome != "found":
        return "054"
    return None if answer.verified else "055"


def found(answers: Sequence[Answer]) -> tuple[Json, Json] | None:
    """How the claims compare, and the record, of the first way the number was meant that leads to a card."""
    for compared, told in zip(answers[::2], answers[1::2], strict=True):
        if told.records and "theBHYT" in told.records[0]:
            return compared.matches, told.records[0]
    return None


def code(sent: Json, matches: Json, record: Json, on: date) -> str:
    """The first thing that is wrong, or what kind of card it is."""
    card = record["theBHYT"]
    if matches["hoVaTen"] != "match":
        return "061" if _initials(sent["hoTen"]) == _initials(record["hoVaTen"]) else "060"
    if matches["ngaySinh"] not in {"match", "partial"}:
        return "070"
    if matches.get("gioiTinh", "match") != "match":
        return "080"
    if matches.get("maTheBHYT", "match") != "match":
        return _other_card(sent["maThe"].upper(), matches["maTheBHYT"], record, on)
    hospital = card.get("noiDangKyKCB", {}).get("ma")
    if sent.get("maCSKCB", hospital) != hospital:
        return "090"
    return _STATES.get(card["tinhTrang"]) or _KEPT_BY.get(card.get("doiTuong", ""), "000")


def _other_card(number: str, match: str, record: Json, on: date) -> str:
    """A card he had before, which is good until the new one begins; else what in the number is wrong."""
    if match == "former":
        return "004" if record["theBHYT"]["giaTriTu"] > on.isoformat() else "003"
    differs = difference(number, record.get("maTheBHYT", ""))
    return "052" if differs.province else "053" if differs.benefit else "051"


def _initials(name: str) -> str:
    return "".join(folded(word)[:1] for word in name.split())


def said(code: str, words: str = "") -> dict[str, Any]:
    """An answer that tells nothing but its code."""
    text = words or dancu_contracts.code_table("ketQuaTraCuuThe")["values"][code]["vi"]
    return {**dict.fromkeys(KEYS), "maKetQua": code, "ghiChu": text}


def shown(code: str, sent: Json, record: Json, address: Json | None) -> dict[str, Any]:
    """The holder and the card; of a card that was replaced, its number and the new card."""
    if code not in _TELLING:
        return said(code)
    holder = {
        "hoTen": record.get("hoVaTen"),
        "ngaySinh": day_written(record.get("ngaySinh")),
        "gioiTinh": _SEXES.get(record.get("gioiTinh", "")),
        "diaChi": address_written(address),
        "cqBHXH": record.get("coQuanBHXH", {}).get("ten"),
        "maSoBHXH": record.get("maSoBHXH"),
        "dsLichSuKCB2018": [],
        "dsLichSuKT2018": [],
    }
    return {**said(code), **holder, **(_replaced(sent, record) if code in _REPLACED else _card(record))}


def _card(record: Json) -> Json:
    card = record["theBHYT"]
    return {
        "maThe": record.get("maTheBHYT"),
        "maDKBD": card.get("noiDangKyKCB", {}).get("ma"),
        "gtTheTu": day_written(card["giaTriTu"]),
        "gtTheDen": day_written(card.get("giaTriDen")),
        "ngayDu5Nam": day_written(card.get("ngayDu5Nam")),
    }


def _replaced(sent: Json, record: Json) -> Json:
    card, hospital = record["theBHYT"], record["theBHYT"].get("noiDangKyKCB", {})
    return {
        "maThe": sent["maThe"].upper(),
        "ngayDu5Nam": day_written(card.get("ngayDu5Nam")),
        "maTheCu": sent["maThe"].upper(),
        "maTheMoi": record.get("maTheBHYT"),
        "gtTheTuMoi": day_written(card["giaTriTu"]),
        "gtTheDenMoi": day_written(card.get("giaTriDen")),
        "maDKBDMoi": hospital.get("ma"),
        "tenDKBDMoi": hospital.get("ten"),
    }
