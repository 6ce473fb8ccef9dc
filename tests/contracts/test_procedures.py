"""The procedures as data: every source is in its register's contract, every rule is CEL about fields that exist."""

import re
from collections.abc import Iterator
from typing import Any

import cel
import dancu_contracts
import jsonschema
import pytest
from dancu_contracts import Form, Leaf, form, forms, handling, procedures, registry

from tests.contracts.documents import ROOT, read

SLUGS = forms()


def test_every_procedure_of_the_plan_has_a_form() -> None:
    assert tuple(procedures()) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_form_is_written_as_forms_are(slug: str) -> None:
    check = dancu_contracts.validator(read(ROOT / "meta/form.schema.json"))
    assert check.problems(read(ROOT / f"procedures/{slug}/form.schema.json")) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_form_put_together_is_a_schema_in_both_languages(slug: str) -> None:
    jsonschema.Draft202012Validator.check_schema(dict(form(slug).schema))
    unsaid = [leaf.pointer for leaf in form(slug).leaves.values() if not _is_described(leaf)]
    assert unsaid == []


def _is_described(leaf: Leaf) -> bool:
    vietnamese, _, english = str(leaf.schema.get("description", "")).partition(" / ")
    return bool(leaf.schema.get("title") and vietnamese.strip() and english.strip())


@pytest.mark.parametrize("slug", SLUGS)
def test_every_source_is_a_field_of_its_register(slug: str) -> None:
    asked = {(name, field) for name, fields in form(slug).rights().items() for field in fields}
    known = {
        (name, path)
        for name in {name for name, _ in asked}
        for path in dancu_contracts.paths(registry(name).record_schema)
    }
    assert asked - known == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sensitive_field_is_asked_only_where_the_procedure_lists_it(slug: str) -> None:
    asked = {f"{name}.{field}" for name, fields in form(slug).rights().items() for field in fields}
    sensitive = {f"{name}.{field}" for name in form(slug).rights() for field in registry(name).sensitive}
    touched = {field for field in sensitive if any(each == field or each.startswith(f"{field}.") for each in asked)}
    assert touched <= set(procedures()[slug].sensitive)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_subject_has_a_key_that_stands_in_the_form_and_that_its_registers_know(slug: str) -> None:
    whole = form(slug)
    for subject in whole.subjects.values():
        assert [at for at in subject.key.values() if at not in whole.leaves] == [], subject.name
        for source in whole.sources():
            if source.of == subject.name and source.is_register:
                keys = [set(key.fields) for key in registry(source.registry).keys] + [{"soDinhDanh"}]
                assert set(subject.key) in keys, (subject.name, source.registry)
    assert {source.of for source in whole.sources()} <= set(whole.subjects)
    assert {handling(slug).applicant.subject, *(each.subject for each in handling(slug).verifies)} <= set(
        whole.subjects
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_every_rule_is_cel_of_known_words_about_fields_of_the_form(slug: str) -> None:
    for rule in _rules(slug):
        cel.compile(rule)
        for path in re.findall(r"\bform((?:\.\w+)+)", rule):
            assert _leads(form(slug), path.split(".")[1:]), rule


@pytest.mark.parametrize("slug", SLUGS)
def test_a_field_that_follows_from_others_says_how_and_one_that_is_asked_has_no_source(slug: str) -> None:
    for leaf in form(slug).leaves.values():
        assert bool(leaf.derived) == (leaf.mode == "derived"), leaf.pointer
        if leaf.mode in {"prefilled", "prefilled_if_found", "confirm"}:
            assert leaf.sources or leaf.item, leaf.pointer
        if leaf.mode in {"ask", "captured_at_counter"}:
            assert not leaf.sources, leaf.pointer


@pytest.mark.parametrize("slug", SLUGS)
def test_every_act_is_an_event_of_its_register(slug: str) -> None:
    for step in handling(slug).steps:
        for act in step.acts:
            kinds = registry(act.registry).events_schema["$defs"]
            assert act.type in kinds, act
            data = kinds[act.type]["properties"].get("data", {}).get("properties")
            assert data is None or not isinstance(act.data, dict) or set(act.data) <= set(data), act
            assert (
                act.undo is None
                or act.undo["type"] in registry(act.undo.get("registry", act.registry)).events_schema["$defs"]
            )
        assert set(step.after) < {each.id for each in handling(slug).steps}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_step_that_others_consent_to_is_one_that_the_dossier_can_do_without(slug: str) -> None:
    leaves = form(slug).leaves
    for step in handling(slug).steps:
        assert {leaves[at].mode for at in step.consents} <= {"consent"}, step.id
        assert not (step.consents and step.needed), step.id
    assert [leaf.pointer for leaf in leaves.values() if leaf.within and leaf.mode != "consent"] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_amounts_that_the_words_of_a_fee_name_are_known(slug: str) -> None:
    fee = handling(slug).fee
    named = re.findall(r"\{(\w+)\}", f"{fee.title['vi']} {fee.title['en']}") if fee else []
    assert set(named) <= set(dancu_contracts.amounts())


@pytest.mark.parametrize("slug", SLUGS)
def test_every_procedure_has_journeys_that_end_well_and_that_are_refused(slug: str) -> None:
    ends = [read(path)["expect"] for path in sorted((ROOT / f"procedures/{slug}/journeys").glob("*.json"))]
    assert "daTraKetQua" in {end.get("state") for end in ends}
    assert {"khongTiepNhan", "dungXuLy"} & {end.get("state") for end in ends} or [end for end in ends if "error" in end]


def _rules(slug: str) -> Iterator[str]:
    for leaf in form(slug).leaves.values():
        yield from filter(None, (leaf.derived, leaf.when, *(source.value for source in leaf.sources)))
    for rows in form(slug).rows.values():
        if rows.source and rows.source.value:
            yield rows.source.value
    told = handling(slug)
    for check in told.checks:
        yield from filter(None, (check.holds, check.when))
    if told.fee:
        yield told.fee.vnd
    yield from (limit.when for limit in told.limits)
    for step in told.steps:
        yield from (act.undo["when"] for act in step.acts if act.undo and "when" in act.undo)
        yield from filter(None, (step.when,))
        for act in step.acts:
            yield from filter(None, (act.on, act.when, act.each, *act.subject.values(), *_texts(act.data)))
        if step.result:
            yield from (step.result.of, *step.result.content.values())
        if step.over:
            yield from (*_texts(step.over["declared"]), *_texts(step.over.get("told", {})))


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    elif isinstance(template, dict):
        for part in template.values():
            yield from _texts(part)
    elif isinstance(template, list):
        for part in template:
            yield from _texts(part)


def _leads(whole: Form, path: list[str]) -> bool:
    """Whether a path leads to a group, a list or a leaf, or into a leaf that is an object."""
    schema: Any = whole.schema
    for step in path:
        if "x-field" in schema or "x-rows" in schema:
            return True
        if step not in schema["properties"]:
            return False
        schema = schema["properties"][step]
    return True
