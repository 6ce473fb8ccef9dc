"""The form of a procedure: a JSON Schema whose leaves say where their value comes from, and who may write it.

A leaf is a property with `x-field`; it may be an object of its own, such as an address. Where its type is that of a
register's field, the file says only the source: title, description and type are read from the register's contract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from dancu_contracts.catalogue import procedures
from dancu_contracts.checking import Schema
from dancu_contracts.cutting import resolved
from dancu_contracts.files import ROOT, document
from dancu_contracts.registers import registry
from dancu_contracts.tables import Texts

SPARED = frozenset({"prefilled", "prefilled_if_found", "derived", "scan", "confirm", "reuse_or_upload"})
"""The modes of which nothing has to be declared again, as long as what the registers know is left as it is."""

UNCOUNTED = frozenset({"consent", "pay", "none"})
"""The modes that are no declaration: others' consent, what is paid or handed in, what the authority alone sees."""

MODES = SPARED | UNCOUNTED | {"ask", "ask_number_only", "captured_at_counter"}

_STORE, _PAYMENT = "platform:store", "platform:portal"


@dataclass(frozen=True, slots=True)
class Source:
    """One register that may know a value: whom it is asked about, which fields, and what the value is.

    `value` is a CEL expression over `records`, `form` and `today`; where it is empty, the value is that of the one
    field. `registry` "platform:store" is the citizen's own store of results, its field the kind of document;
    "platform:portal" is the payment, which tells its receipt by itself.
    """

    registry: str
    fields: tuple[str, ...]
    of: str
    value: str = ""
    choose: bool = False
    """Whether `value` comes to several, of which the citizen chooses one."""

    @property
    def is_store(self) -> bool:
        """Whether the citizen's own store is asked, and no register."""
        return self.registry == _STORE

    @property
    def is_payment(self) -> bool:
        """Whether nobody is asked: the payment tells it."""
        return self.registry == _PAYMENT

    @property
    def is_register(self) -> bool:
        """Whether a register is asked."""
        return not self.is_store and not self.is_payment


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field of a form. `pointer` has `*` in the place of a row, e.g. "/thanhVien/*/hoVaTen".

    `sources` are in the order in which they win. `derived` and `when` are CEL over the rules' words; a leaf is there
    only while `when` holds. `may_ask`: it may be answered where no register knows. `within` is the time in which others
    consent, {"days": …} or {"workingDays": …}; empty where they may take any.
    """

    pointer: str
    mode: str
    schema: Schema
    sources: tuple[Source, ...] = ()
    derived: str = ""
    when: str = ""
    required: bool = False
    may_ask: bool = False
    item: str = ""
    by: str = ""
    for_authority: bool = False
    within: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        """Whether the authority alone sees it."""
        return self.for_authority or self.mode == "none"

    @property
    def title(self) -> str:
        """In Vietnamese."""
        return str(self.schema.get("title", self.pointer.rpartition("/")[2]))


@dataclass(frozen=True, slots=True)
class Rows:
    """A list in a form: one row for each item that its source tells, or as many as the citizen writes.

    The items stand at `path` in the records of `source` (the records themselves where it is empty), or are what its
    `value` comes to. `key` is the leaf by which an answer names a row; `choose`: only the rows answered stay.
    `may_add`: others may be written.
    """

    pointer: str
    key: str
    title: str
    source: Source | None = None
    path: str = ""
    choose: bool = False
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Who, or what, is looked up: each field of its key is where in the form that stands."""

    name: str
    title: Texts
    key: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A procedure's form; `schema` is whole, with what its leaves have from registers."""

    slug: str
    schema: Schema
    subjects: Mapping[str, Subject]
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    rows: Mapping[str, Rows] = field(default_factory=dict)

    def sources(self) -> Iterator[Source]:
        """Every source of every leaf and list."""
        for leaf in self.leaves.values():
            yield from leaf.sources
        for rows in self.rows.values():
            if rows.source:
                yield rows.source

    def rights(self) -> dict[str, frozenset[str]]:
        """What an agency needs the right to look up: the fields by register."""
        found: dict[str, set[str]] = {}
        for source in self.sources():
            if source.is_register:
                found.setdefault(source.registry, set()).update(source.fields)
        return {name: frozenset(fields) for name, fields in sorted(found.items())}

    def label(self, pointer: str) -> str:
        """A title led by its groups': "Cha – Họ, chữ đệm và tên"; that of a row with its number. KeyError if none."""
        schema, titles = self.schema, list[str]()
        for step in pointer.strip("/").split("/"):
            if step == "*" or step.isdigit():
                schema = schema["items"]
                titles[-1:] = [f"{titles[-1]} {int(step) + 1}"] if step.isdigit() else titles[-1:]
            else:
                schema = resolved(schema)["properties"][step]
                titles.append(str(resolved(schema).get("title", step)))
        return " – ".join(titles)

    @property
    def share(self) -> float:
        """The form's own share of leaves that nobody has to declare again, of all that count."""
        counted = [leaf.mode for leaf in self.leaves.values() if leaf.mode not in UNCOUNTED]
        return sum(mode in SPARED for mode in counted) / len(counted)


