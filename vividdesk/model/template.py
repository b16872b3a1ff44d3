"""What can be made: a template, model, tool or saved workflow of a service."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from vividdesk.model.schema import Schema, Slot

if TYPE_CHECKING:
    from vividdesk.model.photo import Photo


class Kind(Enum):
    """What a template is to its service."""

    TEMPLATE = "template"
    MODEL = "model"
    TOOL = "tool"
    WORKFLOW = "workflow"


class Makes(Enum):
    PICTURE = "picture"
    CLIP = "clip"
    EITHER = "picture or clip"


class Decided(NamedTuple):
    """What is made follows an option: `pipeline_mode` image makes a picture, video a clip."""

    option: str
    by_value: Mapping[str, Makes]


class PhotoLimits(NamedTuple):
    """What a service takes as an upload. A photo within them is sent as it is kept."""

    kinds: tuple[str, ...] = ("image/jpeg", "image/png")
    most_bytes: int | None = None

    def admit(self, photo: "Photo") -> bool:
        return photo.kind in self.kinds and (self.most_bytes is None or photo.size <= self.most_bytes)


@dataclass(frozen=True)
class Template:
    """`target` is the service's own name for it, `id` ours."""

    service: str
    target: str
    label: str
    kind: Kind = Kind.TEMPLATE
    description: str = ""
    made: Makes | Decided = Makes.EITHER
    sources: tuple[str, ...] = ("camera", "local")  # where photos may come from; "asset" is one already hosted
    slots: tuple[Slot, ...] = ()
    options: Schema = field(default_factory=Schema)
    details: Schema = field(default_factory=Schema)  # of the job itself: its title, who may see it
    limits: PhotoLimits = field(default_factory=PhotoLimits)
    documented: bool = True  # whether the service tells all its options
    base: Mapping[str, Any] = field(default_factory=dict)  # of a workflow: its sample input, without placeholders
    outputs: tuple[str, ...] = ()  # names of a workflow's results
    original: "Template | None" = field(default=None, compare=False, repr=False)  # before it was translated

    @property
    def id(self) -> str:
        """Among all of its service; a workflow may bear the name of a tool."""
        return f"workflow:{self.target}" if self.kind is Kind.WORKFLOW else self.target

    @property
    def labels(self) -> tuple[str, ...]:
        """Also the one in the catalogue's own language."""
        return (self.label,) if self.original is None else (self.label, self.original.label)

    @property
    def makes(self) -> Makes:
        return Makes.EITHER if isinstance(self.made, Decided) else self.made

    def makes_with(self, options: Mapping[str, Any]) -> Makes:
        if not isinstance(self.made, Decided):
            return self.made
        value = options.get(self.made.option, self.options.defaults.get(self.made.option))
        return self.made.by_value.get(str(value), Makes.EITHER)

    def with_usual(self, details: Mapping[str, Any]) -> "Template":
        """With these in place of the defaults of its details, where it has such."""
        fields = tuple(replace(each, default=details.get(each.name, each.default)) for each in self.details.fields)
        return replace(self, details=replace(self.details, fields=fields))

    def slot(self, name: str) -> Slot | None:
        return next((each for each in self.slots if each.name == name), None)
