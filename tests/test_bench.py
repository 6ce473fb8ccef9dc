"""The benchmark goes on measuring what it says; how fast anything is, no test says."""

from pathlib import Path

import pytest

from bench import registries
from tests.journeys.running import said


def test_the_bench_verifies_in_every_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registries, "PEOPLE", 20)
    monkeypatch.setattr(registries, "TURNS", 1)
    assert said("citizens", "--data", tmp_path, "--population", "100", "--limit", "1").exit_code == 0
    registries.verifying(tmp_path)
    assert "verify in tax" in capsys.readouterr().out
