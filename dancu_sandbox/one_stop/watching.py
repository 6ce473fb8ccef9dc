"""Indicators that are asked for again and again: only what was entered since is read."""

from __future__ import annotations

from dancu_connectors.one_stop.indicators import Watch

from dancu_sandbox.one_stop.dossiers import LogDossiers
from mock_national_db.store import Store

WORKSPACES = 100  # kept up at once; of any other all is read anew


class Watching:
    """What one process knows of the dossiers of its workspaces."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[int, int, Watch]] = {}

    def of(self, workspace: str) -> Watch:
        """The workspace's dossiers as they stand; a reset, which makes another stream of its log, begins anew."""
        stream = self._store.log.stream(workspace).number
        known, position, watch = self._known.pop(workspace, (stream, 0, Watch()))
        if known != stream:
            position, watch = 0, Watch()
        last = position
        for until, entries, before in LogDossiers(self._store, workspace).grown(position):
            watch.take(entries, before)
            last = max(last, until)
        self._known[workspace] = stream, last, watch
        if len(self._known) > WORKSPACES:
            del self._known[next(iter(self._known))]
        return watch
