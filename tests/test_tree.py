"""What may stand in no file of the project: paths of one machine, download addresses, unfinished work."""

import re

from tests.tree import texts

# Paths of one machine; what stands in a container (/data, /src) or in a URL's path is not meant.
MACHINE_PATHS = re.compile(r"(?<![\w.:/~$}-])/(?:home|root|work|tmp|opt|farm|Users|mnt|var/folders)/[\w.]+")
UNFINISHED = re.compile(r"\b(?:[T]ODO|[F]IXME)\b")
ADDRESS_LOCKS = re.compile(r"(^|/)(uv\.lock|poetry\.lock|Pipfile\.lock|pdm\.lock|yarn\.lock|pnpm-lock\.yaml)$")


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{line}: {found.group()}"
        for name, text in texts().items()
        for line, content in enumerate(text.splitlines(), 1)
        for found in pattern.finditer(content)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _found(MACHINE_PATHS) == []


def test_nothing_is_left_unfinished() -> None:
    assert _found(UNFINISHED) == []


def test_no_lock_records_download_addresses() -> None:
    assert [name for name in texts() if ADDRESS_LOCKS.search(name)] == []
    packages = [name for name, text in texts().items() if name.endswith("package-lock.json") and '"resolved"' in text]
    assert packages == []
