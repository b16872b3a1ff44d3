"""What dev.py can do once the Python is new enough."""

import errno
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import interpreter
import system
import texts as translations
from environment import Environment
from system import SetupError, finish, say

ROOT = Path(__file__).resolve().parents[1]

# About as long as all the others.
BESIDE = tuple(
    f"tests/{name}"
    for name in ("bridge", "desk", "faults", "jobs", "localservice", "media", "model", "providers", "store", "widgets")
)

USAGE = """\
usage: python3 packaging/dev.py [--python NAME_OR_PATH] COMMAND [ARGS…]

  run [ARGS…]     start vividdesk; what it needs is installed first, once
  test [ARGS…]    ruff, mypy and pytest; ARGS go to pytest
  bench [ARGS…]   measure: python -m tests.bench ARGS
  campaign ARGS…  long trials: campaign kills|nth|faults|soak|monkey|keys|photos --help
  shots DIR       write pictures of every page to DIR
  illustrations   make the pictures of the template picker again; look at each
  texts           bring resources/locale up to date with the texts in the source
  pin             write packaging/constraints.txt again; needs Python 3.11, 3.12 and 3.13
"""


def main(words: list[str]) -> int:
    command = COMMANDS.get(words[0]) if words else None
    if command is None:
        asked = words[:1] in (["help"], ["-h"], ["--help"])
        print(USAGE, end="", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return command(words[1:])
    except SetupError as trouble:
        say(str(trouble))
    except OSError as trouble:
        say(_sentence(trouble))
    return 2


def run(words: list[str]) -> int:
    environment = _prepare(frozenset(), frozenset())
    if not words and sys.platform == "linux" and not _display():
        say("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): running `vividdesk tour`.")
        words = ["tour"]
    return interpreter.become([str(environment.program), *words])


def test(words: list[str]) -> int:
    environment = _prepare_all()
    for checks in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        if code := _check(environment, checks):
            return code
    if words:
        return _check(environment, ["pytest", *words])
    return _all_tests(environment)


def _check(environment: Environment, words: list[str]) -> int:
    say(f"— {' '.join(words)}")
    return finish([str(environment.python), "-m", *words], ROOT, captured=False)[0]


def _all_tests(environment: Environment) -> int:
    """In two parts beside each other, since tests mostly keep one core busy. The other part's output comes last."""
    pytest = [str(environment.python), "-m", "pytest", "-o", f"cache_dir={ROOT / '.pytest_cache' / 'beside'}"]
    with ThreadPoolExecutor(1) as thread:
        beside = thread.submit(finish, [*pytest, *BESIDE], ROOT)
        first = _check(environment, ["pytest", *(f"--ignore={folder}" for folder in BESIDE)])
        second, output = beside.result()
    say(f"— pytest {' '.join(BESIDE)}")
    print(output, flush=True)
    return first or second


def bench(words: list[str]) -> int:
    return _module("tests.bench", words, tools=frozenset(system.RIVALS))


def campaign(words: list[str]) -> int:
    return _module("tests.campaigns", words)


def shots(words: list[str]) -> int:
    if len(words) != 1:
        raise SetupError("shots takes one folder to write to: python3 packaging/dev.py shots DIR")
    return _module("tests.shots", [str(Path(words[0]).absolute())])


def illustrations(words: list[str]) -> int:
    if words:
        raise SetupError("illustrations takes nothing: it writes resources/illustrations, where git shows what changed")
    return _module("tests.illustrations", words)


def texts(words: list[str]) -> int:
    if words:
        raise SetupError("texts takes nothing: it writes resources/locale, where git shows what changed")
    translations.update(ROOT)
    return 0


def pin(words: list[str]) -> int:
    return _module("pin", words, ROOT / "packaging")


def _module(name: str, words: list[str], folder: Path = ROOT, tools: frozenset[str] = frozenset()) -> int:
    environment = _prepare_all(tools)
    os.chdir(folder)
    return interpreter.become([str(environment.python), "-m", name, *words])


def _prepare_all(tools: frozenset[str] = frozenset()) -> Environment:
    return _prepare(frozenset({"dev"}), tools | frozenset(system.TOOLS))


def _prepare(extras: frozenset[str], tools: frozenset[str]) -> Environment:
    if not (ROOT / "pyproject.toml").is_file():
        raise SetupError(f"{ROOT} holds no pyproject.toml: clone vividdesk again and start dev.py in the clone.")
    environment = Environment(ROOT)
    needs = tools | system.EVERY_START if sys.platform == "linux" else frozenset()
    environment.prepare(extras, needs)
    return environment


def _display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _sentence(trouble: OSError) -> str:
    if trouble.errno == errno.ENOSPC:
        return system.DISK_FULL
    return f"{trouble.filename or 'dev.py'}: {trouble.strerror}: put that right and start again."


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "bench": bench,
    "campaign": campaign,
    "shots": shots,
    "illustrations": illustrations,
    "texts": texts,
    "pin": pin,
}
