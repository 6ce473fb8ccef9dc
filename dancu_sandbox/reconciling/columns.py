"""Which column is which: what is recognised, told by the agency or asked about, and what is left is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from dancu_sandbox.leaving import WRONG_CALL, Leave
from dancu_sandbox.near import nearest
from dancu_sandbox.reconciling.headings import field_of, fields, guess, is_of_others, strangeness, title, words
from dancu_sandbox.saying import note

Fields = Mapping[str, int]
"""The place of the column of each field that was recognised."""
Mapped = Mapping[str, str | None]
"""What the agency says of a heading, by its words: its field, None for a column that is not compared."""
KEYS = (("soDinhDanh",), ("soCMND",), ("hoVaTen", "ngaySinh"))
WHO = frozenset({"soDinhDanh", "soCMND", "hoVaTen"})
"""By what a row of headings is known."""
_USUAL = ("soDinhDanh", "hoVaTen", "ngaySinh", "gioiTinh", "soCMND", "maPhuongXa")
_LIKE_A_NUMBER = re.compile(r"\d{8}")
_TCVN3 = re.compile("[µ®¬¨ª¶¹]")
"""Signs that stand for Vietnamese letters there and in no Vietnamese word."""
_FAMILY_NAME = re.compile(r"HO( VA)?( CHU)?( TEN)?( DEM| LOT)?|(CHU |TEN )?(DEM|LOT)")


def mapped_by(told: Sequence[str]) -> Mapped:
    """What `--map HEADING=FIELD` says; the field by its name or any heading of it, nothing for what is not compared."""
    return dict(map(_one_mapped, told))


def _one_mapped(told: str) -> tuple[str, str | None]:
    heading, equals, meant = told.rpartition("=")
    field = meant if meant in fields() else field_of(meant)
    if not equals or (meant.strip() and field is None):
        every = ", ".join(f"{name} ({title(name)})" for name in fields())
        vi = f'--map {told!r}: viết là --map "TÊN CỘT=trường", hoặc "TÊN CỘT=" để bỏ qua. Trường: {every}.'
        raise Leave(
            WRONG_CALL, vi, f'--map {told!r}: write --map "HEADING=field", or "HEADING=" to leave it out: {every}'
        )
    return words(heading), field


def recognised(heading: str, mapped: Mapped) -> str | None:
    """The field of a heading, as the agency says or as its words do."""
    said = words(heading)
    return mapped[said] if said in mapped else field_of(heading)


def fields_of(
    headings: Sequence[str], mapped: Mapped, *, has_text: Callable[[int], bool], has_numbers: Callable[[int], bool]
) -> Fields:
    """The fields of a file's columns; what is left is named, and a file of which nobody can be found refused.

    `has_text` says of a column by its place whether it holds running text, of which no address can be read,
    `has_numbers` whether it holds what looks like personal numbers.
    """
    _check_headings(headings)
    _check_mapped(headings, mapped)
    found = _chosen(headings, mapped)
    if "thuongTru" in found and has_text(found["thuongTru"]):
        del found["thuongTru"]
    if "soDinhDanh" not in found:
        _ask_about_numbers(headings, found, mapped, has_numbers)
    if not any(all(field in found for field in key) for key in KEYS):
        _refuse(headings)
    _check_name(headings, found)
    _tell(headings, found, mapped)
    return found


def _check_headings(headings: Sequence[str]) -> None:
    if any(_LIKE_A_NUMBER.search(heading) for heading in headings):
        vi = f"Dòng đầu là số liệu, không phải tên cột. Thêm một dòng tên cột: {'; '.join(map(title, _USUAL))}."
        raise Leave(WRONG_CALL, vi, f"The first line is data, no headings. Put one above: {', '.join(_USUAL)}.")
    if any(map(_TCVN3.search, headings)):
        vi = "Chữ viết theo mã TCVN3 (phông .Vn…). Chuyển sang Unicode rồi chạy lại."
        raise Leave(WRONG_CALL, vi, "The text is TCVN3 (a .Vn… font). Convert it to Unicode, then run it again.")


def _check_mapped(headings: Sequence[str], mapped: Mapped) -> None:
    known = {words(heading): heading for heading in headings}
    for said in mapped:
        if said not in known:
            like = known.get(nearest(said, known) or "")
            vi, en = (f" {tongue} {like!r}?" if like else "" for tongue in ("Có phải", "Did you mean"))
            named = "; ".join(filter(None, headings))
            raise Leave(
                WRONG_CALL,
                f"--map: không có cột {said!r}.{vi} Có: {named}.",
                f"--map: no column {said!r}.{en} There are: {named}.",
            )


def _chosen(headings: Sequence[str], mapped: Mapped) -> dict[str, int]:
    """The column of each field: what is told goes first, then the plainer heading, then the first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(headings):
        if (field := recognised(heading, mapped)) is not None:
            strange = -1 if words(heading) in mapped else strangeness(heading, field)
            found.setdefault(field, []).append((strange, place))
    chosen = {field: min(columns)[1] for field, columns in found.items()}
    for field, place in chosen.items():
        alike = [headings[other] for _, other in found[field] if words(headings[other]) == words(headings[place])]
        if len(alike) > 1:
            vi = f"{len(alike)} cột cùng tên {alike[0]!r}. Đặt tên khác cho cột của người khác, rồi chạy lại."
            en = f"{len(alike)} columns are named {alike[0]!r}. Rename those that are of somebody else."
            raise Leave(WRONG_CALL, vi, en)
    return chosen


