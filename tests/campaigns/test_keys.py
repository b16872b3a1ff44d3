"""The short form of the campaign, in which nothing is rendered; `packaging/dev.py campaign keys` is the long one."""

from pathlib import Path

import pytest

from tests.campaigns import keys
from tests.programs import in_window
from vividdesk import app
from vividdesk.localservice.pool import Pool

# What Qt's offscreen platform says of the list that opens below an open choice.
LISTS = "This plugin does not support (raise|grabbing)"


@pytest.mark.logs(LISTS)
@pytest.mark.usefixtures("qapp", "clean_logging")
@pytest.mark.parametrize("service", ["vimmerse", "vividflow", "vistoure"])
def test_what_is_typed_in_every_form_is_what_the_service_gets(service: str, tmp_path: Path) -> None:
    seen: list[str] = []

    async def scenario(running: app.App) -> None:
        for number, template in enumerate(await keys.opened(running, keys.PHOTO)):
            if template.service == service:
                filled, order = await keys.send(running, recorder, template, number)
                assert keys.differences(template, filled, order) == [], template.id
                assert keys.left_out(template, filled) == set(), template.id
                seen.append(template.id)

    with keys.hosted(tmp_path, Pool([])) as recorder:
        in_window(scenario)
    assert len(seen) == {"vimmerse": 12, "vividflow": 2, "vistoure": 12 + 5}[service]
