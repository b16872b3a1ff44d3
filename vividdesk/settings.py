"""What the person has set: a TOML file that they may edit, too.

Unknown entries stay as they are, comments and all. One that cannot be read is named, and its default used instead.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from vividdesk.errors import SettingsError
from vividdesk.paths import write_whole
from vividdesk.texts import _
from vividdesk.toml_lines import line_in, line_of

LARGEST = 2**53  # of numbers: beyond, whole ones cannot be told apart as decimals


class Appearance(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"


class Visibility(StrEnum):
    """Who can see a result on the service's own page; in its words they are counted from 0."""

    ME = "me"
    LINK = "link"
    EVERYBODY = "everybody"


def _setting(default: Any, place: str) -> Any:
    return field(default=default, metadata={"place": place})


@dataclass(frozen=True)
class Settings:
    """`place` is the key in the file. An empty address means the service's own; so does 0 requests an hour.

    0 jobs or credits a day: no limit. An empty folder: the usual one. `prices` are credits by service and template.
    """

    appearance: Appearance = _setting(Appearance.SYSTEM, "look.appearance")
    language: str = _setting("system", "look.language")
    autoplay: bool = _setting(True, "look.autoplay")
    log_level: LogLevel = _setting(LogLevel.INFO, "log.level")
    results_folder: str = _setting("", "folders.results")
    vimmerse_address: str = _setting("", "services.vimmerse.address")
    vividflow_address: str = _setting("", "services.vividflow.address")
    vistoure_address: str = _setting("", "services.vistoure.address")
    vimmerse_jobs_a_day: int = _setting(0, "services.vimmerse.jobs_a_day")
    vividflow_jobs_a_day: int = _setting(0, "services.vividflow.jobs_a_day")
    vistoure_jobs_a_day: int = _setting(0, "services.vistoure.jobs_a_day")
    vimmerse_credits_a_day: float = _setting(0.0, "services.vimmerse.credits_a_day")
    vividflow_credits_a_day: float = _setting(0.0, "services.vividflow.credits_a_day")
    vistoure_credits_a_day: float = _setting(0.0, "services.vistoure.credits_a_day")
    vimmerse_requests_an_hour: int = _setting(0, "services.vimmerse.requests_an_hour")
    vividflow_requests_an_hour: int = _setting(0, "services.vividflow.requests_an_hour")
    vistoure_requests_an_hour: int = _setting(0, "services.vistoure.requests_an_hour")
    vimmerse_visibility: Visibility = _setting(Visibility.ME, "services.vimmerse.visibility")
    vimmerse_error_reports: bool = _setting(False, "services.vimmerse.error_reports")
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)

    def address(self, service: str) -> str:
        return str(getattr(self, f"{service}_address", ""))

    def jobs_a_day(self, service: str) -> int | None:
        return getattr(self, f"{service}_jobs_a_day", None) or None

    def credits_a_day(self, service: str) -> float | None:
        return getattr(self, f"{service}_credits_a_day", None) or None

    def requests_an_hour(self, service: str) -> int | None:
        return getattr(self, f"{service}_requests_an_hour", None) or None

    def details(self, service: str) -> dict[str, str]:
        """What new jobs there say of themselves where the person sets nothing else, in the service's own words."""
        who = list(Visibility).index(getattr(self, f"{service}_visibility", Visibility.ME))
        return {"visibility_status": str(who)} if who else {}

    def price(self, service: str, template: str) -> float | None:
        """In credits, as the person has filled it in."""
        return self.prices.get(service, {}).get(template)


