"""Nothing is offered that cannot be drawn, and nothing drawn that is not offered."""

from vividdesk import catalog
from vividdesk.localservice.graphs import GRAPHS
from vividdesk.localservice.render.studio import SCENES, TOOLS
from vividdesk.model.service import SERVICES


def test_every_template_and_tool_has_its_drawing() -> None:
    offered = {template.target for service in SERVICES for template in catalog.load().of(service)}
    assert len(offered) == 26
    assert offered == {*SCENES, *TOOLS} - {"crop"}


def test_the_saved_workflows_use_tools_that_are_there() -> None:
    assert {node.tool for graph in GRAPHS for node in graph.nodes} <= set(TOOLS)
