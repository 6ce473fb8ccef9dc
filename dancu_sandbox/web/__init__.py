"""What the server answers beside the registries and their wires: the page, health, descriptions, the sandbox's own."""

from dancu_sandbox.web.application import web

__all__ = ["web"]
