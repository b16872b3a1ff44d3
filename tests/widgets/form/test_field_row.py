"""A row of the form: what an option is for can be read whole, at any width."""

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from vividdesk.model.schema import Field
from vividdesk.widgets.form.field_row import FieldRow

PURPOSE = "Left alone, the service decides. Read by the service, though not in its documentation."


def shown(row: FieldRow, width: int) -> QLabel:
    row.resize(width, row.heightForWidth(width))
    QApplication.processEvents()
    (label,) = [each for each in row.findChildren(QLabel) if each.isVisible() and each.text() == PURPOSE]
    assert label.fontMetrics().horizontalAdvance(PURPOSE) <= label.width() or label.wordWrap()
    return label


def test_what_it_is_for_stands_beside_its_title_or_else_below(qtbot: QtBot) -> None:
    row = FieldRow(Field("shape", title="Shape", description=PURPOSE, enum=("16:9", "9:16")))
    qtbot.addWidget(row)
    row.show()
    for width, is_below in ((900, False), (260, True), (900, False)):
        label = shown(row, width)
        top = label.mapTo(row, label.rect().topLeft()).y()
        assert (top > row.entry.geometry().bottom()) == is_below
