"""Pages whose snippets run: Python in one namespace per page, commands in a shell, answers compared as printed.

A block of `json`, `xml` or `text` right after a snippet is its answer; `…` in it stands for anything. What a command
ends with is 0, or as its comment says (`# exit 1`). `<!-- not run: why -->` before a block lets it stand.
"""

import io
import json
import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import httpx
from sybil import Document, Example, Region, Sybil

from tests.journeys.running import said
from tests.tree import ROOT

SANDBOX = "http://127.0.0.1:8700"
_BLOCK = re.compile(
    r"(?P<skip><!-- not run: [^>]+ -->\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_ANSWER = re.compile(r"\s*^```(?P<kind>json|xml|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_ENDS = re.compile(r"#.*\bexit (\d(?: or \d)*)")
_TIMEOUT = 60


def snippets(page: Path, url: str = SANDBOX) -> list[Example]:
    """The snippets of a page in order; `url` is the address that stands in for the printed one."""
    document = Sybil([_regions], path=str(page.parent), encoding="utf-8").parse(page)
    document.namespace["url"] = url
    return list(document.examples())


def faults(page: Path, url: str) -> list[str]:
    """What the snippets of a page get wrong, each with the place where it stands."""
    examples = snippets(page, url)
    found = [fault for example in examples if (fault := _fault(example))]
    for value in examples[0].namespace.values():
        if isinstance(value, httpx.Client):
            value.close()
    return found


def _fault(example: Example) -> str | None:
    try:
        example.evaluate()
    except Exception as error:  # noqa: BLE001 - whatever a snippet raises is its fault, and the next is run too
        return f"{Path(example.path).name}:{example.line}: {type(error).__name__}: {error}"
    return None


def is_served(page: Path) -> bool:
    """Whether a page talks to a running sandbox."""
    return SANDBOX in page.read_text(encoding="utf-8")


def _regions(document: Document) -> Iterator[Region]:
    ways = {"python": _python, "console": _console, "sh": _console}
    for block in _BLOCK.finditer(document.text):
        if block["kind"] in ways and not block["skip"]:
            answer = _ANSWER.match(document.text, block.end())
            yield Region(block.start("kind"), block.end(), (block["text"], answer), ways[block["kind"]])


def _python(example: Example) -> str | None:
    text, answer = example.parsed
    source = "\n" * example.line + text.replace(SANDBOX, example.namespace["url"])
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, example.path, "exec"), example.namespace)
    return _differs(printed.getvalue(), answer, example)


def _console(example: Example) -> str | None:
    text, answer = example.parsed
    said_all = ""
    for command in commands(text):
        code, out = _run(command.replace(SANDBOX, example.namespace["url"]))
        promised = (found[1] if (found := _ENDS.search(command)) else "0").split(" or ")
        if str(code) not in promised:
            return f"{command}\nended with {code}, not {' or '.join(promised)}:\n{out}"
        said_all += out
    return _differs(said_all, answer, example)


def commands(text: str) -> Iterator[str]:
    """The commands of a block, each whole: a quote, a here-document or a backslash goes on over lines."""
    command = ""
    for line in text.splitlines(keepends=True):
        command += line
        if command.strip() and _is_whole(command):
            yield command.strip()
            command = ""
    assert not command.strip(), f"this command has no end: {command}"


def _is_whole(command: str) -> bool:
    if command.endswith("\\\n"):
        return False
    read = subprocess.run(["bash", "-n"], input=command, capture_output=True, text=True, check=False)
    return read.returncode == 0 and not read.stderr


def _run(command: str) -> tuple[int, str]:
    """The exit code and what it says; the sandbox's own commands in this process, `make` only as far as it would go."""
    if command.startswith("dancu ") and not re.search(r"[|<>$`]", command):
        result = said(*shlex.split(command, comments=True)[1:])
        return result.exit_code, result.stdout
    if command.startswith("make "):
        command = f"make --dry-run --silent --directory {shlex.quote(str(ROOT))} {command.removeprefix('make ')} >&2"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=_TIMEOUT)
    return ran.returncode, ran.stdout if ran.returncode == 0 else ran.stdout + ran.stderr


def _differs(said_all: str, answer: re.Match[str] | None, example: Example) -> str | None:
    """What is wrong with the answer that the page prints; None if nothing is."""
    if answer is None:
        return None
    said_all = said_all.replace(example.namespace["url"], SANDBOX)
    alike = _alike_json if answer["kind"] == "json" else _alike_text
    return None if alike(said_all, answer["text"]) else f"the page prints\n{answer['text']}\nthe answer is\n{said_all}"


def _alike_text(said_all: str, printed: str) -> bool:
    lines = (re.escape(line.rstrip()).replace("…", ".*") for line in printed.strip().splitlines())
    return re.fullmatch("\n".join(lines), _trimmed(said_all.splitlines()), re.DOTALL) is not None


def _trimmed(lines: Iterable[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip()


def _alike_json(said_all: str, printed: str) -> bool:
    return _alike(json.loads(said_all), json.loads(printed))


def _alike(value: Any, printed: Any) -> bool:
    if printed == "…":
        return True
    if isinstance(value, dict) and isinstance(printed, dict):
        return [*value] == [*printed] and all(_alike(value[name], printed[name]) for name in value)
    if isinstance(value, list) and isinstance(printed, list):
        return len(value) == len(printed) and all(map(_alike, value, printed))
    return bool(value == printed)
