"""dev.py itself, on a small project of its own that needs nothing from the network."""

import ast
import dataclasses
import ensurepip
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "packaging"))
environment = importlib.import_module("environment")
interpreter = importlib.import_module("interpreter")
system = importlib.import_module("system")

linux_root = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux")

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "vividdesk"
version = "1"
dependencies = []
"""
BACKEND = '''\
"""Counts its builds, and holds still while a file named hold is there."""

import time
import tomllib
import zipfile
from pathlib import Path


def build_editable(folder, config_settings=None, metadata_directory=None):
    with Path("builds").open("a") as builds:
        builds.write("x")
    while Path("hold").exists():
        time.sleep(0.02)
    needs = tomllib.loads(Path("pyproject.toml").read_text())["project"]["dependencies"]
    metadata = "Metadata-Version: 2.1\\nName: vividdesk\\nVersion: 1\\nProvides-Extra: dev\\n"
    metadata += "".join(f"Requires-Dist: {need}\\n" for need in needs)
    name = "vividdesk-1-py3-none-any.whl"
    info = "vividdesk-1.dist-info/"
    with zipfile.ZipFile(Path(folder) / name, "w") as wheel:
        wheel.writestr("vividdesk.pth", str(Path.cwd()))
        wheel.writestr(info + "METADATA", metadata)
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\nvividdesk = stub:main\\n")
        wheel.writestr(info + "RECORD", "".join(f"{name},,\\n" for name in wheel.namelist()))
    return name
'''
STUB = "import sys\n\ndef main():\n    print('started', *sys.argv[1:])\n    return 7 if 'fail' in sys.argv else 0\n"
OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}


class Project:
    """A checkout of a few lines, with the real dev.py."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / ".venv"
        shutil.copytree(ROOT / "packaging", root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
        pins = root / "packaging" / "constraints.txt"
        pins.write_text(re.sub("(?m)^pip==.*$", f"pip=={ensurepip.version()}", pins.read_text()))  # the one at hand
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "backend.py").write_text(BACKEND)
        (root / "stub.py").write_text(STUB)
        self.environment = environment.Environment(root)

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "DISPLAY"))}
        kept.pop("WAYLAND_DISPLAY", None)
        return subprocess.Popen(
            [sys.executable, str(self.root / "packaging" / "dev.py"), *words],
            env=kept | {"PYTHONDONTWRITEBYTECODE": "1"} | OFFLINE | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def dev(self, *words: str, **variables: str) -> tuple[int, str, str]:
        with self.start(*words, **variables) as child:
            out, told = child.communicate(timeout=60)
        assert "Traceback" not in told
        return child.returncode, out, told

    def builds(self) -> int:
        return (self.root / "builds").stat().st_size

    def require(self, requirement: str) -> None:
        text = PYPROJECT.replace("dependencies = []", f'dependencies = ["{requirement}"]')
        (self.root / "pyproject.toml").write_text(text)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose environment looked whole, but for an interpreter that does not run, until the first start."""
    project = Project(tmp_path_factory.mktemp("a project"))
    its = project.environment
    its.python.parent.mkdir(parents=True)
    for path in its.python, its.program:
        path.write_bytes(b"not a program")
        path.chmod(0o755)
    stamp = environment.Stamp(str(project.root), sys.version, its.digest(), [])
    its.stamp_file.write_text(json.dumps(dataclasses.asdict(stamp)))
    code, out, told = project.dev("run", "first")
    assert (code, out) == (0, "started first\n"), told
    assert "Installing vividdesk and what it needs into .venv" in told
    return project


@pytest.fixture
def project(made: Project) -> Iterator[Project]:
    """The made project; afterwards its environment counts as whole again."""
    stamp = made.environment.stamp_file
    before = stamp.read_text()
    assert made.environment.stamp() is not None
    yield made
    (made.root / "hold").unlink(missing_ok=True)
    (made.root / "pyproject.toml").write_text(PYPROJECT)
    if not stamp.exists():
        stamp.write_text(before)


def one_sentence(told: str) -> str:
    last = told.strip().splitlines()[-1]
    assert last[0].isupper() or last[0] in "/."
    return last


def wait_for(condition: object, *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_second_start_installs_nothing(project: Project) -> None:
    builds = project.builds()
    assert project.dev("run", "again") == (0, "started again\n", "")
    assert project.builds() == builds


def test_the_exit_code_is_the_programs(project: Project) -> None:
    assert project.dev("run", "fail")[0] == 7


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux goes without a display")
def test_without_a_display_it_gives_the_tour(project: Project) -> None:
    code, out, told = project.dev("run")
    assert (code, out) == (0, "started tour\n")
    assert "no display" in one_sentence(told)
    assert project.dev("run", DISPLAY=":9")[1] == "started\n"


def test_the_test_command_stops_at_the_first_failure_and_its_extra_stays(project: Project) -> None:
    code, _, told = project.dev("test")
    assert code == 1
    assert "— ruff check\n" in told
    assert "— mypy" not in told
    builds = project.builds()
    assert project.environment.stamp().extras == ["dev"]
    assert project.dev("run", "x")[2] == ""
    assert project.builds() == builds


def test_a_changed_project_is_installed_again_once_while_a_second_dev_waits(project: Project) -> None:
    builds = project.builds()
    (project.root / "pyproject.toml").write_text(PYPROJECT + "# changed by another\n")
    (project.root / "hold").touch()
    with project.start("run", "one") as first:
        wait_for(lambda: project.builds() > builds)
        with project.start("run", "two") as second:
            assert "Another dev.py is installing" in second.stderr.readline()
            (project.root / "hold").unlink()
            assert (second.communicate(timeout=30)[0], second.returncode) == ("started two\n", 0)
        out, told = first.communicate(timeout=30)
    assert (out, first.returncode) == ("started one\n", 0)
    assert "up to date" in told
    assert project.builds() == builds + 1


def test_no_network_is_one_sentence(project: Project) -> None:
    project.require("no-such-project-of-ours")
    code, _, told = project.dev("run")
    assert code == 2
    assert "the network cannot be reached; go online" in one_sentence(told)


def test_a_failed_install_gives_pips_last_word_and_the_log(project: Project, tmp_path: Path) -> None:
    project.require("impossible==99")
    variables = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    code, _, told = project.dev("run", **variables)
    assert code == 2
    assert "No matching distribution found for impossible==99" in one_sentence(told)
    assert str(project.home / "install.log") in told
    assert "impossible" in (project.home / "install.log").read_text()


def test_pip_is_held_to_the_constraints(project: Project) -> None:
    constraints = project.root / "packaging" / "constraints.txt"
    pins = constraints.read_text()
    project.require("impossible>=1")
    constraints.write_text("impossible==98\n")
    code, _, told = project.dev("run", PIP_NO_INDEX="1")
    constraints.write_text(pins)
    assert code == 2
    assert "conflicting" in one_sentence(told)
    assert "impossible==98" in (project.home / "install.log").read_text()


@pytest.mark.skipif(os.name == "nt", reason="signals to a group are POSIX")
def test_ctrl_c_is_quiet_and_a_half_made_environment_does_not_count(project: Project) -> None:
    builds = project.builds()
    (project.root / "pyproject.toml").write_text(PYPROJECT + "# interrupted\n")
    (project.root / "hold").touch()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with project.start("run") as child:
        signal.signal(signal.SIGINT, before)
        wait_for(lambda: project.builds() > builds)
        os.killpg(child.pid, signal.SIGINT)
        _, told = child.communicate(timeout=20)
    assert child.returncode == 130
    assert len(told.splitlines()) == 1
    assert project.environment.stamp() is None


@pytest.mark.parametrize("part", ["python", "program", "stamp_file"])
def test_an_environment_without_a_part_does_not_count(project: Project, part: str) -> None:
    path = getattr(project.environment, part)
    assert project.environment.stamp() is not None
    away = path.rename(path.with_name("away"))
    assert project.environment.stamp() is None
    away.rename(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"root": "', '"root": "/elsewhere'), ('"python": "', '"python": "2.'), ('"extras"', '"extra"'), ("{", "")],
)
def test_a_stamp_of_something_else_does_not_count(project: Project, old: str, new: str) -> None:
    stamp = project.environment.stamp_file
    text = stamp.read_text()
    stamp.write_text(text.replace(old, new, 1))
    assert project.environment.stamp() is None
    stamp.write_text(text)
    assert project.environment.stamp() is not None


def test_a_folder_that_is_no_checkout(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    code, _, told = project.dev("run")
    assert code == 2
    assert "no pyproject.toml: clone vividdesk again" in one_sentence(told)


@linux_root
def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", tmp_path], capture_output=True).returncode:
        pytest.skip("may not mount here")
    try:
        project = Project(tmp_path)
        code, _, told = project.dev("run")
        assert code == 2
        assert "The disk is full" in one_sentence(told)
        assert not project.environment.folder.exists()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_usage() -> None:
    for words, code in (["--help"], 0), (["fly"], 2), ([], 2):
        answer = subprocess.run([sys.executable, ROOT / "packaging" / "dev.py", *words], capture_output=True, text=True)
        assert answer.returncode == code
        assert "usage: python3 packaging/dev.py" in answer.stdout + answer.stderr


@pytest.mark.parametrize("name", ["dev.py", "interpreter.py"])
def test_an_old_python_can_read_what_refuses_it(name: str) -> None:
    ast.parse((ROOT / "packaging" / name).read_text("utf-8"), feature_version=(3, 6))
    assert interpreter.too_old((3, 6))
    assert interpreter.too_old((3, 10))
    assert not interpreter.too_old((3, 11))


def test_an_old_python_is_told_what_to_do() -> None:
    old = next(filter(None, (interpreter.find(f"python3.{minor}") for minor in range(6, 11))), None)
    if old is None:
        pytest.skip("no Python older than 3.11 here")
    answer = subprocess.run([old, ROOT / "packaging" / "dev.py", "run"], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert re.match(r"vividdesk needs Python 3\.11 or later; this is 3\.\d+\. Install", answer.stderr)
    assert len(answer.stderr.splitlines()) == 1


def test_an_unknown_python(made: Project) -> None:
    for words in ["--python", "no-such-python", "run"], ["run", "--python=no-such-python"]:
        code, _, told = made.dev(*words)
        assert code == 2
        assert "No Python runs under the name no-such-python" in one_sentence(told)


def test_python_is_taken_from_before_and_after_the_command_but_not_past_two_dashes() -> None:
    assert interpreter.chosen(["--python", "p", "run", "a"]) == ("p", ["run", "a"])
    assert interpreter.chosen(["test", "-k", "x", "--python=p"]) == ("p", ["test", "-k", "x"])
    assert interpreter.chosen(["run", "--", "--python", "p"]) == ("", ["run", "--", "--python", "p"])


@pytest.mark.skipif(os.name == "nt", reason="pyenv's shims are POSIX")
def test_pyenvs_own_python_stands_in_for_a_shim_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "shims" / "python3.99"
    kept = [tmp_path / "versions" / version / "bin" / "python3.99" for version in ("3.99.9", "3.99.10")]
    for path in (shim, *kept):
        path.parent.mkdir(parents=True)
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    for path in kept:
        path.symlink_to(Path(sys.executable).resolve())
    monkeypatch.setenv("PATH", str(shim.parent), prepend=os.pathsep)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert interpreter.find("python3.99") == str(kept[1])


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> frozenset[str]:
    monkeypatch.setattr(system, "LIBRARIES", {"libvivid-none.so.9": ("libvivid-none9", "vivid-none")})
    monkeypatch.setattr(system, "TOOLS", {"vivid-none": ("vivid-none-tool", "vivid-none-tools")})
    return frozenset({"libvivid-none.so.9", "vivid-none"})


@pytest.mark.parametrize(
    ("installer", "packages"),
    [
        ("apt-get", "libvivid-none9 vivid-none-tool"),
        ("dnf", "'libvivid-none.so.9()(64bit)' /usr/bin/vivid-none"),
        ("zypper", "'libvivid-none.so.9()(64bit)' /usr/bin/vivid-none"),
        ("pacman", "vivid-none vivid-none-tools"),
    ],
)
def test_who_may_not_install_is_given_one_command(
    missing: frozenset[str],
    installer: str,
    packages: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = tmp_path / installer
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.provide(missing, tmp_path / "log")
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert told.endswith(f"sudo {system.INSTALLERS[installer]} {packages}\n")
    assert ("sudo apt-get update && " in told) == (installer == "apt-get")


@linux_root
@pytest.mark.skipif(not shutil.which("apt-get"), reason="needs apt-get")
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "E: Unable to locate package vivid-none-tool"),
        ("deb [trusted=yes] http://127.0.0.1:9/debian bookworm main\n", "the network cannot be reached"),
    ],
)
def test_a_failing_apt_is_one_sentence(
    missing: frozenset[str], source: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.list").write_text(source)
    (tmp_path / "lists" / "partial").mkdir(parents=True)
    (tmp_path / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{tmp_path}/sources.list";\nDir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{tmp_path}/lists";\nDir::Cache "{tmp_path}";\nAcquire::Retries "0";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    with pytest.raises(system.SetupError, match=sentence):
        system.provide(missing, tmp_path / "log")


PINS = ROOT / "packaging" / "constraints.txt"
WORLDS = [
    {"python_version": python, "python_full_version": f"{python}.9", "extra": "", **world}
    for python in ("3.11", "3.12", "3.13")
    for world in (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    )
]


def pins(world: dict[str, str]) -> dict[str, str]:
    lines = [Requirement(line) for line in PINS.read_text("utf-8").splitlines() if not line.startswith("#")]
    valid = [line for line in lines if line.marker is None or line.marker.evaluate(world)]
    found = {canonicalize_name(line.name): str(line.specifier).removeprefix("==") for line in valid}
    assert len(found) == len(valid)
    return found


def unpinned(requirement: Requirement, worlds: list[dict[str, str]]) -> list[str]:
    return [
        f"{requirement} on Python {world['python_version']}, {world['sys_platform']}"
        for world in worlds
        if requirement.marker is None or requirement.marker.evaluate(world)
        if not requirement.specifier.contains(pins(world).get(canonicalize_name(requirement.name), "0"))
    ]


def test_constraints_are_plain_pins() -> None:
    for line in PINS.read_text("utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; python_version [<>=]+ '[\d.]+')?", line)


def test_all_that_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in project["project"]["optional-dependencies"].values():
        asked += extra
    assert [line for text in asked for line in unpinned(Requirement(text), WORLDS)] == []


def test_all_that_is_installed_is_pinned_at_that_version_with_all_it_needs() -> None:
    folders = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    here = {canonicalize_name(found.name): found for found in distributions(path=folders)}
    for name in ("vividdesk", "setuptools"):
        here.pop(name, None)
    asked = [Requirement(f"{name}=={found.version}") for name, found in here.items()]
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    worlds = [world for world in WORLDS if world["python_version"] == version]
    assert [str(line) for line in asked if pins(worlds[0]).get(line.name) != str(line.specifier)[2:]] == []
    needs = {Requirement(text) for found in here.values() for text in found.requires or []}
    assert [line for need in needs for line in unpinned(need, worlds)] == []
