"""What only the authority sees is neither shown to the citizen nor his to write, whatever the registers say of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from dancu_connectors import InvalidRequest
from dancu_connectors.one_stop import Dossier, DossierEntry
from dancu_connectors.one_stop.answering import answers_entry
from dancu_connectors.one_stop.sheet import Sheet
from dancu_contracts import form, forms

from dancu_sandbox.one_stop.asking_people import next_open
from dancu_sandbox.one_stop.saying import say_dossier, say_known

MARRIAGE, HIDDEN = "dang-ky-ket-hon", "/nguoiYeuCau/cha"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
OPENED = {"kind": "opened", "procedure": MARRIAGE, "citizen": "099088006001", "claims": {}}
FATHERS = ["099060000001", "099060000002"]
CONFLICT = [{"source": n, "key": "", "registry": f"r{n}", "value": father} for n, father in enumerate(FATHERS)]
SEVERAL = [{"source": 0, "key": "", "registry": "r0", "reason": "several_values", "choices": FATHERS}]


def _dossier(told: list[dict[str, Any]]) -> Dossier:
    entries = [OPENED, {"kind": "told", "told": {HIDDEN: told}}]
    return Dossier("1", [DossierEntry(AT, what) for what in entries], AT)


@pytest.mark.parametrize("told", [CONFLICT, SEVERAL], ids=["conflict", "several"])
def test_it_is_told_neither_to_a_program_nor_at_a_terminal(
    told: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = _dossier(told)
    say_known(dossier)
    say_dossier(dossier)
    shown = "".join(capsys.readouterr()) + json.dumps(dossier.as_json())
    assert [father for father in FATHERS if father in shown] == []


def test_nobody_is_asked_which_of_several_values_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    dossier = _dossier(SEVERAL)
    others = {each.pointer for each in dossier.fields} - {HIDDEN}
    assert next_open(dossier, {*others, *dossier.sheet.form.rows}) is None
    assert "".join(capsys.readouterr()) == ""


def test_it_is_not_answered_where_registers_tell_several_values() -> None:
    with pytest.raises(InvalidRequest, match="only the authority sees it") as refused:
        answers_entry(_dossier(SEVERAL).sheet, {"nguoiYeuCau": {"cha": FATHERS[0]}}, "2026-11-23")
    assert refused.value.pointer == f"/answers{HIDDEN}"


@pytest.mark.parametrize("slug", forms())
def test_it_is_never_what_a_row_is_chosen_by(slug: str) -> None:
    keys = [form(slug).leaves.get(f"{rows.pointer}/*/{rows.key}") for rows in form(slug).rows.values() if rows.choose]
    assert [leaf.pointer for leaf in keys if leaf and leaf.mode == "none"] == []


BIRTH, CHILDREN = "dang-ky-khai-sinh", "/conDaKhaiSinh"


def _birth(*entries: dict[str, Any]) -> Dossier:
    """Of a mother whose register knows of two children, which the authority alone sees."""
    keys = {
        f"{CHILDREN}/{row}/soDinhDanh": [{"source": 0, "key": "", "registry": "r0", "value": child}]
        for row, child in enumerate(FATHERS)
    }
    told = {"kind": "told", "told": keys, "items": {CHILDREN: [{}, {}]}}
    entered = [{**OPENED, "procedure": BIRTH}, told, *entries]
    return Dossier("1", [DossierEntry(AT, what) for what in entered], AT)


@pytest.mark.parametrize("rows", [[], [{"soDinhDanh": FATHERS[0]}], [{"soDinhDanh": "099060000003"}]])
def test_rows_that_the_citizen_does_not_see_are_neither_dropped_nor_found_out(rows: list[Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        answers_entry(_birth().sheet, {"conDaKhaiSinh": rows}, "2026-11-23")
    assert (refused.value.pointer, str(refused.value)[-36:]) == (
        f"/answers{CHILDREN}",
        "s not answered: a register tells it.",
    )


def test_a_list_that_is_not_to_choose_from_keeps_its_rows_whatever_was_entered() -> None:
    dossier = _birth({"kind": "answered", "ticked": {CHILDREN: []}, "added": {CHILDREN: 0}})
    assert [row["soDinhDanh"] for row in dossier.words["form"]["conDaKhaiSinh"]] == FATHERS


@pytest.mark.parametrize("key", [[1], {}, None, 5])
def test_a_row_named_by_what_is_no_text_is_refused(key: Any) -> None:
    sheet = Sheet(form("dang-ky-thuong-tru"))
    with pytest.raises(InvalidRequest) as refused:
        answers_entry(sheet, {"thanhVien": [{"soDinhDanh": key}]}, "2026-11-23")
    assert refused.value.pointer == "/answers/thanhVien/0"
