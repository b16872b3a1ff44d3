"""The quiet words beside the button."""

import pytest
from pytestqt.qtbot import QtBot

from vividdesk.desk.send_bar import LEAST_NOTE, Note

pytestmark = pytest.mark.usefixtures("qapp")
LONG = "Rendered on this computer, not by VistoureAI · 850 credits left · usually ready in 30 s"


def test_they_take_two_lines_at_most_and_the_tooltip_has_all_of_them(qtbot: QtBot) -> None:
    note = Note()
    qtbot.addWidget(note)
    note.resize(2000, 40)
    note.say(LONG)
    note.show()
    assert (note.text(), note.toolTip()) == (LONG, "")
    note.resize(LEAST_NOTE, 40)
    assert len(note.text().splitlines()) == 2
    assert note.toolTip() == note.accessibleName() == LONG
