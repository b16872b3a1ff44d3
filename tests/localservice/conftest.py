from collections.abc import Iterator

import pytest

from tests.localservice.small import draw_small
from vividdesk.localservice.pool import Pool, processes


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Two real workers for all tests of the session: one takes a second to start."""
    with processes(2) as made:
        for seat in made._seats:
            seat.executor.submit(draw_small)
        yield made
