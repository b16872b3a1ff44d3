"""The presets that a person has saved: a file for each, which may also be given to somebody else."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.errors import VividError
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.paths import write_whole
from vividdesk.texts import _

LARGEST = 2**20  # bytes


class Presets(QObject):
    """By their files, which follow from service, template and name. `find` takes the ids of service and template."""

    changed = Signal()

    def __init__(self, folder: Path, notices: Notices, find: Callable[[str, str], Template | None]) -> None:
        super().__init__()
        self._folder = folder
        self._find = find
        self._known: dict[Path, Preset] = {}
        for file in sorted(folder.glob("*.json")):
            try:
                self._known[file] = _read(file)
            except VividError as fault:
                notices.fault(fault)

    def of(self, template: Template) -> list[Preset]:
        found = [preset for preset in self._known.values() if preset.fits(template)]
        return sorted(found, key=lambda preset: preset.name.casefold())

    def has(self, preset: Preset) -> bool:
        """One whose place it would take."""
        return any(
            (each.service, each.template, each.name) == (preset.service, preset.template, preset.name)
            for each in self._known.values()
        )

    def template_of(self, preset: Preset) -> Template | None:
        return self._find(preset.service, preset.template)

    def drop(self, preset: Preset) -> None:
        file = self._file(preset)
        with _writing(file):
            file.unlink(missing_ok=True)
        self._known.pop(file, None)
        self.changed.emit()

    def read(self, file: Path) -> Preset:
        """That somebody has exported; it is not among ours yet."""
        return _read(file)

    def export(self, preset: Preset, file: Path) -> None:
        with _writing(file):
            write_whole(file, preset.to_json().encode())

    def keep(self, preset: Preset) -> None:
        """In place of one of that name."""
        file = self._file(preset)
        with _writing(file):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(file, preset.to_json().encode())
        self._known[file] = preset
        self.changed.emit()

    def _file(self, preset: Preset) -> Path:
        plain = re.sub(r"[^a-z0-9]+", "-", preset.name.casefold()).strip("-")[:40]
        mark = hashlib.sha256(f"{preset.service}\0{preset.template}\0{preset.name}".encode()).hexdigest()[:8]
        return self._folder / f"{plain or 'preset'}-{mark}.json"


def _read(file: Path) -> Preset:
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError("too large")
        return Preset.from_json(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise VividError(
            _("The preset {file} cannot be read ({reason}).").format(file=file, reason=fault.strerror or fault),
            _("Give yourself the right to read it, or remove it."),
        ) from fault
    except ValueError as fault:
        raise VividError(
            _("{file} is no preset of vividdesk.").format(file=file), _("Export it again, or remove it.")
        ) from fault


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise VividError(
            _("The preset could not be written to {folder} ({reason}).").format(
                folder=file.parent, reason=fault.strerror or fault
            ),
            _("Make room there, or give yourself the right to write."),
        ) from fault
