"""Writes constraints.txt: one version of everything the project can pull in, for each Python and system."""

import json
import sys
import tomllib
from itertools import chain, groupby
from pathlib import Path

import interpreter
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from system import SetupError, explained, finish, say

PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
HEADER = """\
# Every version that vividdesk, its extras and its build can pull in, on Python 3.11 to 3.13 and each system.
# Written by `python3 packaging/dev.py pin`; it needs the three Pythons, on PATH or kept by pyenv.
"""


def main() -> int:
    root = Path(__file__).resolve().parents[1]
    try:
        pins = {python: _resolved(root, python) for python in PYTHONS}
    except SetupError as trouble:
        say(str(trouble))
        return 2
    names = sorted({name for versions in pins.values() for name in versions})
    lines = [line for name in names for line in _lines(name, {p: pins[p].get(name, "") for p in PYTHONS})]
    (root / "packaging" / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    say(f"Pinned {len(names)} distributions.")
    return 0


def _resolved(root: Path, python: str) -> dict[str, str]:
    """Name and version of all that pip would install; asked again with what only other systems need."""
    path = interpreter.find(f"python{python}")
    if not path:
        raise SetupError(interpreter.unknown(f"python{python}"))
    say(f"Resolving for Python {python} …")
    document = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    extras = document["project"]["optional-dependencies"].values()
    wanted = [*document["project"]["dependencies"], *chain(*extras), *document["build-system"]["requires"], "pip"]
    report = root / ".venv" / "pin.json"
    while True:
        words = [sys.executable, "-m", "pip", "--python", path, "install", "--quiet", "--dry-run"]
        code, output = finish([*words, "--ignore-installed", "--report", str(report), *wanted], root)
        if code:
            raise SetupError(f"Resolving for Python {python} failed: {explained(output, report)}")
        answer = json.loads(report.read_text("utf-8"))["install"]
        found = {canonicalize_name(item["metadata"]["name"]): item for item in answer}
        elsewhere = _needed(answer, python) - set(found)
        if not elsewhere:
            return {name: item["metadata"]["version"] for name, item in found.items()}
        wanted += sorted(elsewhere)


def _needed(items: list[dict[str, dict[str, list[str]]]], python: str) -> set[str]:
    """The names that these distributions require on any system."""
    names: set[str] = set()
    for item in items:
        extras = ["", *item.get("requested_extras", [])]
        for text in item["metadata"].get("requires_dist", []):
            requirement = Requirement(text)
            marker = requirement.marker
            worlds = [
                system | {"python_version": python, "python_full_version": f"{python}.0", "extra": extra}
                for system in SYSTEMS
                for extra in extras
            ]
            if marker is None or any(marker.evaluate(world) for world in worlds):
                names.add(canonicalize_name(requirement.name))
    return names


def _lines(name: str, versions: dict[str, str]) -> list[str]:
    groups = [
        (version, [python for python, _ in group])
        for version, group in groupby(versions.items(), key=lambda pair: pair[1])
        if version
    ]
    lines = []
    for at, (version, pythons) in enumerate(groups):
        bounds = []
        if at > 0:
            bounds.append(f"python_version >= '{pythons[0]}'")
        if at + 1 < len(groups):
            bounds.append(f"python_version < '{groups[at + 1][1][0]}'")
        lines.append(f"{name}=={version}" + (f" ; {' and '.join(bounds)}" if bounds else ""))
    return lines


if __name__ == "__main__":
    sys.exit(main())
