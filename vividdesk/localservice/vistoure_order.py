"""From a run of VistoureAI to its nodes: a single tool, or those of a saved workflow."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vividdesk.catalog import Catalog
from vividdesk.localservice import graphs
from vividdesk.localservice.graphs import IMAGE, Graph, Node, Param
from vividdesk.localservice.job import Order, Stage
from vividdesk.localservice.options import fitting, from_words
from vividdesk.localservice.pictures import NoPicture, Shape, checked, in_text, is_meant, sample
from vividdesk.localservice.refusal import Refusal, unfit
from vividdesk.localservice.render.film import CLIP_RATE, CLIP_SHORT, Film, ratio, sized
from vividdesk.model.photo import JPEG, PNG, WEBP
from vividdesk.model.schema import Field, Schema
from vividdesk.model.service import VISTOURE
from vividdesk.model.template import Template

logger = logging.getLogger(__name__)

CLIP_TOOL, REFRAME = "video", "reframe"
SECONDS = 4
TOKENS = {CLIP_TOOL: 4, "virtual_tryon_pro": 2, "virtual_tryon_pro_fit": 2}  # every other tool takes one
MOST_PICTURES = 10  # in one place
KINDS = (JPEG, PNG, WEBP)
INPUT = ("body", "input")
SHAPE = "Give width to height, such as 16:9 or 9:16; at most four to one."

FACTOR, SEED = Field("upscale_factor", "number", minimum=1, maximum=4), Field("seed", "integer")
TIMES = re.compile(r"[x×]?\s*([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*[x×]?", re.IGNORECASE)
OPEN = {"upscale": (FACTOR, SEED)}  # what tools read although the catalogue does not name it


class Incomplete(Exception):
    """A run that fails as it starts: it lacks what its workflow cannot do without. The sentence names it."""


@dataclass
class Pictures:
    """What is sent, by the name of its place; of several, the first has the plain name."""

    contents: dict[str, bytes] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)

    def put(self, name: str, given: Any) -> None:
        several = given if isinstance(given, list) else [given]
        if not 0 < len(several) <= MOST_PICTURES:
            raise _fault(name, f"Send 1 to {MOST_PICTURES} pictures.")
        for number, each in enumerate(several):
            own = f"{name}-{number + 1}" if number else name
            try:
                self.contents[own] = in_text(each, name) if isinstance(each, str) else b""
                self.shapes[own] = checked(self.contents[own], KINDS)
            except NoPicture as fault:
                raise _fault(name, str(fault)) from fault


def order(content: Any, catalog: Catalog) -> Order:
    if not isinstance(content, dict):
        raise Refusal(400, "Send an object with type, target and input.")
    kind, target, given = content.get("type"), content.get("target"), content.get("input")
    if kind not in ("node", "workflow"):
        raise unfit({("body", "type"): "Give node or workflow."})
    if not isinstance(target, str) or not target:
        raise unfit({("body", "target"): "Give the name of a tool or of a saved workflow."})
    if not isinstance(given, dict):
        raise unfit({("body", "input"): "Give an object with the parameters."})
    if kind == "workflow":
        return _of_graph(_graph(target), given)
    template = catalog.find(VISTOURE.id, target)
    if template is None:
        known = ", ".join(each.target for each in catalog.of(VISTOURE))
        raise Refusal(404, f"There is no tool “{target[:80]}”; there are {known}.")
    return _of_tool(template, given)


def _graph(name: str) -> Graph:
    graph = graphs.named(name)
    if graph is None:
        raise Refusal(404, f"There is no workflow “{name[:80]}”.")
    return graph


def _fault(name: str, sentence: str) -> Refusal:
    return unfit({(*INPUT, name): sentence})


def _of_tool(template: Template, given: Mapping[str, Any]) -> Order:
    pictures = Pictures()
    for slot in template.slots:
        if slot.name in given:
            pictures.put(slot.name, given[slot.name])
        elif slot.at_least:
            raise _fault(slot.name, "This picture is needed.")
    known = {slot.name for slot in template.slots}
    for name, value in given.items():
        if name not in known and isinstance(value, str) and is_meant(value):
            pictures.put(name, value)
    options = _options(template, {name: value for name, value in given.items() if name not in pictures.contents})
    photos = {name: name for name in pictures.contents}
    film = _film(pictures.shapes, options) if template.target == CLIP_TOOL else None
    stage = Stage(template.target, template.target, film, options, photos)
    return _order(template.target, [stage], pictures, {"type": "node", "outputs": {}})


def _options(template: Template, given: Mapping[str, Any]) -> Mapping[str, Any]:
    own = OPEN.get(template.target, (SEED,))
    added = [each for each in own if each.name in given and template.options.named(each.name) is None]
    schema = replace(template.options, fields=(*template.options.fields, *added))
    read = {each.name: _read(each, given[each.name]) for each in schema.fields if each.name in given}
    options = fitting(schema, {**given, **read}, at=INPUT)
    if template.target == REFRAME and options.get("aspect_ratio") not in (None, ""):
        try:
            ratio(str(options["aspect_ratio"]))
        except ValueError as fault:
            raise _fault("aspect_ratio", SHAPE) from fault
    return options


def _read(field: Field, value: Any) -> Any:
    """Numbers may come as words, a factor as "2x" as well."""
    if not isinstance(value, str) or field.type not in ("integer", "number"):
        return value
    times = TIMES.fullmatch(value.strip()) if field is FACTOR else None
    return from_words(field, times[1].replace(",", ".") if times else value)


def _film(shapes: Mapping[str, Shape], options: Mapping[str, Any]) -> Film:
    """In the shape that is wished for, else in that of the first picture."""
    aspect = str(options.get("aspect_ratio") or next(iter(shapes.values())).aspect)
    try:
        return Film(*sized(aspect, CLIP_SHORT), frames=CLIP_RATE * SECONDS)
    except ValueError as fault:
        raise _fault("aspect_ratio", SHAPE) from fault


def _order(target: str, stages: list[Stage], pictures: Pictures, facts: Mapping[str, Any]) -> Order:
    return Order(
        service=VISTOURE.id,
        target=target,
        stages=tuple(stages),
        photos=pictures.contents,
        facts=facts,
        cost=sum(TOKENS.get(stage.craft, 1) for stage in stages),
    )


def _of_graph(graph: Graph, given: Mapping[str, Any]) -> Order:
    """Values for what is linked are passed over, as the service does."""
    asked = graph.inputs("mandatory") | graph.inputs("optional")
    linked = graph.inputs("linked")
    for name in given:
        if name in linked:
            logger.info("%s of %s is linked: what was sent for it is passed over", name, graph.name)
        elif name not in asked:
            raise _fault(name, f"This workflow asks for {', '.join(asked)}.")
    if missing := [name for name in graph.inputs("mandatory") if given.get(name) in (None, "")]:
        raise Incomplete(f"Missing mandatory parameter: {', '.join(missing)}.")
    fields = tuple(_field(name, param) for name, param in asked.items() if param.type != IMAGE)
    typed = {field.name for field in fields} & given.keys()
    options = fitting(Schema(fields), {name: given[name] for name in typed}, at=INPUT)
    pictures = Pictures()
    for name, param in asked.items():
        if param.type == IMAGE:
            pictures.put(name, given[name])
    sent = {target: name for name in asked for target in graph.targets(name)}
    stages = [_stage(node, sent, options, pictures, graph) for node in graph.nodes]
    return _order(graph.name, stages, pictures, {"type": "workflow", "outputs": dict(graph.outputs)})


def _field(name: str, param: Param) -> Field:
    field = Field(name, graphs.TYPES[param.type])
    is_factor = name.rpartition(".")[2] == FACTOR.name
    return replace(field, minimum=FACTOR.minimum, maximum=FACTOR.maximum) if is_factor else field


def _stage(node: Node, sent: Mapping[str, str], given: Mapping[str, Any], pictures: Pictures, graph: Graph) -> Stage:
    """`sent` has the name under which a parameter's value comes."""
    photos, options = {}, {}
    for name, param in node.params.items():
        place = f"{node.name}.{name}"
        if param.link:
            photos[name] = f"@{param.link}"
        elif param.fixed:
            pictures.contents[place] = sample(param.fixed)
            photos[name] = place
        elif param.type == IMAGE:
            photos[name] = sent[place]
        else:
            options[name] = given.get(sent[place], param.default)
    return Stage(node.name, node.tool, None, options, photos, shown=node.name in graph.outputs.values())
