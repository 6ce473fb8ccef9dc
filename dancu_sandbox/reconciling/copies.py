"""What a register's records repeat of the nation, read from its contract, whatever the register calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import dancu_contracts
from dancu_contracts import RegistryContract

OTHER = "khac"
"""The column that says whether an address, of which the sheet of people has no column, is written otherwise there."""
_COMPARED = ("soDinhDanh", "soCMND", "hoVaTen", "ngaySinh", "gioiTinh", "thuongTru", "ngayChet")


@dataclass(frozen=True)
class Copies:
    """The columns of a register's records that are compared, and what is compared with what."""

    columns: tuple[str, ...]
    """Paths of the record, a column each."""
    fields: Mapping[str, int]
    """The place of the column of each field that a file of people could have too; `trangThai` is the state."""
    addresses: Mapping[str, str]
    """The nation's field that each other address repeats, by its column."""
    days: Mapping[str, str]
    """The column of the day on which a field was right, by the name of the field."""
    active: frozenset[str]
    """The states that none of the dead can be in."""

    @classmethod
    def of(cls, contract: RegistryContract) -> Copies:
        """As the contract's `copies`, `asOf` and `endsWithLife` say."""
        repeated, addresses = {}, {}
        for name, source in _sources(contract):
            if source in _COMPARED and source not in repeated:
                repeated[source] = name
            elif _is_address(contract, name):
                addresses[name] = source
        days = {source: contract.as_of[name] for source, name in repeated.items() if name in contract.as_of}
        if contract.ends_with_life is not None:
            repeated["trangThai"] = contract.ends_with_life
        columns = tuple(dict.fromkeys((*repeated.values(), *addresses, *days.values())))
        fields = {source: columns.index(name) for source, name in repeated.items()}
        return cls(columns, fields, addresses, days, contract.active_states)

    @property
    def besides(self) -> dict[str, int]:
        """The place of each column that only the rules read, by a name that no field has."""
        return {beside(name): self.columns.index(name) for name in (*self.addresses, *self.days.values())}


def beside(column: str) -> str:
    """What a column is called among the cells that only the rules read."""
    return f"@{column}"


def _sources(contract: RegistryContract) -> Iterator[tuple[str, str]]:
    """Each field that repeats one of the nation, which itself repeats nobody's."""
    for name in contract.record_schema["properties"]:
        owner, _, source = contract.copies.get(name, f"{contract.name}.{name}").partition(".")
        if not dancu_contracts.registry(owner).copies:
            yield name, source


def _is_address(contract: RegistryContract, name: str) -> bool:
    schema = dancu_contracts.resolved(contract.record_schema["properties"][name])
    return name in contract.copies and schema.get("x-compare") == "address"
