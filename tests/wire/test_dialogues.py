"""What the wires that take dossiers say as days go by: every file below `dialogues/` is one talk, step by step.

Steps are divided by a line `~~~`. One is a request and the answer to it, as the files of single exchanges are; one
that begins with `@` sets the clock of the file's own workspace.
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

FOLDER = Path(__file__).parent / "dialogues"
FILES = sorted(FOLDER.rglob("*.http"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).with_suffix("").as_posix())
def test_the_talk_goes_as_on_file(file: Path, sandbox: httpx.Client) -> None:
    workspace = f"/w/{file.parent.name}-{file.stem}"
    for step in file.read_text(encoding="utf-8").split("\n~~~\n"):
        if step.startswith("@ "):
            sandbox.put(f"{workspace}/_sandbox/clock", json={"now": step[2:].strip()}).raise_for_status()
            continue
        request, _, answer = step.partition("\n===\n")
        head, _, body = request.partition("\n\n")
        line, *headers = head.splitlines()
        method, path = line.split(" ")
        sent = dict(header.split(": ", 1) for header in headers)
        told = sandbox.request(method, f"{workspace}{path}", content=body.encode(), headers=sent)
        assert f"{told.status_code} {told.headers['content-type']}\n\n{told.text}" == answer.rstrip("\n")