def _ask_about_numbers(
    headings: Sequence[str], found: Fields, mapped: Mapped, has_numbers: Callable[[int], bool]
) -> None:
    """What looks like personal numbers and is not compared would let false ones pass."""
    for place, heading in enumerate(headings):
        settled = place in found.values() or words(heading) in mapped or is_of_others(heading)
        if not settled and has_numbers(place):
            is_it, is_none = _option(heading, "soDinhDanh"), _option(heading, "")
            vi = f"Cột {heading!r} trông như số định danh cá nhân. Nếu phải: {is_it}; nếu không: {is_none}."
            raise Leave(
                WRONG_CALL,
                vi,
                f"The column {heading!r} looks like personal numbers. If so: {is_it}; if not: {is_none}.",
            )


def _refuse(headings: Sequence[str]) -> NoReturn:
    named = "; ".join(filter(None, headings)) or "–"
    like = {heading: field for heading in headings if (field := guess(heading))}
    vi = "".join(f" {heading!r}: có phải {title(field)}?" for heading, field in like.items())
    en = "".join(f" {heading!r}: did you mean {field}?" for heading, field in like.items())
    raise Leave(
        WRONG_CALL,
        f"Không có cột nào cho biết là ai (có: {named}). Cần {title('soDinhDanh')}, {title('soCMND')}, "
        f'hoặc {title("hoVaTen")} với {title("ngaySinh")}.{vi} Chỉ rõ: --map "TÊN CỘT=trường", --header-row, --sheet.',
        f"No column says who is meant (there are: {named}). "
        f'It needs soDinhDanh, soCMND, or hoVaTen with ngaySinh.{en} Say: --map "HEADING=field", --header-row, --sheet',
    )


def _check_name(headings: Sequence[str], found: Fields) -> None:
    """A column of given names beside one of family names is no whole name."""
    place = found.get("hoVaTen")
    families = [heading for heading in headings if _FAMILY_NAME.fullmatch(words(heading)) and field_of(heading) is None]
    if place is not None and words(headings[place]) == "TEN" and families:
        vi = f"Họ tên nằm ở hai cột: {families[0]!r} và {headings[place]!r}. Ghép thành một cột rồi chạy lại."
        en = f"The name stands in two columns, {families[0]!r} and {headings[place]!r}. Join them to one."
        raise Leave(WRONG_CALL, vi, en)


def _option(heading: str, field: str) -> str:
    return f'--map "{heading}={field}"'


def _tell(headings: Sequence[str], found: Fields, mapped: Mapped) -> None:
    """What is compared, what is not, and what is not there to compare."""
    left = [heading for place, heading in enumerate(headings) if place not in found.values()]
    compared = "; ".join(headings[place] for place in sorted(found.values()))
    note(f"Đối chiếu các cột: {compared}.", f"Compared: {compared}.")
    if named := "; ".join(heading or "?" for heading in left):
        note(
            f'Không đối chiếu các cột: {named}. Chỉ rõ một cột: --map "TÊN CỘT=trường".',
            f'Not compared: {named}. To compare a column: --map "HEADING=field".',
        )
    for heading in left:
        if (field := field_of(heading) or guess(heading)) is not None and words(heading) not in mapped:
            _tell_guess(heading, field, headings[found[field]] if field in found else None)
    if others := "; ".join(heading for heading in left if is_of_others(heading)):
        note(f"Là của người khác: {others}.", f"Of somebody else: {others}.")
    if missing := [name for name in _USUAL if name not in found and (name != "maPhuongXa" or "thuongTru" not in found)]:
        vi, en = "; ".join(map(title, missing)), ", ".join(missing)
        note(f"Tệp không có cột: {vi}. Thêm cột ấy để đối chiếu.", f"Not in the file: {en}. Add it to compare.")


def _tell_guess(heading: str, field: str, instead: str | None) -> None:
    option, named = _option(heading, field), title(field)
    if instead is None and field == "thuongTru":
        vi = f"{heading!r} là chữ, không phải địa chỉ có mã. Thêm cột {title('maPhuongXa')} để đối chiếu."
        note(vi, f"{heading!r} is text, no address with codes. Add a column maPhuongXa to compare it.")
    elif instead is None:
        note(f"{heading!r} có lẽ là {named}: {option}.", f"{heading!r} may be {field}: {option}.")
    else:
        vi = f"{heading!r} có lẽ cũng là {named}; đã lấy cột {instead!r}. Đổi: {option}."
        note(vi, f"{heading!r} may be {field} too; {instead!r} is taken. To change it: {option}.")
