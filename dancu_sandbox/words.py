"""What an outcome means, in the words that the page uses too."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _words() -> Any:
    return json.loads(files("dancu_sandbox").joinpath("page", "words.json").read_text(encoding="utf-8"))


def explained(kind: str, word: str) -> str:
    """A word of `outcomes`, `matches` or `reasons` in both languages; an unknown one as it is."""
    known = _words()[kind].get(word)
    return f"{known['vi']} / {known['en']}" if known else word
