"""The header X-Sandbox-Note: every switch not at its default, and every part of an answer that is a guess."""

from __future__ import annotations


def noted(notes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The header, or none where there is nothing to say."""
    return (("X-Sandbox-Note", "; ".join(notes)),) if notes else ()
