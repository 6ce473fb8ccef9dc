"""The one-stop shop of the sandbox: dossiers as streams of its log, and an engine that works on them."""

from dancu_sandbox.one_stop.dossiers import LogDossiers

__all__ = ["LogDossiers"]
