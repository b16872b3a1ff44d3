"""The short form of the campaign; `packaging/dev.py campaign faults` is the long one."""

from tests.campaigns import faults


def test_whatever_the_network_does_every_job_ends_as_it_must() -> None:
    figures = faults.run(40, seed=7)
    assert figures.wrong == []
    assert figures.scenes.total() == figures.clean == 40
    assert figures.befell > 40
    assert figures.ends["failed"] > 2
