"""What a template asks for: options in JSON Schema's own words, and slots for photos."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple


class Editor(Enum):
    """What kind of value a person gives; a form picks its widget by it."""

    TEXT = "text"
    LONG_TEXT = "long text"
    ADDRESS = "address"
    CHOICE = "choice"
    OPEN_CHOICE = "open choice"
    WHOLE = "whole number"
    DECIMAL = "number"
    YES_NO = "yes or no"
    JSON = "anything in JSON"


class Warn(NamedTuple):
    """About a value that the service's documentation allows, but a person will hardly want."""

    value: Any
    says: str
    offer: Any = None  # a better value


@dataclass(frozen=True)
class Field:
    """An option. Without a `default` it is required, or left out of the request."""

    name: str
    type: str = "string"  # string, integer, number, boolean, object
    title: str = ""
    description: str = ""
    default: Any = None
    required: bool = False
    nullable: bool = False  # None is a choice: it is left to the service
    enum: tuple[Any, ...] = ()
    examples: tuple[Any, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    format: str = ""  # uri, multiline
    names: Mapping[str, str] = field(default_factory=dict)  # of the values in `enum`, for people
    group: str = ""
    advanced: bool = False
    unit: str = ""
    slot: str = ""  # a photo in this slot takes the option's place
    shown_when: Mapping[str, Any] = field(default_factory=dict)
    warn_when: tuple[Warn, ...] = ()
    linked: bool = False  # filled by another step of the workflow: shown, never sent
    note: str = ""  # what the service's description of it left unclear

    @property
    def editor(self) -> Editor:
        match self:
            case Field(enum=(_, *_)):
                return Editor.CHOICE
            case Field(type="integer"):
                return Editor.WHOLE
            case Field(type="number"):
                return Editor.DECIMAL
            case Field(type="boolean"):
                return Editor.YES_NO
            case Field(type="object"):
                return Editor.JSON
            case Field(format="uri"):
                return Editor.ADDRESS
            case Field(format="multiline"):
                return Editor.LONG_TEXT
            case Field(examples=(_, _, *_)):
                return Editor.OPEN_CHOICE
        return Editor.TEXT

    def is_shown(self, values: Mapping[str, Any]) -> bool:
        return all(values.get(name) == wanted for name, wanted in self.shown_when.items())


@dataclass(frozen=True)
class Slot:
    """A place for photos."""

    name: str
    title: str = ""
    description: str = ""
    group: str = ""
    at_least: int = 1
    at_most: int | None = 1  # None: the service names no limit
    by_address: bool = False  # the service also fetches a picture from a public address
    people: bool = False  # it is for photos of people
    linked: bool = False


@dataclass(frozen=True)
class Schema:
    """The options of a template, in the order in which they are shown."""

    fields: tuple[Field, ...] = ()
    is_open: bool = False  # takes further options that a person names
    sends_defaults: bool = True  # or only what is required and what a person has set

    def named(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)

    @property
    def defaults(self) -> dict[str, Any]:
        return {each.name: each.default for each in self.fields if each.default is not None}

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields if each.required)
