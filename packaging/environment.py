"""The virtual environment of a checkout: made, kept up to date, and made again when it is broken."""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import system
from system import VENV, SetupError, explained, finish, say


@dataclass(frozen=True)
class Stamp:
    """What an environment was made of; written last, so that an interrupted install leaves none."""

    root: str
    python: str
    project: str
    extras: list[str]


class Environment:
    """The environment of one checkout for the minor version of the running Python."""

    def __init__(self, root: Path) -> None:
        windows = os.name == "nt"
        self.root = root
        self.home = root / ".venv"
        self.folder = self.home / f"{sys.version_info[0]}.{sys.version_info[1]}"
        programs = self.folder / ("Scripts" if windows else "bin")
        self.python = programs / ("python.exe" if windows else "python")
        self.program = programs / ("vividdesk.exe" if windows else "vividdesk")
        self.log = self.home / "install.log"
        self.stamp_file = self.folder / "vividdesk.json"

    def prepare(self, extras: frozenset[str], needs: frozenset[str]) -> None:
        """Install what is missing of the extras and of the machine's own libraries and programs."""
        if self._fits(self.stamp(), extras, needs):
            return
        self.home.mkdir(exist_ok=True)
        with self._lock():
            stamp = self.stamp()
            if self._fits(stamp, extras, needs):
                return
            system.provide(needs, self.home / "system.log")
            digest = self.digest()
            if not self._fits(stamp, extras, frozenset()):
                extras |= set(stamp.extras) if stamp else set()
                self._install(extras, fresh=stamp is None)
                stamp = None
            self._write(digest, sorted(stamp.extras if stamp else extras))

    def stamp(self) -> Stamp | None:
        """The stamp of a whole environment that runs; None where it must be made anew."""
        try:
            stamp = Stamp(**json.loads(self.stamp_file.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        whole = (stamp.root, stamp.python) == (str(self.root), sys.version) and self.program.exists()
        return stamp if whole and self._version() == sys.version else None

    def _version(self) -> str:
        """What the environment's interpreter says; apt-get may have renewed it since this process began."""
        try:
            return subprocess.check_output(
                [str(self.python), "-I", "-S", "-c", "import sys; print(sys.version, end='')"],
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except (OSError, subprocess.SubprocessError):
            return ""

    def _fits(self, stamp: Stamp | None, extras: frozenset[str], needs: frozenset[str]) -> bool:
        return (
            stamp is not None
            and stamp.project == self.digest()
            and extras <= set(stamp.extras)
            and all(map(system.present, needs))
        )

    def digest(self) -> str:
        texts = [self.root / "pyproject.toml", self.root / "packaging" / "constraints.txt"]
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in texts)).hexdigest()

    def _install(self, extras: frozenset[str], *, fresh: bool) -> None:
        self.stamp_file.unlink(missing_ok=True)
        place = self.folder.relative_to(self.root)
        if fresh:
            if not system.present(VENV):
                raise SetupError("Without ensurepip no environment can be made: install it, then start again.")
            say(
                f"Installing vividdesk and what it needs into {place} (about 400 MB to download, once; a few minutes) …"
            )
            self._make()
        else:
            say(f"Bringing {place} up to date …")
        # An older pip writes programs that load the re module before they do anything: half of a start.
        self._pip("pip")
        self._pip("--editable", f".[{','.join(sorted(extras))}]" if extras else ".")

    def _pip(self, *what: str) -> None:
        words = [str(self.python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        # From pip 25.3 on, builds read a variable of their own; pip takes both relative to where it runs.
        pins = "packaging/constraints.txt"
        variables = os.environ | {"PIP_CONSTRAINT": pins, "PIP_BUILD_CONSTRAINT": pins}
        code, output = finish([*words, "--progress-bar", "off", *what], self.root, variables)
        self._note(output)
        if code:
            raise SetupError(f"Installing with pip failed: {explained(output, self.log)}")

    def _make(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        base = getattr(sys, "_base_executable", sys.executable)
        # Not in one step: venv keeps to itself what ensurepip has to say.
        for words in (
            [base, "-m", "venv", "--without-pip", str(self.folder)],
            [str(self.python), "-m", VENV, "--default-pip"],
        ):
            code, output = finish(words, self.root)
            self._note(output)
            if code:
                shutil.rmtree(self.folder, ignore_errors=True)
                raise SetupError(f"Making {self.folder} failed: {explained(output, self.log)}")

    def _note(self, output: str) -> None:
        with contextlib.suppress(OSError):
            self.log.write_text(output, "utf-8")

    def _write(self, digest: str, extras: list[str]) -> None:
        stamp = Stamp(str(self.root), self._version(), digest, extras)
        draft = self.stamp_file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(stamp), indent=1), "utf-8")
        draft.replace(self.stamp_file)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One install at a time for a checkout; the next waits. Windows goes without."""
        if sys.platform == "win32":
            yield
            return
        import fcntl

        with (self.home / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another dev.py is installing here; waiting for it …")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
