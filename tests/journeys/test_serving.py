"""`dancu up`: it starts, says where, stops when told, in one piece or in three behind a gateway."""

import json
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.running import address_of, program, running, said, started, stop

SMALL = ("--population", "60")
NOBODY = "055000000000"


def _question(**claims: str) -> dict[str, Any]:
    purpose = {"procedure": "dang-ky-thuong-tru"}
    return {"subject": {"soDinhDanh": NOBODY}, "claims": claims or {"hoVaTen": "A"}, "purpose": purpose}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_what_to_try_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = started("--data", tmp_path, *SMALL)
    url = address_of(process)
    assert httpx.get(f"{url}/health").json()["status"] == "ok"
    process.send_signal(number)
    assert process.stdout is not None
    with process.stdout as out:
        told = out.read()
    assert process.wait(timeout=20) == 0
    assert f"{url}/" in told
    assert "60 người / people · 93 Tỉnh Hậu Giang · seed 453" in told
    assert "curl" in told


def test_a_port_in_use_is_a_wrong_call_that_names_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = program("up", "--data", tmp_path, "--port", str(port))
    assert (told.returncode, told.stdout) == (2, "")
    assert str(port) in told.stderr
    assert "dancu up --port" in told.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--serve", "gateway"),
        ("--switch", "moon=full"),
        ("--switch", "not_found=moon"),
        ("--host", "no.such.host.invalid"),
        ("--port", "70000"),
    ],
)
def test_what_cannot_be_served_is_refused_before_anything_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = said("up", "--data", tmp_path, *words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert [*tmp_path.iterdir()] == []


def test_several_processes_answer_with_what_any_of_them_wrote(tmp_path: Path) -> None:
    with running("--data", tmp_path, *SMALL, "--workers", "2") as url:
        for day in ("2027-01-01", "2027-01-02", "2027-01-03"):
            httpx.put(f"{url}/_sandbox/clock", json={"now": day}, timeout=30).raise_for_status()
            told = {httpx.get(f"{url}/_sandbox/clock").json()["now"][:10] for _ in range(6)}
            assert told == {day}


def test_tls_has_a_certificate_made_once(tmp_path: Path) -> None:
    authorities = []
    for _ in range(2):
        with running("--data", tmp_path, *SMALL, "--tls") as url:
            authority = tmp_path / "tls" / "authority.pem"
            trusted = ssl.create_default_context(cafile=str(authority))
            assert httpx.get(f"{url}/health", verify=trusted).status_code == 200
            assert said("citizens", "--limit", "1", "--url", url, "--data", tmp_path).exit_code == 0
            untrusted = said("citizens", "--url", url, "--data", tmp_path / "other")
            assert untrusted.exit_code == 3
            assert untrusted.stderr.count("--data") == 2
            authorities.append(authority.read_bytes())
    assert authorities[0] == authorities[1]


def test_the_wires_ask_who_is_there_if_told_to(tmp_path: Path) -> None:
    access = ("--access", "lgsp-token", "--access-user", "sandbox", "--access-secret", "sandbox")
    with running("--data", tmp_path, *SMALL, *access) as url:
        assert httpx.post(f"{url}/csdldc/037", content=b"<a/>").status_code == 401
        assert httpx.post(f"{url}/population/v1/verify", json=_question()).status_code == 200


def test_the_clock_may_begin_on_another_day(tmp_path: Path) -> None:
    with running("--data", tmp_path, *SMALL, "--on", "2027-05-05") as url:
        assert httpx.get(f"{url}/_sandbox/clock").json()["now"] == "2027-05-05T08:00:00+07:00"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The nation, the sectors, and the gateway before both."""
    folder = tmp_path_factory.mktemp("shared")
    with (
        running("--data", folder, *SMALL, "--serve", "national") as nation,
        running("--data", folder, "--serve", "sectoral") as sectors,
        running("--serve", "gateway", "--national", nation, "--sectoral", sectors) as gateway,
    ):
        yield nation, sectors, gateway


@pytest.mark.parametrize("path", ["/w/mine/csdldc/037", "/VXPAdapter/RestService/forward/033"])
def test_a_wsdl_behind_the_gateway_leads_back_to_the_gateway(parts: tuple[str, str, str], path: str) -> None:
    assert f'location="{parts[2]}{path}"' in httpx.get(f"{parts[2]}{path}?wsdl").raise_for_status().text
    assert httpx.post(f"{parts[2]}{path}", content=b"<").status_code == 500


def test_the_gateway_speaks_for_both(parts: tuple[str, str, str]) -> None:
    nation, sectors, gateway = (set(httpx.get(f"{url}/health").json()["registries"]) for url in parts)
    assert nation.isdisjoint(sectors)
    assert gateway == nation | sectors
    for name in gateway:
        answer = httpx.post(f"{parts[2]}/w/mine/{name}/v1/verify", json=_question())
        assert answer.json() == {"outcome": "not_found", "verified": False, "matches": {}}


def test_a_part_does_not_answer_for_the_other(parts: tuple[str, str, str]) -> None:
    nation, sectors, _ = parts
    assert httpx.post(f"{nation}/tax/v1/verify", json=_question()).json()["code"] == "unknown_registry"
    assert httpx.post(f"{nation}/w/mine/tax/v1/verify", json=_question()).json()["code"] == "unknown_registry"
    assert httpx.post(f"{sectors}/csdldc/037", content=b"").json()["code"] == "not_found"


def test_the_gateway_passes_on_pages_wires_queries_and_refusals(parts: tuple[str, str, str]) -> None:
    nation, _, gateway = parts
    assert httpx.get(gateway).text == httpx.get(nation).text
    assert "definitions" in httpx.get(f"{gateway}/csdldc/037?wsdl").text
    assert len(httpx.get(f"{gateway}/_sandbox/citizens?limit=3").json()["items"]) == 3
    assert httpx.post(f"{gateway}/tax/v1/verify", content=b"{", headers=_JSON).json()["code"] == "not_json"
    assert len(httpx.get(f"{gateway}/_sandbox/registries").json()) == len(_registries(gateway))


_JSON = {"Content-Type": "application/json"}


def _registries(url: str) -> list[str]:
    found: list[str] = httpx.get(f"{url}/health").json()["registries"]
    return found


def test_a_form_is_filled_through_the_gateway(parts: tuple[str, str, str]) -> None:
    citizen = json.loads(said("citizens", "--limit", "1", "--json", "--url", parts[2]).stdout)[0]
    asked = ("population.hoVaTen", "tax.hoVaTen")
    told = said("prefill", citizen["soDinhDanh"], *asked, "--url", parts[2], "--json")
    assert json.loads(told.stdout)["values"]["population.hoVaTen"]["value"] == citizen["hoVaTen"]


def test_a_part_that_is_down_is_said_to_be_down(tmp_path: Path) -> None:
    process = started("--serve", "gateway", "--national", "http://127.0.0.1:9", "--sectoral", "http://127.0.0.1:9")
    url = address_of(process)
    for path in ("/health", "/", "/tax/health"):
        assert (httpx.get(f"{url}{path}").status_code, httpx.get(f"{url}{path}").json()["code"]) == (503, "source_down")
    assert said("verify", NOBODY, "hoVaTen=A", "--url", url, "--data", tmp_path).exit_code == 3
    stop(process)


def test_without_the_sandboxs_own_dependencies_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ModuleNotFoundError('no click', name='click')\n", encoding="utf-8")
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from dancu_sandbox.__main__ import main; main()"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.count("pip install 'dancu-sandbox[sandbox]'") == 2
