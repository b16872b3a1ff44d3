"""The short form of the campaign; `packaging/dev.py campaign kills` is the long one."""

from tests.campaigns.shortly import figures_of


def test_killed_anywhere_no_job_is_lost_or_charged_twice() -> None:
    figures = figures_of("kills")
    assert figures["wrong"] == 0
    assert figures["lives ended by signal 9:"] >= 24
    assert figures["before a commit"] >= 8
    assert figures["after a commit"] >= 8
