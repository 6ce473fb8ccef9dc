"""A registry that begins as a copy of the plainest living one: every file of it, under a name and keys of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from dancu_connectors.naming import camel_case, snake_case

from dancu_sandbox.folder import NATIONAL, SECTORAL
from dancu_sandbox.leaving import WRONG_CALL, Leave

Texts = Mapping[Path, str]
_CONTRACTS, _CONNECTORS, _TESTS = "contracts/dancu_contracts", "connectors/dancu_connectors", "tests/services"
_MODULE, _TEST = f"{SECTORAL}/{{0}}.py", f"{_TESTS}/test_{{0}}.py"
_FILES = (
    f"{_CONTRACTS}/registries/{{0}}/**/*.json",
    f"{_CONTRACTS}/numbers/{{0}}.json",
    _MODULE,
    f"{_CONNECTORS}/{{0}}.py",
    f"{_CONNECTORS}/{{0}}.pyi",
    _TEST,
)
_ROOMS = (f"{_CONTRACTS}/registries", _CONNECTORS, SECTORAL, NATIONAL)  # where a module or folder may have the name
_PERSONAS = f"{NATIONAL}/personas/files/*.json"
_LEANS = re.compile(rf"^from {SECTORAL}\b|\.known\(", re.MULTILINE)
_NAME = re.compile(r"[a-z]{2,}(_[a-z]+)*")
_LONGEST = 40


def check(root: Path, name: str) -> None:
    """End the command with 2 where there is nothing to copy, and for a name that no new registry can have."""
    if not all((root / room).is_dir() for room in (_CONTRACTS, _CONNECTORS, SECTORAL, _TESTS)):
        vi = "Lệnh này cần mã nguồn; dancu ở đây được cài từ gói. Hãy lấy mã nguồn về trước."
        raise Leave(
            WRONG_CALL, vi, "This needs the sources; this dancu is an installed package. Get the sources first."
        )
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or iskeyword(name):
        vi = f"{name!r} không làm tên được: viết snake_case bằng chữ a-z, như land_use, và không là từ khóa Python."
        en = f"{name!r} is no name for it: write snake_case of a-z, such as land_use, and no Python keyword."
        raise Leave(WRONG_CALL, vi, en)
    if taken := next(_standing(root, name), None):
        vi = f"Tên {name!r} đã có: {taken.as_posix()}. Chọn tên khác."
        raise Leave(WRONG_CALL, vi, f"{name!r} is taken: {taken.as_posix()}. Choose another name.")


def _standing(root: Path, name: str) -> Iterator[Path]:
    """What has the name already; nothing is overwritten."""
    places = [*_FILES, *(f"{room}/{{0}}" for room in _ROOMS), *(f"{room}/{{0}}.py" for room in _ROOMS)]
    return (path.relative_to(root) for place in places for path in root.glob(place.format(name)))


def plainest(root: Path) -> str:
    """The living registry (a persona's file asks it) that stands alone best; of those that do, the shortest.

    It has no wire of its own and nothing that only some may see, reads no other registry's facts, and imports the least
    of what its room shares.
    """
    return min(_candidates(root))[-1]


def _candidates(root: Path) -> Iterator[tuple[int, int, str]]:
    """How much each leans on others, how long it is, its name."""
    for name in {ask["registry"] for path in root.glob(_PERSONAS) for ask in _read(path)["asks"]}:
        module, test = (root / place.format(name) for place in (_MODULE, _TEST))
        if module.is_file() and test.is_file() and _is_open(_contract(root, name)):
            text = module.read_text(encoding="utf-8")
            yield len(_LEANS.findall(text)), text.count("\n"), name


def _is_open(about: Mapping[str, Any]) -> bool:
    """Whether everybody may see all of it, and asks it by no wire of its own."""
    return about["wire"] is None and not about["sensitive"]


def copied(root: Path, model: str, name: str) -> Texts:
    """The files of a copy by their paths in the project."""
    words = _words(root, model, name)
    found = (path for place in _FILES for path in sorted(root.glob(place.format(model))))
    return {_place(path.relative_to(root), model, name): _said(path, words) for path in found}


def _words(root: Path, model: str, name: str) -> dict[str, str]:
    """What is said otherwise in the copy: the name, its classes, and the keys that the model gives out itself."""
    about = _contract(root, model)
    issued = {field for key in about["keys"] for field in key["fields"]}.intersection(about["sourceOf"])
    own = {field: f"{field}{camel_case(name)}" for field in sorted(issued)}
    spelled = {spell(old): spell(new) for old, new in own.items() for spell in (camel_case, snake_case, str)}
    classes = {f"{camel_case(model)}{part}": f"{camel_case(name)}{part}" for part in ("Connector", "Record")}
    return {**classes, **{f"Async{old}": f"Async{new}" for old, new in classes.items()}, **spelled, model: name}


def _contract(root: Path, name: str) -> Any:
    return _read(root / _CONTRACTS / "registries" / name / "registry.json")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _place(path: Path, model: str, name: str) -> Path:
    return Path(*(re.sub(rf"^(test_)?{model}(?=\.|$)", rf"\g<1>{name}", part) for part in path.parts))


def _said(path: Path, words: Mapping[str, str]) -> str:
    whole = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, words))})(?![\w-])")
    text = whole.sub(lambda found: words[found[0]], path.read_text(encoding="utf-8"))
    return re.sub(r"(?<=^__all__ = \[).*(?=\]$)", _sorted, text, flags=re.MULTILINE)


def _sorted(names: re.Match[str]) -> str:
    return ", ".join(sorted(names[0].split(", ")))


def introduced(texts: Texts, titles: Mapping[str, str], owner: str | None) -> Texts:
    """The same files with those titles, and with that owner where one is told."""
    (place,) = (path for path in texts if path.name == "registry.json")
    about = json.loads(texts[place])
    about["title"] = dict(titles)
    if owner:
        about["owners"] = [{**about["owners"][-1], "name": {"vi": owner, "en": owner}}]
    return {**texts, place: json.dumps(about, ensure_ascii=False, indent=2) + "\n"}


def write(root: Path, texts: Texts) -> None:
    """Write files that are not there yet; FileExistsError for one that is."""
    for place, text in texts.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        with (root / place).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
