"""Where things stand in the row of a job."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from vividdesk.widgets.job_columns import MOST, columns_of
from vividdesk.widgets.theme import SIZES, font_of

HIGH = 42


def test_what_is_said_of_the_cost_is_not_cut_beside_free_space(qapp: QApplication) -> None:
    says = QFontMetrics(font_of(SIZES.body)).horizontalAdvance("on this computer")
    assert all(columns_of(width, HIGH).cost.width() >= says for width in (860, 1264, 1904))


@pytest.mark.parametrize("width", [560, 1264])
def test_the_photos_name_has_a_line_below_that_of_the_template(width: int) -> None:
    columns = columns_of(width, HIGH)
    assert columns.about.top() > columns.name.bottom()
    assert columns.about.bottom() < HIGH
    assert columns.about.right() < columns.state.left()


@pytest.mark.parametrize("width", [860, 1264, 1904, 3000])
def test_nothing_overlaps_and_nothing_is_left_out(width: int) -> None:
    columns = columns_of(width, HIGH)
    places = (columns.picture, columns.name, columns.state, columns.bar, columns.time, columns.cost, columns.acts)
    for before, after in pairwise(places):
        assert before.right() < after.left()
    assert columns.acts.right() < width


def test_in_a_wide_window_what_belongs_together_stays_together() -> None:
    columns = columns_of(MOST * 2, HIGH)
    assert columns.name.width() < MOST // 4
    assert columns.acts.left() - columns.cost.right() < 40, "the last ones stand at the end"
