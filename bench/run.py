"""Measures serving, starting, size and generation beside their floors; prints one table of medians and ratios."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MILLION = 1_000_000
TOUCHED = 1_000
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
SERVER_CORE, LOAD_CORE = str(CORES[0]), str(CORES[-1])


@dataclass(frozen=True)
class Load:
    """What one burst of requests measured: requests per second, and latencies in microseconds."""

    rate: float
    p50: float
    p99: float


@contextmanager
def server(command: list[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server pinned to one core, ended afterwards by its own process id."""
    pinned = ["taskset", "-c", SERVER_CORE, *command]
    process = subprocess.Popen(pinned, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(url, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes], limit: float = 120) -> float:
    """Seconds until the server's first good answer."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < limit:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return time.perf_counter() - begun
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"the server ended with {process.returncode}") from None
            time.sleep(0.01)
    raise SystemExit("the server did not answer in time")


def burst(url: str, bodies: Path, media_type: str, seconds: int) -> Load:
    """One burst of `wrk` from the other core over 32 kept connections."""
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", "-c32", f"-d{seconds}s", "-s", str(HERE / "load.lua"), url]
    environment = {**os.environ, "DANCU_BODIES": str(bodies), "DANCU_TYPE": media_type}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    line = next(line for line in said.splitlines() if line.startswith("RESULT"))
    requests, micros, p50, p99, wrong, broken = map(float, line.split()[1:])
    if wrong or broken:
        raise SystemExit(f"{url}: {wrong:.0f} wrong answers, {broken:.0f} broken connections")
    return Load(requests / (micros / 1e6), p50, p99)


def dancu(*arguments: str) -> list[str]:
    """The command line of the installed dancu."""
    return [str(Path(sys.executable).with_name("dancu")), *arguments]


def said(*arguments: str) -> object:
    """What a dancu command answers."""
    done = subprocess.run(dancu(*arguments), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def verify_bodies(citizens: list[dict[str, str]], path: Path) -> Path:
    """One uniform verify a line."""
    lines = [
        json.dumps(
            {
                "subject": {"soDinhDanh": c["soDinhDanh"]},
                "claims": {"hoVaTen": c["hoVaTen"], "ngaySinh": c["ngaySinh"]},
                "purpose": {"procedure": "dang-ky-thuong-tru"},
            },
            ensure_ascii=False,
        )
        for c in citizens
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def soap_bodies(citizens: list[dict[str, str]], path: Path) -> Path:
    """One 037 request a line, as a direct client of the national database sends it (wire.md A.4)."""
    path.write_text("\n".join(map(_soap, citizens)) + "\n", encoding="utf-8")
    return path


def _soap(citizen: dict[str, str]) -> str:
    birth = citizen["ngaySinh"].replace("-", "")
    dated = f"<dan:NgayThangNam>{birth}</dan:NgayThangNam>" if len(birth) == 8 else f"<dan:Nam>{birth[:4]}</dan:Nam>"
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca">'
        "<soapenv:Header/><soapenv:Body><dan:TraCuuThongTinCongDan><dan:MaYeuCau>BENCH1</dan:MaYeuCau>"
        "<dan:MaDVC>VPCP</dan:MaDVC><dan:MaTichHop>037</dan:MaTichHop><dan:MaCanBo>canbo</dan:MaCanBo>"
        f"<dan:SoDinhDanh>{citizen['soDinhDanh']}</dan:SoDinhDanh><dan:HoVaTen>{citizen['hoVaTen'].upper()}</dan:HoVaTen>"
        f"<dan:NgayThangNamSinh>{dated}</dan:NgayThangNamSinh></dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"
    )


def touch(url: str, citizens: list[dict[str, str]]) -> None:
    """Rename a thousand people to what they are called already, so that the log is in use and the answers stay."""
    for citizen in citizens[:: max(1, len(citizens) // TOUCHED)][:TOUCHED]:
        body = {
            "type": "rename",
            "subject": {"soDinhDanh": citizen["soDinhDanh"]},
            "on": "2026-11-20",
            "data": {"hoVaTen": citizen["hoVaTen"]},
            "purpose": {"procedure": "dang-ky-thuong-tru"},
        }
        request = urllib.request.Request(
            f"{url}/population/v1/events", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=5).close()


def serving(folder: Path, work: Path, rounds: int, seconds: int) -> None:
    """REST verify and SOAP 037 on a million people, beside a bare ASGI answer on the same uvicorn."""
    citizens = said("citizens", "--data", str(folder), "--json", "--limit", "100000")
    assert isinstance(citizens, list)
    sample = citizens[:: len(citizens) // 20_000 or 1]
    bodies = {
        "floor": (verify_bodies(sample, work / "floor.txt"), "application/json"),
        "REST verify": (work / "floor.txt", "application/json"),
        "SOAP 037": (soap_bodies(sample, work / "soap.txt"), "application/xml"),
    }
    loads: dict[str, list[Load]] = {name: [] for name in bodies}
    floor = [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "floor:app", "--port", "8791", "--loop", "uvloop"]
    floor += ["--http", "httptools", "--no-access-log", "--log-level", "error"]
    urls = {
        "floor": "http://127.0.0.1:8791/",
        "REST verify": "http://127.0.0.1:8790/population/v1/verify",
        "SOAP 037": "http://127.0.0.1:8790/csdldc/037",
    }
    main = dancu("up", "--data", str(folder), "--port", "8790")
    with server(floor, urls["floor"]), server(main, "http://127.0.0.1:8790/health") as process:
        touch("http://127.0.0.1:8790", sample)
        for turn in range(rounds + 1):
            for name, (path, media_type) in bodies.items():
                load = burst(urls[name], path, media_type, seconds)
                if turn:
                    loads[name].append(load)
        counting("http://127.0.0.1:8790")
        anonymous = anonymous_megabytes(process.pid)
    bare = statistics.median(load.rate for load in loads["floor"])
    for name, measured in loads.items():
        rate = statistics.median(load.rate for load in measured)
        p50, p99 = (statistics.median(getattr(load, p) for load in measured) for p in ("p50", "p99"))
        say(
            name,
            f"{rate:,.0f} requests/s",
            f"{rate / bare:.2f} of the floor, p50 {p50 / 1000:.2f} ms, p99 {p99 / p50:.1f} x p50",
        )
    say("serving memory", f"{anonymous:.0f} MB anonymous", "all registries, 1,000,000 people, one process")


def counting(url: str) -> None:
    """A table of everybody, which reads every row."""
    purpose = {"procedure": "dang-ky-thuong-tru"}
    body = {"by": ["phuongXa", "gioiTinh", "nhomTuoi"], "where": {"tinh": "92"}, "purpose": purpose}
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        asked = urllib.request.Request(f"{url}/statistics/v1/tables", json.dumps(body).encode())
        urllib.request.urlopen(asked, timeout=60).close()
        times.append(time.perf_counter() - begun)
    say("statistics of 1,000,000 people", f"{statistics.median(times):.2f} s", "by commune, sex and age group")


def anonymous_megabytes(pid: int) -> float:
    """The process's anonymous memory."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:")) / 1024


