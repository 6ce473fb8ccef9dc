"""Running dancu as people do: a command in this process, and a server in one of its own."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dancu_sandbox.command_line import dancu

SIZE = "400"
PROGRAM = (sys.executable, "-m", "dancu_sandbox")


def said(*words: str | Path) -> Result:
    """What a command answers; an error that is no answer is raised."""
    result = CliRunner().invoke(dancu, [str(word) for word in words], prog_name="dancu")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def generated(factory: pytest.TempPathFactory, size: str = SIZE) -> Path:
    """A folder of so many people, made once for a module."""
    found = factory.mktemp("nation")
    assert said("generate", "--data", found, "--population", size).exit_code == 0
    return found


def program(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The same as a process of its own."""
    return subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)


def shown(*words: str | Path) -> list[str]:
    """What a person sees of it at a terminal of a hundred columns, line by line, without colours."""
    ours, theirs = pty.openpty()
    command = [*PROGRAM, *map(str, words)]
    env = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=env):
        os.close(theirs)
        seen = b"".join(iter(lambda: _more(ours), b""))
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m", "", seen.decode()).splitlines()


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


@contextmanager
def running(*words: str | Path) -> Iterator[str]:
    """The address of a server started with these options; it must stop by itself when it is told to."""
    process = started(*words)
    try:
        yield address_of(process)
    finally:
        stop(process)
    assert process.returncode == 0


def started(*words: str | Path) -> subprocess.Popen[str]:
    """`dancu up` as a process, its standard output to be read."""
    command = [*PROGRAM, "up", "--port", "0", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})


def address_of(process: subprocess.Popen[str]) -> str:
    """What the server says that its address is."""
    assert process.stdout is not None
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        for line in process.stdout:
            if found := re.search(r"https?://\S+", line):
                return found.group()
    finally:
        watchdog.cancel()
    raise AssertionError(f"dancu up ended with {process.wait()} before it told its address")


def stop(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> None:
    """End it as a container or Ctrl-C does, and wait."""
    process.send_signal(number)
    try:
        process.communicate(timeout=20)
    finally:
        process.kill()
