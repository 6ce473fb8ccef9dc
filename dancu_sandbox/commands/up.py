"""`dancu up`: start everything here, and say what to try first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dancu_sandbox import saying
from dancu_sandbox.folder import folder_faults, opened
from dancu_sandbox.leaving import WRONG_CALL, Leave, check_address
from dancu_sandbox.options import Whereabouts, nation

if TYPE_CHECKING:
    from dancu_sandbox.listening import Listening
    from dancu_sandbox.serving import Served
    from mock_national_db.store import Store

PARTS = ("all", "national", "sectoral", "gateway")
WEBHOOKS = ("here", "anywhere")
ACCESS = ("none", "vdxp-hash", "lgsp-token")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@click.command("up")
@nation
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="0: any free one.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that serve.")
@click.option(
    "--serve", "part", default="all", show_default=True, type=click.Choice(PARTS), help="Which part to serve."
)
@click.option("--national", default="", help="With --serve gateway: address of the nation.")
@click.option("--sectoral", default="", help="With --serve gateway: address of the sectors.")
@click.option("--tls", is_flag=True, help="https, with a certificate made on first start in the data folder.")
@click.option("--access", default="none", show_default=True, type=click.Choice(ACCESS), help="Who may use the wires.")
@click.option("--access-user", default="sandbox", show_default=True, help="The caller that --access lets in.")
@click.option("--access-secret", default="sandbox", show_default=True, help="That caller's secret.")
@click.option(
    "--access-url", "urls", multiple=True, help="What goes into a service's hash: 037=/csdldc/dichvu037 (path)."
)
@click.option(
    "--access-service", "services", multiple=True, help="Let that caller ask only this service, e.g. 033 (all)."
)
@click.option("--callback-url", default="", help="Address of your own system, for wires that call back.")
@click.option("--callback-code", default="", help="The SecurityCode that it knows them by.")
@click.option(
    "--webhooks", default="here", show_default=True, type=click.Choice(WEBHOOKS), help="Where webhooks may lead."
)
@click.option("--switch", "switches", multiple=True, help="A guess of a wire, otherwise: 003.fault_status=200.")
def command(where: Whereabouts, host: str, port: int, workers: int, *, tls: bool, **told: Any) -> None:
    """Khởi động máy chủ; Ctrl-C để dừng.

    Start the sandbox in the foreground; Ctrl-C stops it.

    The nation is made on first start and opened again afterwards.

    dancu up
    dancu up --port 0 --population 1000 --data ./my-nation
    dancu up --tls --access vdxp-hash --access-user mock --access-secret mock
    dancu up --serve gateway --national http://a:8700 --sectoral http://b:8700
    """
    from dancu_sandbox.listening import Listening, bound  # noqa: PLC0415 - help needs no server
    from dancu_sandbox.serving import Served  # noqa: PLC0415

    served = Served(
        part=told["part"],
        folder=str(where.folder.absolute()),
        stated=where.stated,
        on=where.on.isoformat() if where.on else None,
        switches=told["switches"],
        access=told["access"],
        user=told["access_user"],
        secret=told["access_secret"],
        urls=told["urls"],
        services=told["services"],
        national=told["national"],
        sectoral=told["sectoral"],
        callback_url=told["callback_url"],
        callback_code=told["callback_code"],
        webhooks=told["webhooks"],
    )
    _check(served)
    if host not in _LOOPBACK and served.access == "none" and served.part in {"all", "gateway"}:
        saying.note(f"Máy khác gọi được {host}: không có xác thực (--access).", f"Others can reach {host} unasked.")
    with bound(host, port) as sock:
        certificate = _certificate(where.folder, host) if tls else None
        _run(where, served, Listening(sock, workers, certificate))


def _check(served: Served) -> None:
    """What can be refused before anything is opened."""
    from dancu_sandbox.serving import access_of  # noqa: PLC0415
    from mock_national_db.wires import Options  # noqa: PLC0415

    if served.part == "gateway" and not (served.national and served.sectoral):
        raise Leave(WRONG_CALL, "Cổng cần --national và --sectoral.", "A gateway needs --national and --sectoral.")
    for option, address in (
        ("--national", served.national),
        ("--sectoral", served.sectoral),
        ("--callback-url", served.callback_url),
    ):
        if address:
            check_address(option, address)
    _check_access(served)
    try:
        Options.read(served.switches, access_of(served))
    except ValueError as error:
        vi = f"--switch hoặc --access-url không dùng được: {_in_vietnamese(served, str(error))} (xem docs/wires.md)"
        en = f"--switch or --access-url cannot be used: {error} (see docs/wires.md)"
        raise Leave(WRONG_CALL, vi, en) from error


def _in_vietnamese(served: Served, told: str) -> str:
    from mock_national_db.wires.options import CHOICES  # noqa: PLC0415 - help needs no server

    for setting in served.switches:
        key, _, value = setting.partition("=")
        name = key.strip().rpartition(".")[2].replace("-", "_")
        if name not in CHOICES:
            return f"không có {name!r}, có {', '.join(CHOICES)}"
        if value.strip() not in CHOICES[name]:
            return f"{name} là một trong {', '.join(CHOICES[name])}"
    return f"{', '.join(served.urls)}: viết là 037=/csdldc/dichvu037" if served.urls else told


def _check_access(served: Served) -> None:
    """Rights that nobody would hold anybody to, and services that there are not."""
    from dancu_sandbox.serving import wires_of  # noqa: PLC0415 - help needs no server

    if served.access == "none" and (served.urls or served.services):
        vi = "--access-url và --access-service chỉ có nghĩa khi có --access: thêm --access vdxp-hash hoặc lgsp-token."
        en = "--access-url and --access-service need --access: add --access vdxp-hash or lgsp-token."
        raise Leave(WRONG_CALL, vi, en)
    routes = [route for wire in wires_of("all") for route in wire.routes]
    known = list(dict.fromkeys(name for route in routes if (name := route.rpartition("/")[2]) != "*"))
    named = [*served.services, *(url.partition("=")[0] for url in served.urls if "=" in url)]
    for service in named:
        if service not in known:
            vi = f"Không có dịch vụ {service!r}; có: {', '.join(known)}."
            raise Leave(WRONG_CALL, vi, f"There is no service {service!r}; there are: {', '.join(known)}.")


def _certificate(folder: Path, host: str) -> Path:
    from dancu_sandbox.certificate import certificate  # noqa: PLC0415 - only --tls needs it

    with folder_faults():
        made = certificate(folder, host)
    saying.note(f"Chứng thư gốc để tin cậy: {made.authority}", f"Trust this authority: {made.authority}")
    return made.server


def _run(where: Whereabouts, served: Served, listening: Listening) -> None:
    if served.part == "gateway":
        click.echo(f"dancu gateway  {listening.url}")
        _serve(served, listening, None)
        return
    with opened(where.folder, where.stated, where.on) as store:
        from dancu_sandbox.welcome import welcome  # noqa: PLC0415

        click.echo(welcome(store, served, listening.url))
        if listening.workers == 1:
            _serve(served, listening, store)
    if listening.workers > 1:
        _serve(served, listening, None)


def _serve(served: Served, listening: Listening, store: Store | None) -> None:
    from dancu_sandbox import listening as ways  # noqa: PLC0415

    sys.stdout.flush()
    if listening.workers > 1:
        ways.serve_by_many(served, listening)
    else:
        ways.serve(ways.application_of(served, store), listening)
