"""The house's rules, read from the source. There is no list of exceptions."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "vividdesk"

# From left to right: what stands in a row imports only from the rows before it, and never its neighbours.
ROWS = (
    {"errors", "texts"},
    {"paths", "log", "memory", "lean", "threads", "toml_lines"},
    {"settings", "keys", "keyring_child"},
    {"model"},
    {"catalog"},
    {"media", "store", "providers"},
    {"localservice"},
    {"jobs"},
    {"core", "handover"},
    {"wishes"},
    {"bridge"},
    {"widgets"},
    {"desk", "booth"},
    {"app", "doctor", "templates", "commands"},
    {"tour"},
    {"cli"},
    {"__main__"},
)
RANK = {unit: rank for rank, row in enumerate(ROWS) for unit in row}

READERS = {
    "settings": {"core", "bridge", "cli"},
    "keys": {"core", "bridge", "cli"},
    "keyring_child": set(),  # reached only through a pipe
    "localservice": set(),  # reached only over HTTP
    "store": {"jobs", "core", "wishes", "bridge"},
    "providers": {"jobs", "core", "bridge", "cli", "doctor"},
}
HOMES = {
    "PySide6": {"bridge", "widgets", "desk", "booth", "app", "doctor", "tour"},
    "qasync": {"bridge"},
    "httpx": {"providers", "jobs"},
    "sqlite3": {"store"},
    "keyring": {"keyring_child"},
    "secretstorage": {"keyring_child"},
    "PIL": {"media", "localservice"},
    "pillow_heif": {"media"},
    "jsonschema": {"model", "catalog"},
    "cv2": {"localservice", "media"},
    "numpy": {"localservice", "media"},
    "font_manrope": {"localservice"},
    "starlette": {"localservice"},
    "uvicorn": {"localservice"},
    "h11": {"localservice"},
    "python_multipart": {"localservice"},
    "distributed": {"localservice"},
    "av": {"media", "localservice"},
    "platformdirs": {"paths"},
    "tomlkit": {"settings"},
    "typer": {"cli"},
    "rich": {"cli", "doctor", "templates", "commands"},
}
CLIENTS = {"vimmerse", "vividflow", "vistoure"}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def unit_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports anywhere, as `package.module.name`, with its line."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def ours(path: Path) -> Iterator[tuple[str, int]]:
    for name, line in imports(path):
        first, _dot, rest = name.partition(".")
        if first == "vividdesk" and (unit := rest.partition(".")[0]) in RANK:
            yield unit, line


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    unit = unit_of(path)
    if unit == "__init__":
        assert not list(imports(path))
        return
    assert unit in RANK, f"{unit} has no place in the house: give it one in ROWS and in CONTRIBUTING.md"
    for other, line in ours(path):
        assert other == unit or RANK[other] < RANK[unit], f"{path}:{line} reaches from {unit} over to {other}"
        if other in READERS and other != unit:
            assert unit in READERS[other], f"{path}:{line}: {other} is not read by {unit}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    for name, line in imports(path):
        library = name.partition(".")[0]
        if library in HOMES:
            assert unit_of(path) in HOMES[library], f"{path}:{line}: {library} does not live in {unit_of(path)}"


def test_clients_do_not_know_each_other() -> None:
    for client in CLIENTS:
        for name, line in imports(PACKAGE / "providers" / f"{client}.py"):
            assert not any(other in name for other in CLIENTS - {client}), f"{client}:{line} imports {name}"


OF_QT = {"closeEvent", "paintEvent", "resizeEvent", "showEvent", "enterEvent", "leaveEvent", "sizeHint", "event"}
OF_QT |= {"eventFilter", "paint", "pixmap"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_qt_calls_is_guarded(path: Path) -> None:
    """See bridge/overrides.py for what happens otherwise."""
    for made in (node for node in nodes(path) if isinstance(node, ast.ClassDef)):
        for method in (node for node in made.body if isinstance(node, ast.FunctionDef)):
            if method.name in OF_QT or method.name.endswith("Event"):
                marks = [ast.unparse(mark) for mark in method.decorator_list]
                assert any(mark.startswith("guarded(") for mark in marks), f"{path}:{method.lineno} {method.name}"


def test_nothing_is_imported_by_its_name_in_a_string() -> None:
    """The reader of imports would not see it. The keyring's child chooses among four libraries that may be missing."""
    for path in SOURCES:
        if unit_of(path) != "keyring_child":
            assert not any("import_module" in name or "__import__" in name for name, _line in imports(path)), path


def test_the_rules_would_notice(tmp_path: Path) -> None:
    """What a relative, a plain, a nested and a late import look like to the reader."""
    source = tmp_path / "sample.py"
    source.write_text(
        "import httpx.x\ndef late():\n    from vividdesk.desk import window\nfrom vividdesk import keys\n"
    )
    assert {name for name, _line in imports(source)} == {"httpx.x", "vividdesk.desk.window", "vividdesk.keys"}
    assert {unit for unit, _line in ours(source)} == {"desk", "keys"}


def test_the_picture_in_contributing_names_every_unit() -> None:
    picture = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for unit in {unit_of(path) for path in SOURCES} - {"__init__"}:
        assert re.search(rf"\b{unit}(\.py|/)", picture), f"CONTRIBUTING.md does not show {unit}"