PLACED: tuple[Field[Any], ...] = tuple(entry for entry in fields(Settings) if "place" in entry.metadata)
PRICES = "prices"
PRICED = tuple(entry.name.removesuffix("_address") for entry in PLACED if entry.name.endswith("_address"))


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
        reason = _("This is not TOML: {fault}").format(fault=fault)
        return Settings(), [Problem(path, line_in(str(fault), text), reason)]
    values: dict[str, Any] = {}
    problems = []
    for entry in PLACED:
        place = entry.metadata["place"]
        try:
            if (found := _at(content, place)) is not None:
                values[entry.name] = _fitted(found, entry.default)
        except ValueError as fault:
            reason = _("{place} {fault}. {default} is used instead.").format(
                place=place, fault=fault, default=_in_words(entry.default)
            )
            problems.append(Problem(path, line_of(text, place), reason))
    prices, wrong = _prices(content)
    problems += [Problem(path, line_of(text, place), reason) for place, reason in wrong]
    return Settings(**values, prices=prices), problems


def write(path: Path, before: Settings, after: Settings) -> None:
    """Puts into the file what differs between the two, and leaves all else in it as it is.

    A file that is not TOML is not touched: SettingsError.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        known, wanted = _places(before), _places(after)
        for place in known | wanted:
            if known.get(place) != wanted.get(place):
                *tables, key = place
                table: Any = document
                for name in tables:
                    table = table.setdefault(name, tomlkit.table())
                if place in wanted:
                    table[key] = wanted[place]
                else:
                    table.pop(key, None)
        write_whole(path, tomlkit.dumps(document).encode())
    except (TOMLKitError, UnicodeDecodeError, AttributeError, TypeError) as fault:
        raise SettingsError(
            _("The change holds until vividdesk is closed: {file} cannot be understood, so it was left alone.").format(
                file=path
            ),
            _("Mend or remove the file, then change the setting again."),
        ) from fault
    except OSError as fault:
        says = _("The change holds until vividdesk is closed: {file} could not be written ({reason}).")
        raise SettingsError(
            says.format(file=path, reason=fault.strerror),
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


def _places(settings: Settings) -> dict[tuple[str, ...], Any]:
    """All that may stand in the file, by its place there."""
    found: dict[tuple[str, ...], Any] = {}
    for entry in PLACED:
        value = getattr(settings, entry.name)
        found[tuple(entry.metadata["place"].split("."))] = value.value if isinstance(value, StrEnum) else value
    for service, prices in settings.prices.items():
        found |= {(PRICES, service, template): price for template, price in prices.items()}
    return found


def _prices(content: Mapping[str, Any]) -> tuple[dict[str, dict[str, float]], list[tuple[str, str]]]:
    """What can be read of the table, and of the rest where it stands and what is wrong with it."""
    prices: dict[str, dict[str, float]] = {}
    problems: list[tuple[str, str]] = []
    try:
        table = _table(content, PRICES)
    except ValueError as fault:
        return {}, [(PRICES, _("{place} {fault}. It is passed over.").format(place=PRICES, fault=fault))]
    for service in table:
        place = f"{PRICES}.{service}"
        try:
            if service not in PRICED:
                raise ValueError(_("is of no service; there are: {known}").format(known=", ".join(PRICED)))
            found = _table(table, service)
        except ValueError as fault:
            problems.append((place, _("{place} {fault}. It is passed over.").format(place=place, fault=fault)))
            continue
        prices[service] = {}
        for template, price in found.items():
            try:
                prices[service][template] = _fitted(price, 0.0)
            except ValueError as fault:
                at = f"{place}.{template}"
                problems.append((at, _("{place} {fault}. It is passed over.").format(place=at, fault=fault)))
    return prices, problems


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(_("is {found}, but must be a table").format(found=_in_words(found)))
    return found


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
    wanted = _("a text in quotes")
    match default, found:
        case (str(), str()) | (bool(), bool()):
            return found
        case bool(), _:
            wanted = _("true or false")
        case int(), int() if not isinstance(found, bool) and 0 <= found <= LARGEST:
            return found
        case float(), int() | float() if not isinstance(found, bool) and 0 <= found <= LARGEST:
            return float(found)
        case int(), _:
            wanted = _("a whole number, 0 or more")
        case float(), _:
            wanted = _("a number, 0 or more")
    raise ValueError(_("is {found}, but must be {wanted}").format(found=_in_words(found), wanted=wanted))


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) else str(value)
