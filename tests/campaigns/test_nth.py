"""The short form of the campaign; `packaging/dev.py campaign nth` is the long one."""

from tests.campaigns.shortly import figures_of


def test_whatever_fails_once_every_job_ends_as_ever() -> None:
    figures = figures_of("nth")
    assert figures["wrong"] == 0
    assert figures["faults raised:"] >= 30
    for kind in ("fsync", "name", "send"):
        assert any(what.endswith(f"before a {kind}") for what in figures), f"no {kind} was reached"
