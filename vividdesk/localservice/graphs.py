"""The workflows that are saved in this service: those of VistoureAI's documentation, and one with branches.

A graph is nodes whose parameters are asked for, have a default, are linked to an earlier node, or were fixed when it
was drawn. A name of the graph's own may stand for one parameter or several.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
IMAGE = "image"
RESULT = "result_image"  # of every node here


@dataclass(frozen=True)
class Param:
    """With nothing but its type it is mandatory."""

    type: str
    default: Any = None
    link: str = ""  # the node it comes from
    fixed: str = ""  # a picture that was put there in the drawing: nobody is asked


@dataclass(frozen=True)
class Node:
    name: str
    tool: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class Graph:
    id: int
    name: str
    created: str
    nodes: tuple[Node, ...]  # each after those it is linked to
    outputs: Mapping[str, str]  # friendly name → node
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name → parameters
    is_system: bool = False

    def inputs(self, part: str) -> dict[str, Param]:
        """Of one of the three parts, by the names under which they are sent."""
        named = {f"{node.name}.{name}": param for node in self.nodes for name, param in node.params.items()}
        own = {name: named[targets[0]] for name, targets in self.variables.items()}
        taken = {target for targets in self.variables.values() for target in targets}
        asked = own | {name: param for name, param in named.items() if name not in taken and not param.fixed}
        return {name: param for name, param in asked.items() if _part(param) == part}

    def targets(self, name: str) -> tuple[str, ...]:
        """The parameters that a value sent under this name goes to."""
        return self.variables.get(name, (name,))


def _part(param: Param) -> str:
    if param.link:
        return "linked"
    return "mandatory" if param.default is None else "optional"


def listed(graph: Graph) -> dict[str, Any]:
    return {
        "id": graph.id,
        "name": graph.name,
        "system_workflow": graph.is_system,
        "created_at": graph.created,
    }


def described(graph: Graph) -> dict[str, Any]:
    """All that the service tells of it."""
    parts = {part: graph.inputs(part) for part in ("mandatory", "optional", "linked")}
    return {
        "name": graph.name,
        "outputs": {name: f"{node}.{RESULT}" for name, node in graph.outputs.items()},
        "workflow": _drawing(graph),
        "sample_payload": {
            "type": "workflow",
            "target": graph.name,
            "input": {name: f"<{param.type}>" for name, param in parts["mandatory"].items()},
        },
        "inputs": {part: {name: _told(param) for name, param in params.items()} for part, params in parts.items()},
    }


def _told(param: Param) -> str:
    default = "null" if param.default is None else repr(param.default)
    return f"<type:{param.type} , default value : {default}>"


def _drawing(graph: Graph) -> dict[str, Any]:
    return {
        "nodes": [
            {
                "id": node.name,
                "type": node.tool,
                "parents": list(dict.fromkeys(param.link for param in node.params.values() if param.link)),
                "params": {name: {"type": param.type, "value": param.default} for name, param in node.params.items()},
            }
            for node in graph.nodes
        ],
        "edges": list(_edges(graph)),
    }


def _edges(graph: Graph) -> Iterator[dict[str, str]]:
    for variable, targets in graph.variables.items():
        for target in targets:
            owner, _dot, param = target.rpartition(".")
            yield {"source": "inputs", "sourceHandle": variable, "target": owner, "targetHandle": param}
    for node in graph.nodes:
        for name, wanted in node.params.items():
            if wanted.link:
                yield {"source": wanted.link, "sourceHandle": RESULT, "target": node.name, "targetHandle": name}
    for name, source in graph.outputs.items():
        yield {"source": source, "sourceHandle": RESULT, "target": "outputs", "targetHandle": name}


ASKED = Param(IMAGE)
STANDING = Param(IMAGE, fixed="standing.jpg")
UPPER_BODY = Param("str", "tops (upper-body)")


def _from(node: str) -> Param:
    return Param(IMAGE, link=node)


GRAPHS = (
    Graph(
        id=12,
        name="Professional Studio Portrait",
        created="2024-04-26T12:00:00",
        is_system=True,
        nodes=(
            Node("Model", "virtual_model", {"gender": Param("str", "female")}),
            Node(
                "User_Garment",
                "virtual_tryon",
                {"model_image": _from("Model"), "garment_image": ASKED, "category": UPPER_BODY},
            ),
            Node("Upscale", "upscale", {"image": _from("User_Garment"), "upscale_factor": Param("int", 2)}),
        ),
        outputs={"portrait": "Upscale"},
    ),
    Graph(
        id=13,
        name="My Custom Model Workflow",
        created="2024-05-02T09:30:00",
        nodes=(
            Node("Model_Gen", "virtual_model", {"gender": Param("str", "female")}),
            Node("User_Garment", "virtual_tryon", {"model_image": _from("Model_Gen"), "garment_image": ASKED}),
        ),
        outputs={"result_tryon": "User_Garment"},
    ),
    Graph(
        id=14,
        name="My_Workflow",
        created="2024-05-03T10:15:00",
        nodes=(
            Node(
                "User_Garment",
                "virtual_tryon",
                {"model_image": STANDING, "garment_image": ASKED, "category": UPPER_BODY},
            ),
        ),
        outputs={"result_tryon": "User_Garment"},
    ),
    Graph(
        id=15,
        name="Premium_Studio_V1",
        created="2024-05-04T16:45:00",
        nodes=(Node("Vton_Node", "virtual_tryon", {"model_image": STANDING, "garment_image": ASKED}),),
        outputs={"result_tryon": "Vton_Node"},
        variables={"User_Garment.garment_image": ("Vton_Node.garment_image",)},
    ),
    Graph(
        id=16,
        name="Lookbook and Shop",
        created="2024-05-05T11:00:00",
        nodes=(
            Node("Model_Gen", "virtual_model", {"gender": Param("str", "female")}),
            Node("Product Shot", "product_shoot", {"image": ASKED, "prompt": Param("str", "on marble, soft light")}),
            Node("Try On", "virtual_tryon", {"model_image": _from("Model_Gen"), "garment_image": ASKED}),
        ),
        outputs={"look": "Try On", "shop_picture": "Product Shot"},
        variables={"my_garment": ("Try On.garment_image", "Product Shot.image")},
    ),
)


def named(name: str) -> Graph | None:
    return next((graph for graph in GRAPHS if graph.name == name), None)
