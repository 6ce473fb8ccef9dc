"""An engine over a nation that is asked; log-in is a stub: the sandbox takes the citizen's word for who he is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from dancu_connectors import InvalidRequest, Purpose, RetryLater
from dancu_connectors.one_stop import Agency, Applicant, AsyncOneStop, Dossier
from dancu_contracts import forms, handling, procedure, procedures, registry

from dancu_sandbox.asking import UNIFORM, Nation
from dancu_sandbox.dossier_numbers import NUMBER
from dancu_sandbox.leaving import UNREACHABLE, WRONG_CALL, Leave
from dancu_sandbox.one_stop.holding import refused
from dancu_sandbox.one_stop.remote import RemoteDossiers

AGENCY = "000.00.00.H99"  # no authority has this code
IDENTITY = ("hoVaTen", "ngaySinh")


async def opened(nation: Nation) -> tuple[AsyncOneStop, datetime]:
    """The engine, and the time on the workspace's clock at which it works; what it asks is marked as a dossier's."""
    nation.http.headers["X-Sandbox-Dossier"] = "kept-here"
    told = await nation.call("GET", "/_sandbox/clock")
    now = datetime.fromisoformat(told["now"])
    shop = AsyncOneStop(
        connectors=lambda name: nation.connector(name, UNIFORM),
        dossiers=RemoteDossiers(nation),  # type: ignore[arg-type] # its methods are awaited
        clock=lambda: now,
    )
    return shop, now


async def logged_in(
    nation: Nation, slug: str, number: str, claims: dict[str, Any], before: Dossier | None = None
) -> Applicant:
    """Who applies; where no claims are given, a real log-in vouches for those he began with, or for the register's."""
    if not claims and before and before.citizen == number:
        claims = dict(before.entries[0].what["claims"])
    if not claims:
        asked = nation.connector(handling(slug).applicant.registry, UNIFORM)
        try:
            found = await asked.lookup(number, IDENTITY, purpose=Purpose(procedure=slug))
        except RetryLater:
            raise _nobody_vouches(handling(slug).applicant.registry) from None
        claims = {name: value for record in found.records for name, value in record.as_json().items()}
        claims = {name: claims[name] for name in IDENTITY if name in claims}
    if not claims:
        vi = "Không có người này trong CSDL quốc gia về dân cư; thêm --name và --birth để thử xác thực."
        raise Leave(WRONG_CALL, vi, "The national database knows nobody of that number; add --name and --birth to try.")
    return Applicant(number=number, claims=claims)


def _nobody_vouches(register: str) -> Leave:
    """A log-in that is a stub knows name and birth date only from the register."""
    title = registry(register).title
    return Leave(
        UNREACHABLE,
        f"{title['vi']} không trả lời nên chưa biết họ tên, ngày sinh. Thử lại sau, hoặc thêm --name và --birth: "
        "hồ sơ sẽ được mở và chờ xác thực.",
        f"{title['en']} does not answer, so that name and birth date are not known. Try again later, or add --name and "
        "--birth: the dossier is begun and waits for the identification.",
    )


async def begun(nation: Nation, shop: AsyncOneStop, number: str | None) -> Dossier | None:
    """The dossier of that number, if there is one."""
    is_there = number is not None and number in await RemoteDossiers(nation).numbers()
    return await shop.dossier(number) if number and is_there else None


def agency_of(code: str | None, commune: str | None, before: Dossier | None) -> Agency | None:
    """Who takes the dossier in: as told, else as it was begun, else the sandbox's own one-stop shop, which is nowhere.

    Where the applicant lives is no default: he may apply elsewhere, and not every procedure may look his residence up.
    """
    if before and not (code or commune):
        return cast("Agency | None", before.agency or None)
    named: Agency = {"ma": code or AGENCY}
    return {**named, "maPhuongXa": commune} if commune else named


async def answered(shop: AsyncOneStop, dossier: Dossier, answers: dict[str, Any], file: str) -> Dossier:
    """The dossier with the answers of a file; what cannot be answered in it ends the command, naming the way on."""
    try:
        return await shop.answer(dossier.number, answers)
    except InvalidRequest as error:
        raise refused(error, dossier, file) from None


def checked_number(number: str) -> str:
    """The number, if one may be written so."""
    if NUMBER.fullmatch(number):
        return number
    vi = f"--number {number!r}: số hồ sơ có chữ không dấu, chữ số và . _ -, nhiều nhất 64, như {AGENCY}-261123-0001."
    en = f"--number {number!r}: a dossier's number has letters, digits and . _ -, 64 at most: {AGENCY}-261123-0001."
    raise Leave(WRONG_CALL, vi, en)


async def next_number(nation: Nation, now: datetime, agency: str) -> str:
    """The agency's next free number of the day, e.g. 000.00.00.H99-261123-0001."""
    start = f"{agency}-{now:%y%m%d}-"
    numbers = await RemoteDossiers(nation).numbers()
    serials = [number.removeprefix(start) for number in numbers if number.startswith(start)]
    return f"{start}{max((int(each) for each in serials if each.isdigit()), default=0) + 1:04}"


def slug_of(key: str) -> str:
    """The slug of a procedure with a form, named by slug, TTHC code, or number in the plan."""
    numbered = next((slug for slug, each in procedures().items() if str(each.number) == key), key)
    found = procedure(numbered)
    if found is None:
        raise Leave(WRONG_CALL, f"Không có thủ tục {key!r}: xem dancu procedures.", f"No such procedure as {key!r}.")
    if found.slug not in forms():
        vi = f"Thủ tục {found.slug} chưa có tờ khai, nên chưa nộp được."
        raise Leave(WRONG_CALL, vi, f"The procedure {found.slug} has no form yet, so that nobody can apply for it.")
    return found.slug
