"""The page of one registry, written from its contract and from the personas who have something to show there."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dancu_contracts
from dancu_connectors.naming import camel_case
from dancu_contracts import Key, RegistryContract

from dancu_sandbox import catalogue
from dancu_sandbox.asked import DEFAULT_PROCEDURE
from dancu_sandbox.examples import answered, example
from mock_national_db.personas import Persona, personas

_SHOWN = 3


def registry_page(name: str) -> Iterator[str]:
    """The lines of the page."""
    contract = dancu_contracts.registry(name)
    yield from (f"# {name}", "", f"**{contract.title['vi']} / {contract.title['en']}**", "")
    yield from ("One of the [registries](../registries.md).", "")
    for part in (_ownership, _provenance, _keys, _fields, _claims, _events, _personas, _examples):
        yield from part(contract)


def _ownership(contract: RegistryContract) -> Iterator[str]:
    yield from ("## Whose it is, by which law", "", "| since | owner |", "|---|---|")
    for owner in contract.owners:
        yield f"| {owner.valid_from} | {owner.name['vi']} / {owner.name['en']} |"
    yield ""
    yield from (f"- {law}" for law in contract.legal_basis)
    yield ""


_UNIFORM_SERVICE = "The uniform service at `/{0}/v1/` is synthetic, and the same for every registry."
_TOLD = {
    "documented": """Documented: public documents say how the real system is asked; the page of the wire tells which
of its messages, and which parts of them are a guess.""",
    "synthetic": """Synthetic: no public document that we know of says how the real system is asked. Messages, and names
and shapes of fields that the law does not spell out, are made up here; owner, law and terms are as published.""",
}
_DOSSIERS_ONLY = """Synthetic: what is known of the real messages is how dossiers are handed
in, not how the register is asked. Names and shapes of fields that the law does not spell out are made up here; owner,
law and terms are as published."""


def _provenance(contract: RegistryContract) -> Iterator[str]:
    yield from ("## Wire and provenance", "")
    wires = own_wires(contract, "../wires.md")
    yield from (f"Wire: {wires}. Provenance: `{contract.provenance}`. Contract: `{contract.version}`.", "")
    told = _DOSSIERS_ONLY if contract.takes_dossiers_only else _TOLD[contract.provenance]
    yield from (told, _UNIFORM_SERVICE.format(contract.name), "")


def own_wires(contract: RegistryContract, page: str) -> str:
    """How it is asked, and how dossiers are handed in, each with its section of the page of wires."""
    sections = {wire: where.partition("#")[2] for wire, where in catalogue.pages(contract.name).items()}
    return ", ".join(f"[{wire}]({page}#{section})" for wire, section in sections.items())


def _keys(contract: RegistryContract) -> Iterator[str]:
    article = "an" if contract.subject_kind[0] in "aeiou" else "a"
    yield from (
        f"## Keys: how {article} {contract.subject_kind} is found",
        "",
        "| key | number | nobody's |",
        "|---|---|---|",
    )
    for key in contract.keys:
        yield f"| {' + '.join(f'`{field}`' for field in key.fields)}{_also(key)} | {_number(key)} |"
    yield ""


def _also(key: Key) -> str:
    return f", or what stands in `{key.also}`" if key.also else ""


def _number(key: Key) -> str:
    """What kind of number it is, and the block of it that is nobody's."""
    kind = "personal" if key.fields == ("soDinhDanh",) else key.number
    about = dancu_contracts.kinds_of_number().get(kind) if kind else None
    return f"{_both(about['title'])} | {_both(about['safe'])}" if about else "|"


def _both(texts: Mapping[str, str]) -> str:
    return f"{texts['vi']} / {texts['en']}"


def _fields(contract: RegistryContract) -> Iterator[str]:
    yield from ("## Fields of a record", "", "| field | | | type | sensitive | source |", "|---|---|---|---|---|---|")
    for name, schema in contract.record_schema["properties"].items():
        sensitive = "yes" if name in contract.sensitive else ""
        yield f"| `{name}` | {_said(schema)} | {_shape(schema)} | {sensitive} | {_source(contract, name)} |"
    yield ""
    if contract.sensitive:
        yield from (f"Sensitive fields are shown to: {', '.join(_entitled(contract)) or 'no procedure yet'}.", "")
    if contract.sensitive.issuperset(contract.source_of):
        yield from (_NOTHING_LEFT, "")


_NOTHING_LEFT = """Everything of its own is sensitive, so to a procedure that is not listed it has no record of anybody:
even a name would tell that there is one."""


def _entitled(contract: RegistryContract) -> Iterator[str]:
    """The procedures that may see a sensitive field, and which."""
    for slug, procedure in dancu_contracts.procedures().items():
        seen = [field for field in sorted(contract.sensitive) if f"{contract.name}.{field}" in procedure.sensitive]
        if seen:
            yield f"`{slug}` ({_names(seen)})"


def _said(schema: Mapping[str, Any]) -> str:
    """Vietnamese title and what is said of it in both languages, as two cells."""
    whole = dancu_contracts.resolved(schema)
    return " | ".join(whole[part].replace("|", "\\|") for part in ("title", "description"))


def _shape(schema: Mapping[str, Any]) -> str:
    whole = dancu_contracts.resolved(schema)
    if "x-codes" in whole:
        return f"code of `{whole['x-codes']}`"
    if whole.get("type") == "array":
        return f"list of {_shape(whole['items'])}"
    if "properties" in whole:
        return f"object: {_names(whole['properties'])}"
    if "enum" in whole:
        return ", ".join(f"`{value}`" for value in whole["enum"])
    kinds = {"date": "date", "date-time": "time"}
    return kinds.get(str(whole.get("format")), "partial date" if whole.get("x-compare") == "date" else whole["type"])


