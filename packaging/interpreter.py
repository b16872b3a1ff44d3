"""Which Python does the work. Like dev.py, this must be readable for any Python 3."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)


def chosen(words: "list[str]") -> "tuple[str, list[str]]":
    """The value of --python and the other words; what follows `--` is left alone."""
    for at, word in enumerate(words):
        if word == "--":
            break
        if word.startswith("--python="):
            return word[len("--python=") :], words[:at] + words[at + 1 :]
        if word == "--python":
            return " ".join(words[at + 1 : at + 2]) or "(nothing)", words[:at] + words[at + 2 :]
    return "", words


def find(name: str) -> str:
    """The path of an interpreter that runs, or nothing; pyenv's shims may be on PATH and still refuse."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = [] if os.path.dirname(name) else list(pyenv.glob("versions/*/bin/" + name))  # noqa: PTH120
    newest_first = sorted(kept, key=_version_in_path, reverse=True)
    for path in [shutil.which(name), *map(str, newest_first)]:
        if path and _runs(path):
            return os.path.abspath(path)  # noqa: PTH100 - a venv's interpreter is a link that must stay one
    return ""


def _version_in_path(path: Path) -> "list[int]":
    return [int(number) for number in re.findall(r"\d+", path.parts[-3])]


def _runs(path: str) -> bool:
    try:
        answer = subprocess.check_output(
            [path, "-c", "import sys; print(sys.version_info[0])"], stderr=subprocess.DEVNULL, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.strip() == b"3"


def become(words: "list[str]") -> int:
    """Go on as another program; only Windows, which cannot, comes back with its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(words[0], words)  # noqa: S606
    return subprocess.call(words)


def too_old(version: "tuple[int, ...]") -> bool:
    return version < NEEDED


def refusal(version: "tuple[int, ...]") -> str:
    return (
        f"vividdesk needs Python {_dotted(NEEDED)} or later; this is {_dotted(version)}. "
        "Install a newer one, or name one you have: python3 packaging/dev.py --python python3.12 run"
    )


def unknown(name: str) -> str:
    return f"No Python runs under the name {name}: give --python a command on PATH or a path to one."


def _dotted(version: "tuple[int, ...]") -> str:
    return ".".join(str(part) for part in version[:2])
