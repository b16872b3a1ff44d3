"""What the person has set: a TOML file that they may edit, too.

What the program does not know stays in the file as it is, comments and all. What it cannot read is named with
file, line and reason, and the default is used in its place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from vividdesk.errors import SettingsError
from vividdesk.paths import write_whole
from vividdesk.texts import _


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"


def _setting(default: Any, place: str) -> Any:
    return field(default=default, metadata={"place": place})


@dataclass(frozen=True)
class Settings:
    """`place` is the key in the file. An empty address means the service's own."""

    appearance: Appearance = _setting(Appearance.SYSTEM, "look.appearance")
    language: str = _setting("system", "look.language")
    log_level: LogLevel = _setting(LogLevel.INFO, "log.level")
    vimmerse_address: str = _setting("", "services.vimmerse.address")
    vividflow_address: str = _setting("", "services.vividflow.address")
    vistoure_address: str = _setting("", "services.vistoure.address")

    def address(self, service: str) -> str:
        return str(getattr(self, f"{service}_address", ""))


@dataclass(frozen=True)
class Problem:
    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return _("{file}, line {line}: {reason}").format(file=self.file, line=self.line, reason=self.reason)


def read(path: Path) -> tuple[Settings, list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Settings(), []
    except (OSError, UnicodeDecodeError) as fault:
        return Settings(), [Problem(path, 1, str(fault))]
    import tomllib

    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return Settings(), [
            Problem(path, _line_in(str(fault), text), _("This is not TOML: {fault}").format(fault=fault))
        ]
    values: dict[str, Any] = {}
    problems = []
    for entry in fields(Settings):
        place = entry.metadata["place"]
        try:
            found = _at(content, place)
            if found is None:
                continue
            values[entry.name] = _fitted(found, entry.default)
        except ValueError as fault:
            reason = _("{place} {fault}. {default} is used instead.").format(
                place=place, fault=fault, default=_in_words(entry.default)
            )
            problems.append(Problem(path, _line_of(text, place), reason))
    return Settings(**values), problems


def write(path: Path, before: Settings, after: Settings) -> None:
    """Puts into the file what differs between the two, and leaves all else in it as it is.

    A file that is not TOML is not touched: SettingsError.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        for entry in fields(Settings):
            value = getattr(after, entry.name)
            if value != getattr(before, entry.name):
                *tables, key = entry.metadata["place"].split(".")
                table: Any = document
                for name in tables:
                    table = table.setdefault(name, tomlkit.table())
                table[key] = value.value if isinstance(value, StrEnum) else value
        write_whole(path, tomlkit.dumps(document).encode())
    except (TOMLKitError, UnicodeDecodeError, AttributeError, TypeError) as fault:
        raise SettingsError(
            _("The change holds until vividdesk is closed: {file} cannot be understood, so it was left alone.").format(
                file=path
            ),
            _("Mend or remove the file, then change the setting again."),
        ) from fault
    except OSError as fault:
        raise SettingsError(
            _("The change holds until vividdesk is closed: {file} could not be written ({reason}).").format(
                file=path, reason=fault.strerror
            ),
            _("Make room or give yourself the right to write there, then change the setting again."),
        ) from fault


class SettingsFile:
    """The settings in force, and the file they are kept in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings, self.problems = read(path)

    def change(self, **values: Any) -> None:
        """In force at once, also when writing the file then fails."""
        before, self.settings = self.settings, replace(self.settings, **values)
        write(self.path, before, self.settings)


def _at(content: Mapping[str, Any], place: str) -> Any:
    """What the file says there, or None; ValueError where something else stands in the way."""
    found: Any = content
    for name in place.split("."):
        if not isinstance(found, dict):
            raise ValueError(_("cannot be read: above it stands {found}").format(found=_in_words(found)))
        if name not in found:
            return None
        found = found[name]
    return found


def _fitted(found: Any, default: Any) -> Any:
    """The value as the type of its default; ValueError says what is allowed."""
    if isinstance(default, StrEnum):
        kind = type(default)
        if found in list(kind):
            return kind(found)
        allowed = ", ".join(kind)
        raise ValueError(_("is {found}, but may be one of: {allowed}").format(found=_in_words(found), allowed=allowed))
    if type(found) is type(default):
        return found
    wanted = _("true or false") if isinstance(default, bool) else _("a text in quotes")
    raise ValueError(_("is {found}, but must be {wanted}").format(found=_in_words(found), wanted=wanted))


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) else str(value)


def _line_in(message: str, text: str) -> int:
    """tomllib tells the line in words, or that the end of the document came too soon."""
    match = re.search(r"line (\d+)", message)
    return int(match[1]) if match else max(1, len(text.splitlines()))


def _line_of(text: str, place: str) -> int:
    """The line that sets the place, or the longest leading part of it that the file names."""
    lines = {name: number for number, name in reversed(list(_named(text)))}
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return lines.get(place, 1)


def _named(text: str) -> Iterator[tuple[int, str]]:
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            table = re.sub(r"[\s\"']", "", match[1])
            yield number, table
        elif match := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
            key = re.sub(r"[\s\"']", "", match[1])
            yield number, f"{table}.{key}" if table else key
