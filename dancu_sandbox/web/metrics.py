"""The indicators in Prometheus' text: by procedure, agency and commune at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dancu_connectors.one_stop.indicators import BY, Indicator
from dancu_contracts import procedures
from prometheus_client.core import CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.exposition import generate_latest

__all__ = ["BY", "CONTENT_TYPE", "text"]

_Counts = Callable[[Indicator], Mapping[str, int]]


def text(found: list[Indicator]) -> bytes:
    """What a scrape is answered; `found` is by all three."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(found))
    return generate_latest(registry)


class _Collected:
    """What Prometheus collects: counts of dossiers, fields, verifications, look-ups and failures."""

    def __init__(self, found: list[Indicator]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        """The families, each with its labels."""
        yield self._counts("dossiers", "Dossiers by how they stand", "state", _states)
        yield self._counts("fields", "Fields of the dossiers handed in that hold a value", "how", _fields)
        yield self._counts("verifications", "Verifications of citizens", "", lambda each: {"": each.verifications})
        yield self._counts("lookups", "Questions to registers", "registry", lambda each: each.lookups)
        yield self._counts("source_failures", "Registers that did not answer", "registry", lambda each: each.failures)
        about = "Share of a form's fields that need not be declared again"
        shares = GaugeMetricFamily("dancu_form_share", about, labels=["procedure"])
        for slug in procedures():
            if (share := Indicator({"procedure": slug}).form_share) is not None:
                shares.add_metric([slug], share)
        yield shares

    def _counts(self, name: str, about: str, label: str, counts: _Counts) -> Metric:
        labels = [*BY, *filter(None, [label])]
        family = CounterMetricFamily(f"dancu_{name}", about, labels=labels)
        for each in self._found:
            for value, count in sorted(counts(each).items()):
                family.add_metric([*each.key.values(), *filter(None, [value])], count)
        return family


def _states(each: Indicator) -> dict[str, int]:
    states = {"begun": each.dossiers, "refused": each.refused, "returned": each.returned, "late": each.late}
    more = {
        "acknowledged_late": each.late_acknowledged,
        "synced_late": each.late_synced,
        "unreadable": each.unreadable,
    }
    return states | {state: count for state, count in more.items() if count}


def _fields(each: Indicator) -> dict[str, int]:
    return {"spared": each.spared, "declared": each.counted - each.spared}
