"""A certificate for https on this machine, made on first start and kept in the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Certificate(NamedTuple):
    """The authority's certificate, which clients are told to trust, and the server's chain with its key."""

    authority: Path
    server: Path


def authority(folder: Path) -> Path:
    """Where the authority's certificate of a data folder is, once it was made."""
    return folder / "tls" / "authority.pem"


def certificate(folder: Path, host: str) -> Certificate:
    """The certificate of the data folder for this host, made if it is not there."""
    place = folder / "tls"
    found = Certificate(authority(folder), place / f"{host.replace(':', '_')}.pem")
    if not (found.authority.exists() and found.server.exists()):
        _make(found, host)
    return found


def _make(wanted: Certificate, host: str) -> None:
    import trustme  # noqa: PLC0415 - only the first start with --tls pays for it

    wanted.authority.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    maker = trustme.CA(organization_name="dancu sandbox")
    server = maker.issue_cert(*dict.fromkeys((host, "localhost", "127.0.0.1", "::1")))
    maker.cert_pem.write_to_path(wanted.authority)
    wanted.server.unlink(missing_ok=True)
    wanted.server.touch(mode=0o600)
    server.private_key_and_cert_chain_pem.write_to_path(wanted.server)
