"""What is declared to get a criminal-record certificate, in either form, and what of it is wrong (wire.md E.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mock_sectoral_dbs.wires._fields import Field, Kind, day, faults, number, one_of, partial_day, short, text, texts

Json = Mapping[str, Any]
_BY_SOMEBODY_ELSE = "3845"
_NAMES = (  # of the official document, of a client
    ("declarationWSForm", "declarationForm"),
    ("residenceWSForm", "residenceForm"),
    ("mandatorWSForm", "mandatorForm"),
)
_YES, _PAPER = one_of("0", "1"), one_of("0", "1", "2", "3")
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("dateReceivedDec", "datePromissoryDec", "idIssueDate", "declareDate", "mandatorDate"), day),
    **dict.fromkeys(("birthDateStr", "dadDob", "momDob", "partnerDob", "fromDateStr", "toDateStr"), partial_day),
    **dict.fromkeys(("phone", "requestQty", "requestQtyAdd"), number),
    **dict.fromkeys(("genderId", "isBanPosition", "delivery"), _YES),
    "idTypeId": _PAPER,
    "declareTypeId": one_of("3844", "3845", "3846", "3847"),
    "objectRequestId": one_of("71", "72", "73", "74"),
    "formType": one_of("1", "2"),
    "purpose": short,
}


def _fields(names: str) -> Mapping[str, Field]:
    """Fields by the names of the official document, in its order; `*` marks those that must be there."""
    found = {name.rstrip("*"): name.endswith("*") for name in names.split()}
    return {name: Field(_KINDS.get(name, text), is_required=must) for name, must in found.items()}


_RECEIPT = _fields("idMinistryJustice idReceivedDec* dateReceivedDec datePromissoryDec idMoneyReceipt")
_DECLARATION = _fields(
    "fullName* genderId* birthDateStr* birthPlace nationalityId* ethnicId residence reRegionId residenceTemporary "
    "rtRegionId idTypeId* identifyNo* idIssueDate idIssuePlace dadName dadDob momName momDob partnerName partnerDob "
    "phone* email ministryJusticeId declareDate* declareTypeId* requestQty* requestQtyAdd objectRequestId* "
    "agencyRequestId regionRequestId formType* isBanPosition delivery deliveryAddress deliveryDistrict note purpose "
    "receiveNo declarationPortalID otherName"
)
_RESIDENCE = _fields("fromDateStr* toDateStr* residencePlace* jobName workPlace")
_MANDATOR = _fields(
    "fullName* genderId birthDateStr birthPlaceId residence regionId idTypeId identifyNo idIssueDate idIssuePlace "
    "mandatorRelation mandatorDate"
)
_PLACE = {"maTinh": Field(text), "tenTinh": Field(text), "maHoSoMCDT": Field(text, is_required=True)}
_ONLINE = {
    "loaiPhieu": Field(one_of("1", "2"), is_required=True),
    "nycHoTen": Field(text, is_required=True),
    "nycNgaySinh": Field(partial_day, is_required=True),
    "nycSoGiayTo": Field(text, is_required=True),
    "nycGioiTinh": Field(one_of("1", "2", "3")),
    "yeuCauCDNCV": Field(_YES),
    "soLuongCap": Field(number),
    "nycDienThoai": Field(number),
    **dict.fromkeys(("tenMucDich", "mucDichKhac"), Field(short)),
    **dict.fromkeys(("nycHoTenCha", "nycHoTenMe", "nycHoTenVoChong", "nycEmail", "nycQuocTich"), Field(text)),
    "nycDanToc": Field(text),
}
_ONLINE_NAMES = {
    "fullName": "nycHoTen",
    "birthDateStr": "nycNgaySinh",
    "identifyNo": "nycSoGiayTo",
    "phone": "nycDienThoai",
    "email": "nycEmail",
    "nationalityId": "nycQuocTich",
    "ethnicId": "nycDanToc",
    "dadName": "nycHoTenCha",
    "momName": "nycHoTenMe",
    "partnerName": "nycHoTenVoChong",
    "requestQty": "soLuongCap",
    "formType": "loaiPhieu",
    "isBanPosition": "yeuCauCDNCV",
}


class Malformed(Exception):
    """Which fields are missing or malformed; their names, never their values."""


class Declared(NamedTuple):
    """A dossier as handed in: the client's own number for it, and the forms by their documented names."""

    number: str
    content: Json


def one_stop(sent: Json) -> Declared:
    """What a one-stop shop hands in, under either set of names; raises Malformed."""
    forms = {ours: sent.get(ours, sent.get(theirs)) for ours, theirs in _NAMES}
    declaration, residence, mandator = forms.values()
    stays = [residence] if isinstance(residence, Mapping) else residence or []
    wrong = [*faults(sent, _RECEIPT), *faults(declaration, _DECLARATION, _NAMES[0][0]), *_stays(stays)]
    if mandator or texts(declaration or {}).get("declareTypeId") == _BY_SOMEBODY_ELSE:
        wrong += faults(mandator, _MANDATOR, _NAMES[2][0])
    if wrong:
        raise Malformed(", ".join(wrong))
    receipt = _known(sent, _RECEIPT)
    return Declared(receipt["idReceivedDec"], {**receipt, **in_order({**forms, "residenceWSForm": stays})})


def _known(form: Any, fields: Mapping[str, Field]) -> dict[str, str]:
    held = texts(form)
    return {name: held[name] for name in fields if name in held}


def in_order(content: Json) -> Json:
    """The forms as the official document orders their fields; the log keeps no order."""
    mandator = content.get("mandatorWSForm")
    return {
        "declarationWSForm": _known(content["declarationWSForm"], _DECLARATION),
        "residenceWSForm": [_known(stay, _RESIDENCE) for stay in content.get("residenceWSForm", ())],
        "mandatorWSForm": _known(mandator, _MANDATOR) if mandator else None,
    }


def _stays(stays: Any) -> Iterator[str]:
    if not isinstance(stays, list):
        yield f"{_NAMES[1][0]} ({{…}}, […])"
        return
    for place, stay in enumerate(stays):
        yield from faults(stay, _RESIDENCE, f"{_NAMES[1][0]}[{place}]")


def online(sent: Json) -> Declared:
    """What a citizen hands in over VNeID, as a declaration of the other form; raises Malformed."""
    wrong = [*faults(sent, _PLACE), *faults(sent.get("toKhai"), _ONLINE, "toKhai")]
    if wrong:
        raise Malformed(", ".join(wrong))
    form = texts(sent["toKhai"])
    declaration = {ours: form[theirs] for ours, theirs in _ONLINE_NAMES.items() if theirs in form}
    if "nycGioiTinh" in form:
        declaration["genderId"] = "1" if form["nycGioiTinh"] == "1" else "0"
    if purpose := form.get("mucDichKhac", form.get("tenMucDich")):
        declaration["purpose"] = purpose
    return Declared(texts(sent)["maHoSoMCDT"], {"declarationWSForm": declaration})
