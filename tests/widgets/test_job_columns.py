"""Where things stand in the row of a job."""

from itertools import pairwise

import pytest

from vividdesk.widgets.job_columns import MOST, columns_of

HIGH = 42


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
