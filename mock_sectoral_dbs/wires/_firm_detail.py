"""An enterprise in the words of the platform's first service of registration (wire.md E.5)."""

from __future__ import annotations

from typing import Any

from mock_sectoral_dbs.wires import _firms
from mock_sectoral_dbs.wires._body import address_written, day_written
from mock_sectoral_dbs.wires._firms import Json

NOBODY: Json = {"MainInformation": None, "HOAdress": None, "Representatives": [], "BusinessActivity": [], "Member": []}


def detail(record: Json) -> Json:
    """The five parts; `HOAdress` is spelled as the service spells it."""
    return {
        "MainInformation": _main(record),
        "HOAdress": _office(record.get("diaChiTruSo", {})),
        "Representatives": [{"FULL_NAME": name} for name in _heads(record)],
        "BusinessActivity": [_activity(industry) for industry in record.get("nganhNghe", ())],
        "Member": [_member(member) for member in record.get("thanhVien", ())],
    }


def _main(record: Json) -> dict[str, Any]:
    form, form_name = _firms.form(record)
    return {
        "ENTERPRISE_ID": record.get("maNoiBo"),
        "ENTERPRISE_GDT_CODE": record.get("maSoDoanhNghiep"),
        "IMP_BUSINESS_CODE": None,
        "ENTERPRISE_TYPE_ID": form,
        "ENTERPRISE_TYPE_NAME": form_name,
        "NAME": record.get("ten"),
        "SHORT_NAME": record.get("tenVietTat"),
        "NAME_F": record.get("tenNuocNgoai"),
        "FOUNDING_DATE": day_written(record.get("ngayDangKyLanDau")),
        "LAST_AMEND_DATE": day_written(record.get("ngayDangKyThayDoi")),
        "NUMBER_CHANGES": record.get("soLanThayDoi"),
        "ENTERPRISE_STATUS": _firms.state(record)[1],
        "LEGAL_NAMES": ";".join(_heads(record)),
        "CAPITAL_AMOUNT": record.get("von"),
    }


def _heads(record: Json) -> list[str]:
    return [head["nguoi"]["hoVaTen"] for head in record.get("daiDienPhapLuat", ())]


def _office(place: Json) -> Json:
    return {
        "CityID": place.get("maTinhThanh"),
        "CityName": place.get("tinhThanh"),
        "DistrictID": place.get("maQuanHuyen"),
        "DistrictName": place.get("quanHuyen"),
        "WardID": place.get("maPhuongXa"),
        "WardName": place.get("phuongXa"),
        "StreetNumber": place.get("chiTiet"),
        "AddressFullText": address_written(place),
    }


def _activity(industry: Json) -> Json:
    return {"CODE": industry["ma"], "NAME": industry.get("ten"), "IS_MAIN": "Y" if industry.get("laChinh") else "N"}


def _member(member: Json) -> Json:
    person = member["nguoi"]
    return {
        "MEMBER_NAME": person["hoVaTen"],
        "AMOUNT": member.get("vonGop"),
        "RATIO_PERCENT": member.get("tyLe"),
        "COUNTRY": _firms.country(person.get("quocTich")),
    }