@cache
def form(slug: str) -> Form:
    """The form of a procedure, with that of the procedure it stands on; KeyError if there is none."""
    about = procedures()[slug]
    if slug not in forms():
        raise KeyError(slug)
    below = form(about.stands_on) if about.stands_on else None
    own = document("procedures", slug, "form.schema.json")
    subjects = {**(below.subjects if below else {}), **_subjects(about.document)}
    reader = _Reader(subjects)
    schema = reader.whole(own, "", "")
    if below:
        properties = {**below.schema["properties"], **schema["properties"]}
        required = [*below.schema.get("required", ()), *schema.get("required", ())]
        schema = {**schema, "properties": properties, "required": sorted({*required})}
    leaves = {**(below.leaves if below else {}), **reader.leaves}
    rows = {**(below.rows if below else {}), **reader.rows}
    return Form(slug, schema, subjects, leaves, rows)


def forms() -> tuple[str, ...]:
    """The slugs of the procedures that have a form, in the plan's order."""
    return tuple(slug for slug in procedures() if ROOT.joinpath("procedures", slug, "form.schema.json").is_file())


def _subjects(about: Mapping[str, Any]) -> dict[str, Subject]:
    told = about.get("subjects", {})
    return {name: Subject(name, each["title"], each["key"]) for name, each in told.items()}


class _Reader:
    """Walks a form once; a group that bears a subject's name is about it."""

    def __init__(self, subjects: Mapping[str, Subject]) -> None:
        self._subjects = subjects
        self._list_source: Source | None = None
        self.leaves: dict[str, Leaf] = {}
        self.rows: dict[str, Rows] = {}

    def whole(self, schema: Schema, pointer: str, of: str, *, required: bool = False) -> dict[str, Any]:
        """The schema with what its leaves have from registers; what it holds is written down on the way."""
        name = pointer.rpartition("/")[2]
        of = name if name in self._subjects else of
        if "x-field" in schema:
            return self._leaf(schema, pointer, of, required=required)
        if "x-rows" in schema:
            return self._list(schema, pointer, of)
        needed = schema.get("required", ())
        parts = schema.get("properties", {}).items()
        properties = {
            part: self.whole(below, f"{pointer}/{part}", of, required=part in needed) for part, below in parts
        }
        return {"type": "object", "additionalProperties": False, **schema, "properties": properties}

    def _leaf(self, schema: Schema, pointer: str, of: str, *, required: bool) -> dict[str, Any]:
        told = schema["x-field"]
        item = next((each[4:] for each in told.get("from", ()) if isinstance(each, str) and each[:4] == "row."), "")
        listed = [self._list_source] if item and self._list_source and not self._list_source.value else []
        sources = tuple(Source(each.registry, (_below(each.fields, item),), each.of) for each in listed)
        sources = sources or tuple(_source(each, told.get("of", of)) for each in told.get("from", ()) if not item)
        typed = {**_inherited(sources), **schema} if not {"type", "$ref", "enum"} & {*schema} else dict(schema)
        if told["mode"] in {"prefilled", "derived", "none"} and "else" not in told:
            typed["readOnly"] = True
        self.leaves[pointer] = Leaf(
            pointer,
            told["mode"],
            {name: part for name, part in resolved(typed).items() if name != "x-field"},
            sources,
            told.get("is", ""),
            told.get("when", ""),
            required,
            told.get("else") == "ask",
            item,
            told.get("by", ""),
            told.get("authority") is True,
            told.get("within", {}),
        )
        return typed

    def _list(self, schema: Schema, pointer: str, of: str) -> dict[str, Any]:
        told = schema["x-rows"]
        source = self._list_source = _source(told["from"], told.get("of", of)) if "from" in told else None
        items = self.whole(schema["items"], f"{pointer}/*", of)
        self._list_source = None
        if source and not source.value:
            own = [leaf for leaf in self.leaves.values() if leaf.item and leaf.pointer.startswith(f"{pointer}/*/")]
            source = replace(source, fields=tuple(dict.fromkeys(leaf.sources[0].fields[0] for leaf in own)))
        path = ".".join(told["from"].split(".")[1:]) if isinstance(told.get("from"), str) else ""
        title, choose, may_add = schema["title"], told.get("choose", False), told.get("add", False)
        self.rows[pointer] = Rows(pointer, told.get("key", ""), title, source, path, choose, may_add)
        return {"type": "array", "maxItems": 200, **schema, "items": items}


def _source(told: str | Mapping[str, Any], of: str) -> Source:
    if isinstance(told, str):
        registry_name, _, path = told.partition(".")
        return Source(registry_name, (path,) if path else (), of)
    return Source(told["registry"], tuple(told["fields"]), told.get("of", of), told.get("is", ""), "choose" in told)


def _below(path: tuple[str, ...], item: str) -> str:
    return ".".join((*path, item))


def _inherited(sources: tuple[Source, ...]) -> dict[str, Any]:
    """The type of the first field that a register is asked for; that of one item where it is a list."""
    first = next((source for source in sources if source.fields and source.is_register), None)
    return dict(field_schema(first.registry, first.fields[0])) if first else {}


def field_schema(name: str, path: str) -> Schema:
    """The schema of a register's field by its dotted path, through lists; KeyError if it has none."""
    schema = registry(name).record_schema
    for step in path.split("."):
        schema = resolved(_item(schema)["properties"][step])
    return _item(schema)


def _item(schema: Schema) -> Schema:
    whole = resolved(schema)
    return _item(whole["items"]) if whole.get("type") == "array" else whole
