"""The indicators in Prometheus' text: by procedure, agency and commune at once, and the calls of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dancu_connectors.one_stop.indicators import BY, Indicator
from dancu_contracts import procedures
from prometheus_client.core import CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.exposition import generate_latest

from mock_national_db.service.calls import Counted

__all__ = ["BY", "CONTENT_TYPE", "text"]

_Counts = Callable[[Indicator], Mapping[str, int]]
_Family = type[CounterMetricFamily] | type[GaugeMetricFamily]
_CALL = ("registry", "operation", "procedure", "outcome", "wire", "consumer", "origin")


def text(found: list[Indicator], calls: Mapping[Counted, int]) -> bytes:
    """What a scrape is answered; `found` is by all three."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(found, calls))
    return generate_latest(registry)


class _Collected:
    """What Prometheus collects. What may become less, by an answer or by the clock, is a gauge and no counter."""

    def __init__(self, found: list[Indicator], calls: Mapping[Counted, int]) -> None:
        self._found, self._calls = found, calls

    def collect(self) -> Iterator[Metric]:
        """The families, each with its labels."""
        counter, gauge = CounterMetricFamily, GaugeMetricFamily
        asked, failed = "Questions of dossiers to registers", "Registers that did not answer a dossier"
        yield self._told(counter, "dossiers", "Dossiers by what became of them", "state", _states)
        yield self._told(gauge, "dossiers_due", "Dossiers received, by whether they are in time", "time", _times)
        yield self._told(gauge, "fields", "Fields of the dossiers handed in that hold a value", "how", _fields)
        yield self._told(counter, "verifications", "Verifications of citizens", "", _verifications)
        yield self._told(counter, "lookups", asked, "registry", lambda each: each.lookups)
        yield self._told(counter, "source_failures", failed, "registry", lambda each: each.failures)
        yield _shares()
        yield self._counted_calls()

    def _told(self, kind: _Family, name: str, about: str, label: str, counts: _Counts) -> Metric:
        family = kind(f"dancu_{name}", about, labels=[*BY, *filter(None, [label])])
        for each in self._found:
            for value, count in sorted(counts(each).items()):
                family.add_metric([*each.key.values(), *filter(None, [value])], count)
        return family

    def _counted_calls(self) -> Metric:
        family = CounterMetricFamily("dancu_calls", "Calls that this process answered since it began", labels=_CALL)
        for (*what, asker), count in sorted(self._calls.items()):
            origin = "dossier" if asker.serves_dossier else "direct"
            family.add_metric([*what, asker.wire, asker.consumer, origin], count)
        return family


def _shares() -> Metric:
    about = "Share of a form's fields that need not be declared again"
    family = GaugeMetricFamily("dancu_form_share", about, labels=["procedure"])
    for slug in procedures():
        if (share := Indicator({"procedure": slug}).form_share) is not None:
            family.add_metric([slug], share)
    return family


def _verifications(each: Indicator) -> dict[str, int]:
    return {"": each.verifications}


def _states(each: Indicator) -> dict[str, int]:
    states = {"begun": each.dossiers, "refused": each.refused, "returned": each.returned}
    return {**states, "unreadable": each.unreadable} if each.unreadable else states


def _times(each: Indicator) -> dict[str, int]:
    times = {"in_time": each.on_time, "late": each.late}
    more = {"acknowledged_late": each.late_acknowledged, "synced_late": each.late_synced}
    return times | {time: count for time, count in more.items() if count}


def _fields(each: Indicator) -> dict[str, int]:
    return {"spared": each.spared, "declared": each.counted - each.spared}
