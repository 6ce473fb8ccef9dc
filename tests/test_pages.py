"""The pages cannot lie: their snippets run as printed, their links lead somewhere, both READMEs say the same."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import unquote

import dancu_contracts
import pytest

from dancu_sandbox import catalogue
from dancu_sandbox.examples import example
from tests.journeys.running import running
from tests.snippets import SANDBOX, commands, faults, is_served, snippets
from tests.tree import ROOT, name_of
from tools.pages import pages

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
OF_REGISTRIES = sorted(ROOT.glob("docs/registries/*.md"))
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
_CITED = re.compile(r"wire\.md ([0A-F](?:\.[0-9]+[a-z]?)?)")
_LINK = re.compile(r"\[[^\]]+\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.fixture
def _of_a_newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, and no nation yet."""
    monkeypatch.chdir(tmp_path)
    for variable in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))


@pytest.mark.usefixtures("_of_a_newcomer")
@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page) and page not in OF_REGISTRIES], ids=name_of)
def test_every_snippet_runs_and_answers_as_printed(page: Path) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(running()) if is_served(page) else SANDBOX
        wrong = faults(page, url)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.usefixtures("_of_a_newcomer")
def test_every_registrys_page_runs_and_answers_as_printed() -> None:
    """All of them with one server and one nation. One without an example shows how it tells nobody anything."""
    assert [page.stem for page in OF_REGISTRIES if len(snippets(page)) != (3 if example(page.stem) else 2)] == []
    with running() as url:
        wrong = [fault for page in OF_REGISTRIES for fault in faults(page, url)]
    assert not wrong, "\n\n".join(wrong)


def test_every_registry_has_a_page_and_no_other_has() -> None:
    assert [page.stem for page in OF_REGISTRIES] == [*dancu_contracts.registries()]


@pytest.mark.parametrize(
    ("snippet", "answer", "wrong"),
    [
        ("```python\nprint(1)\n```", "```text\n1\n```", 0),
        ("```python\nprint(1)\n```", "```text\n2\n```", 1),
        ("```python\nprint('a 1 b')\n```", "```text\na … b\n```", 0),
        ("```python\nraise ValueError\n```", "", 1),
        ('```sh\necho \'{"a": 1, "b": 2}\'\n```', '```json\n{"a": 1, "b": "…"}\n```', 0),
        ("```sh\necho '{\"a\": 1}'\n```", '```json\n{"a": 1, "b": "…"}\n```', 1),
        ("```console\nfalse   # exit 1\n```", "", 0),
        ("```console\nfalse\n```", "", 1),
        ("```console\nmake no-such-thing\n```", "", 1),
    ],
)
def test_a_page_that_lies_is_found_out(tmp_path: Path, snippet: str, answer: str, wrong: int) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{snippet}\n\n{answer}\n", encoding="utf-8")
    assert len(faults(page, SANDBOX)) == wrong


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=[*pages()])
def test_a_written_page_is_fresh(name: str, text: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, "write it anew: python tools/pages.py"


def test_a_command_may_go_on_over_lines() -> None:
    text = "dancu up\ncurl -d '{\n  1}'\n\ncat <<XML\n<a/>\nXML\necho \\\n  2\n"
    assert [*commands(text)] == ["dancu up", "curl -d '{\n  1}'", "cat <<XML\n<a/>\nXML", "echo \\\n  2"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [f"{path}#{anchor}" for path, anchor in _links(page) if not _is_there(page, path, anchor)] == []


def _links(page: Path) -> Iterator[tuple[str, str]]:
    return ((found[1], found[2] or "") for found in _LINK.finditer(page.read_text(encoding="utf-8")))


def _is_there(page: Path, path: str, anchor: str) -> bool:
    target = page.parent / unquote(path) if path else page
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_wire_of_a_registry_has_its_section() -> None:
    told = {where for name in dancu_contracts.registries() for where in catalogue.pages(name).values()}
    sections = _anchors(ROOT / "docs/wires.md")
    assert [where for where in sorted(told) if where.partition("#")[2] not in sections] == []


def test_every_section_that_the_code_cites_is_in_the_table_of_contents() -> None:
    folders = ("contracts", "connectors", "mock_national_db", "mock_sectoral_dbs")
    files = (file for folder in folders for kind in ("py", "json") for file in (ROOT / folder).rglob(f"*.{kind}"))
    cited = {mark for file in files for mark in _CITED.findall(file.read_text(encoding="utf-8"))}
    rows = re.findall(r"^\| \[[^|]+\| [^|]+ \| ([^|]+) \|$", (ROOT / "docs/wires.md").read_text("utf-8"), re.MULTILINE)
    assert cited
    assert cited - {mark for row in rows for mark in row.split(", ")} == set()


def test_both_readmes_hold_the_same_snippets_in_the_same_order() -> None:
    blocks = [re.findall(r"^```\w+\n.*?^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL) for page in READMES]
    assert [_without_comments(block) for block in blocks[0]] == [_without_comments(block) for block in blocks[1]]


def _without_comments(block: str) -> str:
    return re.sub(r"\s+#.*", "", block)


@pytest.mark.parametrize("page", READMES, ids=name_of)
def test_what_is_said_for_windows_names_files_that_are_there(page: Path) -> None:
    named = re.findall(r"requirements\\[\w.]+", page.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name.replace("\\", "/")).is_file()] == []
