"""The quiet words beside the button."""

import pytest
from pytestqt.qtbot import QtBot

from vividdesk import catalog
from vividdesk.bridge import outlook
from vividdesk.desk.send_bar import LEAST_NOTE, LINES, Note
from vividdesk.jobs.money import Prospect
from vividdesk.jobs.pacing import Past
from vividdesk.model.draft import Draft

pytestmark = pytest.mark.usefixtures("qapp")
IN_USUAL_WINDOW = 125  # of 1230×700, beside the longest of our buttons
LONG = "Rendered on this computer, not by VistoureAI · 850 credits left · usually ready in 30 s"


def test_they_take_three_lines_at_most_and_the_tooltip_has_all_of_them(qtbot: QtBot) -> None:
    note = Note()
    qtbot.addWidget(note)
    note.resize(2000, 40)
    note.say(LONG)
    note.show()
    assert (note.text(), note.toolTip()) == (LONG, "")
    note.resize(LEAST_NOTE, 40)
    assert len(note.text().splitlines()) == LINES == 3
    assert note.toolTip() == note.accessibleName() == LONG


def test_lines_end_between_two_facts_where_that_costs_none(qtbot: QtBot) -> None:
    note = Note()
    qtbot.addWidget(note)
    note.show()
    one, other = "Costs nothing", "not by Vivid Flow"
    width = note.fontMetrics().horizontalAdvance(f"{one} · {other}")
    note.resize(width - 10, 40)
    note.say(f"{one} · {other}")
    assert note.text() == f"{one} ·\n{other}"
    note.say("about 14 credits · usually 30 s · 850 credits left · the limit lets 3 out today")
    assert "…" not in note.text(), "rather within a fact than cut off"
    for wide in range(width - 10, 2 * width):
        note.resize(wide, 40)
        note.say(LONG)
        assert " ".join(note.text().splitlines()) == LONG, "never within a word"


@pytest.mark.parametrize(("service", "name"), [("vimmerse", "vim_arctic"), ("vividflow", "wan2.1")])
@pytest.mark.parametrize("seconds", [12.0, 80.0])
def test_in_the_usual_window_the_time_and_whose_work_it_is_are_not_cut_off(
    qtbot: QtBot, service: str, name: str, seconds: float
) -> None:
    """What there is to know beyond that, the tooltip has."""
    template = catalog.load().find(service, name)
    assert template is not None
    prospect = Prospect(Past(seconds, 2 * seconds))
    said, more = outlook.note(Draft(template), 3, prospect, local=True, ready=True), outlook.at_length(prospect)
    note = Note()
    qtbot.addWidget(note)
    note.resize(IN_USUAL_WINDOW, 48)
    note.say(said, more)
    assert note.text().replace("\n", " ").lower() == said.lower()
    assert said.startswith(f"usually {outlook.lasting(seconds)} · ")
    assert note.toolTip() == more