def generating(work: Path) -> Path:
    """Nations of growing size, each in a process of its own."""
    folder = work / "million"
    for size in (100_000, MILLION):
        folder = work / str(size)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        begun = time.perf_counter()
        command = dancu("citizens", "--data", str(folder), "--population", str(size), "--limit", "1", "--json")
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - begun
        peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
        say(f"generating {size:,}", f"{seconds:.1f} s", f"{seconds / size * 1e6:.1f} µs a person, peak {peak:.0f} MB")
    return folder


def starting(work: Path, million: Path) -> None:
    """First start with 10,000 people, and opening a million again."""
    for name, folder, options in (
        ("first start, 10,000 people", work / "fresh", ()),
        ("reopening 1,000,000 people", million, ()),
    ):
        times = []
        for _ in range(3):
            if folder.name == "fresh":
                shutil.rmtree(folder, ignore_errors=True)
            begun = time.perf_counter()
            command = dancu("up", "--data", str(folder), "--port", "8792", *options)
            with server(command, "http://127.0.0.1:8792/health"):
                times.append(time.perf_counter() - begun)
        say(name, f"{statistics.median(times):.2f} s", "from the command to the first answer")


def say(what: str, figure: str, beside: str) -> None:
    """One row of the table."""
    print(f"{what:30} {figure:>24}   {beside}", flush=True)


def main() -> None:
    """Run it all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=5)
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: install it with your package manager (Debian: apt-get install wrk)")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        million = generating(work)
        starting(work, million)
        serving(million, work, chosen.rounds, chosen.seconds)


if __name__ == "__main__":
    main()
