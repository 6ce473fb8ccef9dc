"""Pages written from the contracts and the persona files: `python tools/pages.py`; a test says when they are old."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dancu_contracts

from mock_national_db.personas import catalogue
from tools.registry_page import own_wires, registry_page

DOCS = Path(__file__).parents[1] / "docs"
HEAD = "<!-- Written by tools/pages.py; do not edit. -->"


def pages() -> dict[str, str]:
    """The text of each written page by its name in `docs/`."""
    written = {"faults.md": _faults(), "personas.md": _personas(), "registries.md": _registries()}
    written |= {f"registries/{name}.md": registry_page(name) for name in dancu_contracts.registries()}
    return {name: "\n".join([HEAD, "", *lines]) + "\n" for name, lines in written.items()}


def _faults() -> Iterator[str]:
    yield _ABOUT_FAULTS
    yield from _fence("sh", _CURL)
    yield from _fence("json", json.dumps(_problem("not_json"), ensure_ascii=False, indent=2))
    yield "The SOAP wire answers with a SOAP Fault instead: [wires](wires.md#what-is-accepted)."
    yield from ("", "| code | HTTP | |", "|---|---|---|")
    for code, fault in dancu_contracts.faults().items():
        yield f"| [`{code}`](#{code}) | {fault.status} | {fault.title['en']} |"
    for code, fault in dancu_contracts.faults().items():
        yield from ("", f"## `{code}`", "", f"{fault.status}: **{fault.title['en']}.** {fault.remedy['en']}")
        yield from ("", f"**{fault.title['vi']}.** {fault.remedy['vi']}")


_ABOUT_FAULTS = """# Faults of a call

What a register says of a citizen is always 200. A call that cannot be answered gets `application/problem+json`: a
stable `code`, the words below in both languages, and where it helps the `pointer` to what is wrong and a `detail`.
"""
_CURL = "curl -s http://127.0.0.1:8700/population/v1/verify -H 'Content-Type: application/json' -d 'this is not JSON'"


def _problem(code: str) -> dict[str, Any]:
    fault = dancu_contracts.faults()[code]
    words = {tongue: {"title": fault.title[tongue], "remedy": fault.remedy[tongue]} for tongue in ("vi", "en")}
    about = {"type": f"urn:dancu:fault:{code}", "status": fault.status, "code": code, "title": fault.title["vi"]}
    return {**about, **words}


def _fence(kind: str, text: str) -> Iterator[str]:
    yield from (f"```{kind}", text, "```", "")


_ABOUT_PERSONAS = """# Personas

Named test citizens, each with a reason to exist. They lie beneath every nation and every workspace, the same
everywhere; what happens to one in a workspace is forgotten when that is reset. Every answer below is tested; where it
does not say so, the subject is the persona, and the outcome `found`.

`dancu personas` lists them, `dancu verify P48` asks about one, and `dancu personas --json` gives a program all of
this, with the long answers whole.
"""


def _personas() -> Iterator[str]:
    yield _ABOUT_PERSONAS
    yield "| | personal number | name | birth | |"
    yield "|---|---|---|---|---|"
    for one in catalogue():
        link, who = (
            f"[{one['id']}](#{one['id'].lower()})",
            f"`{one['soDinhDanh']}` | {one['hoVaTen']} | {one['ngaySinh']}",
        )
        yield f"| {link} | {who} | {one['titleEn']} |"
    for one in catalogue():
        yield from _persona(one)


def _persona(one: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"## {one['id']}", "", f"**{one['title']} / {one['titleEn']}**", "")
    yield f"{one['hoVaTen']}, `{one['soDinhDanh']}`, {one['ngaySinh']}"
    yield from ("", one["reason"], "", one["reasonEn"], "", "| asked | | answered |", "|---|---|---|")
    for ask in one["asks"]:
        asked, answered = _asked(ask, one["soDinhDanh"]), _said(ask["answer"])
        yield f"| {ask['registry']} {ask['op']} | {_code(asked)} | {_code(answered)} |"


def _asked(ask: Mapping[str, Any], number: str) -> dict[str, Any]:
    """What is asked beside registry and operation; a subject is left out where it is the persona by his number."""
    is_oneself = ask.get("subject") == {"soDinhDanh": number}
    left_out = {"registry", "op", "answer", "purpose", *(["subject"] if is_oneself else [])}
    return {name: value for name, value in ask.items() if name not in left_out}


def _said(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer without what goes without saying."""
    return {name: value for name, value in answer.items() if (name, value) != ("outcome", "found")}


def _code(value: Any) -> str:
    """A value as it may stand in a cell of a table, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False).replace("|", "\\|")
    return f"`{text if len(text) <= _CELL else text[:_CELL] + ' …'}`"


_CELL = 240
_ABOUT_REGISTRIES = """# Registries

Every registry answers the same questions at `/{registry}/v1/` – `verify`, `lookup`, `batch`, `history`, `events`,
`changes` – and shows its schemas at `/{registry}/openapi.json`. `soDinhDanh` leads to a subject in all of them. What
each promises is on its own page: law, keys, fields, claims, events, personas, and examples that run. The
[contracts](../contracts/dancu_contracts/registries) are the authority; these pages are written from them. A registry
that is not here yet is [begun with one command](new-registry.md).

A sensitive field is answered only for a purpose whose procedure lists it; for any other, in `lookup`, `verify` and
`history`, it does not exist: as a key it leads to nobody, and a register of whose own fields the purpose may see none
has no record of anybody. `changes` serves no purpose, so it shows nobody a sensitive field, nor an event that is
about sensitive fields alone (`x-sensitive` in the registry's `events.schema.json`): who may see them looks them up.
"""


def _registries() -> Iterator[str]:
    yield _ABOUT_REGISTRIES
    yield from ("| registry | | keeper | wire | provenance | fields |", "|---|---|---|---|---|---|")
    for name in dancu_contracts.registries():
        contract = dancu_contracts.registry(name)
        title, fields = f"{contract.title['vi']} / {contract.title['en']}", len(contract.record_schema["properties"])
        keeper, wire = contract.owners[-1].name["vi"], own_wires(contract, "wires.md")
        yield f"| [{name}](registries/{name}.md) | {title} | {keeper} | {wire} | {contract.provenance} | {fields} |"


if __name__ == "__main__":
    (DOCS / "registries").mkdir(exist_ok=True)
    for page, text in pages().items():
        (DOCS / page).write_text(text, encoding="utf-8")
        print(f"docs/{page}")
