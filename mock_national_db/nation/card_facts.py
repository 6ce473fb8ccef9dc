"""What a register says of a person's cards: valid, expired, lost, revoked, and who issued them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from mock_national_db.dates import years_later
from mock_national_db.nation.cards import CC_SINCE
from mock_national_db.timeline import Fact, Timeline

__all__ = ["card_expiry", "facts_of_cards", "issuer"]

_AGES = (14, 25, 40, 60)
_EARLY = 2
_ISSUERS = (
    (date(2018, 10, 10), "Cục trưởng Cục Cảnh sát đăng ký quản lý cư trú và dữ liệu quốc gia về dân cư"),
    (CC_SINCE, "Cục trưởng Cục Cảnh sát quản lý hành chính về trật tự xã hội"),
    (date.max, "Bộ Công an"),
)


def issuer(issued: date) -> str:
    """Who signed the cards of that day."""
    return next(name for until, name in _ISSUERS if issued < until)


def card_expiry(birth: date, issued: date) -> date | None:
    """The day a card expires, None for never: the law's next age, or the one after it if that is near."""
    for age in _AGES:
        if (age > 14 or issued >= CC_SINCE) and issued < years_later(birth, age - _EARLY):
            return years_later(birth, age)
    return None


def facts_of_cards(
    birth: date, issues: Sequence[date], *, lost: date | None, ended: date | None, citizen: bool = True
) -> Timeline | None:
    """The cards in order of issue; the last one may be lost, and is withdrawn on `ended`."""
    held = [issued for issued in issues if citizen or issued >= CC_SINCE]
    facts = []
    for issued, replaced in zip(held, [*held[1:], date.max], strict=False):
        card = _card(birth, issued, citizen=citizen)
        facts.append(Fact(card, issued))
        if (expires := card_expiry(birth, issued)) is not None and expires < replaced:
            facts.append(Fact({**card, "tinhTrang": "hetHan"}, expires))
    for day, state in ((lost, "daMat"), (ended, "daThuHoi")):
        if day is not None and (facts := [fact for fact in facts if fact.since < day]):
            facts.append(Fact({**facts[-1].value, "tinhTrang": state}, day))
    return Timeline(facts) if facts else None


def _card(birth: date, issued: date, *, citizen: bool) -> dict[str, Any]:
    kind = "GCNCC" if not citizen else "CC" if issued >= CC_SINCE else "CCCD"
    card = {
        "loai": kind,
        "ngayCap": issued.isoformat(),
        "noiCap": {"ten": issuer(issued)},
        "tinhTrang": "conHieuLuc",
    }
    expires = card_expiry(birth, issued)
    return card if expires is None else {**card, "ngayHetHan": expires.isoformat()}