def _names(properties: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in properties)


def _source(contract: RegistryContract, field: str) -> str:
    if field not in contract.copies:
        return "its own"
    owner = contract.copies[field].partition(".")[0]
    return f"copies [`{contract.copies[field]}`]({owner}.md)"


def _claims(contract: RegistryContract) -> Iterator[str]:
    yield from ("## Claims: what may be verified", "", f"{_names(contract.claims_schema['properties'])}.", "")


def _events(contract: RegistryContract) -> Iterator[str]:
    yield from ("## Events: what may happen", "", "| event | | | says |", "|---|---|---|---|")
    for name, schema in contract.events_schema["$defs"].items():
        yield f"| `{name}` | {_said(schema)} | {_data(schema)} |"
    yield ""


def _data(schema: Mapping[str, Any]) -> str:
    data = dancu_contracts.resolved(schema.get("properties", {}).get("data", {}))
    required = data.get("required", [])
    fields = [f"**`{name}`**" if name in required else f"`{name}`" for name in data.get("properties", {})]
    return ", ".join(fields) or "nothing more"


def _personas(contract: RegistryContract) -> Iterator[str]:
    found = [one for one in personas() if _asks(one, contract.name) or _states(one, contract.name)]
    yield from ("## Personas with something to show here", "")
    if not found:
        yield from ("No persona's file speaks of it yet; the one below is drawn a record with the default seed.", "")
        return
    yield from ("| | why | questions with their answers | its own records stated |", "|---|---|---|---|")
    for one in found:
        states = "yes" if _states(one, contract.name) else ""
        link = f"[{one.id}](../personas.md#{one.id.lower()})"
        yield f"| {link} | {_both(one.title)} | {_asks(one, contract.name) or ''} | {states} |"
    yield ""


def _asks(one: Persona, registry: str) -> int:
    return sum(ask["registry"] == registry for ask in one.asks)


def _states(one: Persona, registry: str) -> bool:
    return any(registry in person.get("sectors", {}) for person in one.people)


def _examples(contract: RegistryContract) -> Iterator[str]:
    number = example(contract.name)
    if number is None:
        yield from _unseen(contract)
        return
    fields = _worth_showing(contract, number)
    records = answered(contract.name, number, fields)["records"]
    yield from ("## Try it", "", "On the command line, where no server is needed:", "")
    yield from _fence("console", _cli(contract.name, number, fields))
    yield from _fence("json", _json({"outcome": "found", "records": records, "source": "…"}))
    yield from ("Over HTTP, with the running sandbox:", "")
    yield from _fence("sh", _curl(contract.name, number, fields))
    yield from _fence("json", _json({"outcome": "found", "records": records, "source": "…"}))
    yield from ("In Python:", "")
    yield from _fence("python", _python(contract.name, number, fields))
    yield from ("```text", f"found {number}", "```")


def _unseen(contract: RegistryContract) -> Iterator[str]:
    """What a registry answers that shows a procedure nobody: the same of a persona whose record it has."""
    one = next((one for one in personas() if _states(one, contract.name)), personas()[0])
    number, fields = one.people[0]["soDinhDanh"], ["soDinhDanh"]
    nothing = _json({"outcome": "no_record", "records": [], "source": "…"})
    yield from (
        "## Try it",
        "",
        f"No record is shown to this procedure; of everybody, of {one.id} too, it is told:",
        "",
    )
    yield from _fence("console", f"{_cli(contract.name, number, fields)}   # exit 1")
    yield from _fence("json", nothing)
    yield from ("Over HTTP, with the running sandbox:", "")
    yield from _fence("sh", _curl(contract.name, number, fields))
    yield from _fence("json", nothing)


def _worth_showing(contract: RegistryContract, number: str) -> list[str]:
    """A few fields of the record that fit on a line, the registry's own before those it copies."""
    asked = [field for field in contract.record_schema["properties"] if field not in contract.sensitive]
    (record, *_) = answered(contract.name, number, asked)["records"]
    plain = [field for field in record if field != "soDinhDanh" and not isinstance(record[field], dict | list)]
    chosen = sorted(plain, key=lambda field: field in contract.copies)[:_SHOWN]
    return [field for field in plain if field in chosen] or ["soDinhDanh"]


def _cli(registry: str, number: str, fields: list[str]) -> str:
    asked = f"--registry {registry} --fields {','.join(fields)} --procedure {DEFAULT_PROCEDURE}"
    return f"dancu lookup {number} {asked} --json"


def _curl(registry: str, number: str, fields: list[str]) -> str:
    body = {"subject": {"soDinhDanh": number}, "fields": fields, "purpose": {"procedure": DEFAULT_PROCEDURE}}
    where = f"http://127.0.0.1:8700/{registry}/v1/lookup -H 'Content-Type: application/json'"
    return f"curl -s {where} \\\n  -d '{_json(body)}'"


def _python(registry: str, number: str, fields: list[str]) -> str:
    connector = f"{camel_case(registry)}Connector"
    return f"""import httpx
from dancu_connectors import Purpose
from dancu_connectors.{registry} import {connector}

http = httpx.Client(base_url="http://127.0.0.1:8700")
registry = {connector}(http, wire="uniform")
purpose = Purpose(procedure="{DEFAULT_PROCEDURE}")
found = registry.lookup("{number}", {json.dumps(fields)}, purpose=purpose)
print(found.outcome, found.records[0].so_dinh_danh)"""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fence(kind: str, text: str) -> Iterator[str]:
    yield from (f"```{kind}", text, "```", "")
