"""Where things lie: the person's data, and the data the program brings along."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vividdesk.errors import DataFolderError
from vividdesk.texts import _


@dataclass(frozen=True)
class Paths:
    data: Path
    config: Path
    logs: Path
    results: Path  # where clips go that the person names no folder for

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Paths":
        """The system's usual places, or all of it below VIVIDDESK_HOME."""
        if home := environ.get("VIVIDDESK_HOME"):
            root = Path(home).absolute()
            return cls(data=root, config=root, logs=root / "logs", results=root / "results")
        from platformdirs import PlatformDirs

        usual = PlatformDirs("vividdesk", appauthor=False)
        results = usual.user_videos_path / "vividdesk"
        return cls(usual.user_data_path, usual.user_config_path, usual.user_log_path, results)

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def layout(self) -> Path:
        return self.config / "layout.ini"

    @property
    def photos(self) -> Path:
        return self.data / "photos"

    @property
    def local(self) -> Path:
        """The local service's own."""
        return self.data / "local"

    @property
    def library(self) -> Path:
        """For results that the chosen folder does not take."""
        return self.data / "library"

    @property
    def steps(self) -> Path:
        """For pictures of the steps that led to a result."""
        return self.data / "steps"

    @property
    def posters(self) -> Path:
        return self.data / "posters"

    @property
    def thumbs(self) -> Path:
        """Small pictures of photos; all of it can be made again."""
        return self.data / "thumbs"

    @property
    def catalog(self) -> Path:
        """The person's own templates, if there is such a folder."""
        return self.config / "catalog"

    @property
    def frames(self) -> Path:
        """Single frames on their way to the screen."""
        return self.data / "frames"

    @property
    def presets(self) -> Path:
        return self.config / "presets"

    def make(self) -> None:
        """The folders, readable by their owner alone."""
        for folder in (self.data, self.config, self.logs):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise PermissionError("no right to write")
            except OSError as fault:
                raise DataFolderError(
                    _("vividdesk cannot write to its folder {folder} ({reason}).").format(
                        folder=folder, reason=fault.strerror or fault
                    ),
                    _("Give yourself the right to write there, or set VIVIDDESK_HOME to another folder."),
                ) from fault


def resource(*names: str) -> Path:
    """A file or folder of `resources/`: in a checkout beside the package, in an installed wheel within it.

    The checkout comes first: an editable install does not see what the wheel build puts in.
    """
    checkout = Path(__file__).parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout.joinpath("resources", *names)
    from importlib.resources import files

    return Path(str(files("vividdesk").joinpath("resources", *names)))


def is_folder(place: str | Path) -> bool:
    """Also of one that cannot be looked at, as where a share was unmounted: there Path.is_dir raises."""
    return os.path.isdir(place)  # noqa: PTH112


def has_display(environ: Mapping[str, str]) -> bool:
    """Only Linux can be without one and still run programs."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(environ.get(name) for name in named)


def locked(path: Path) -> IO[bytes] | None:
    """The open file whose lock this process now holds, until it is closed or the process ends; None: another has it."""
    try:
        file = path.open("ab")
    except OSError as fault:
        raise DataFolderError(
            _("vividdesk cannot use its folder {folder} ({reason}).").format(folder=path.parent, reason=fault.strerror),
            _("Give yourself the right to write there, or set VIVIDDESK_HOME to another folder."),
        ) from fault
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file's content: after a crash or a power cut it is the old or the new, never a part."""
    path = path.resolve()  # a link stays one, and what it leads to is replaced
    part = path.with_name(f"{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no such call; a rename there is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
