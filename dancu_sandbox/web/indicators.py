"""The indicators of a workspace, live: as JSON, and as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dancu_connectors.one_stop.indicators import BY, Indicator, indicators
from dancu_contracts import procedures
from fastapi import APIRouter
from prometheus_client.core import CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dancu_sandbox.one_stop import LogDossiers
from dancu_sandbox.web.asked import place_of
from mock_national_db.service.faults import CallFault

router = APIRouter()
_OF_EACH = ("procedure", "agency", "commune")
_Counts = Callable[[Indicator], Mapping[str, int]]


@router.get("/_sandbox/indicators")
async def told(request: Request) -> Response:
    """By procedure, agency or commune: `?by=procedure&by=commune`."""
    by = tuple(request.query_params.getlist("by")) or ("procedure",)
    if not {*by} <= {*BY} or len({*by}) != len(by):
        raise CallFault("invalid", "/by", reason=" | ".join(BY))
    return JSONResponse([each.as_json() for each in _indicators(request, by)])


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The same by procedure, agency and commune at once, in Prometheus' text."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(_indicators(request, _OF_EACH)))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _indicators(request: Request, by: tuple[str, ...]) -> list[Indicator]:
    store, workspace = place_of(request)
    now = store.workspace(workspace).clock
    return indicators(LogDossiers(store, workspace).watched(), now, by=by, empty=procedures())


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
        labels = [*_OF_EACH, *filter(None, [label])]
        family = CounterMetricFamily(f"dancu_{name}", about, labels=labels)
        for each in self._found:
            for value, count in sorted(counts(each).items()):
                family.add_metric([*each.key.values(), *filter(None, [value])], count)
        return family


def _states(each: Indicator) -> dict[str, int]:
    states = {"begun": each.dossiers, "refused": each.refused, "returned": each.returned, "late": each.late}
    return {**states, "unreadable": each.unreadable} if each.unreadable else states


def _fields(each: Indicator) -> dict[str, int]:
    return {"spared": each.spared, "declared": each.counted - each.spared}
