"""What holds for every test: the same draws in every run, no home folder, and no way out to the network."""

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("dancu", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("dancu")


@pytest.fixture(scope="session", autouse=True)
def _no_home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that nobody named is made in a temporary home, never in the developer's."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(variable, str(home))
        yield home


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """A test that reaches beyond the loopback interface fails at once, with the address it wanted."""
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address: Any) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            pytest.fail(f"a test tried to reach {address[0]}:{address[1]}; tests stay on this machine")
        connect(sock, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
