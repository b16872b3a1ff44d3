"""The short form of the campaign; `packaging/dev.py campaign soak` is the long one."""

from tests.campaigns import soak

SECONDS = 4.0


def test_threads_and_files_do_not_grow_with_the_work() -> None:
    figures = soak.run(SECONDS)
    assert figures.wrong == []
    early, late = figures.warm[0], figures.samples[-1]
    assert late.jobs >= 6
    assert late.threads <= early.threads + 3
    assert late.files <= early.files + 6
