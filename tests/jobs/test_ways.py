"""Where a result is fetched from, and where a redirect may lead."""

import os

import pytest

from vividdesk.jobs import ways
from vividdesk.jobs.ways import Reach


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/x", Reach.OUT),
        ("https://93.184.216.34/x", Reach.OUT),
        ("https://[2606:4700::1111]/x", Reach.OUT),
        ("http://localhost:8000/x", Reach.HERE),
        ("http://127.0.0.1/x", Reach.HERE),
        ("https://127.1/x", Reach.HERE),
        ("https://2130706433/x", Reach.HERE),
        ("https://0x7f.1/x", Reach.HERE),
        ("https://localhost./x", Reach.HERE),
        ("https://[::1]/x", Reach.HERE),
        ("https://[::ffff:127.0.0.1]/x", Reach.HERE),
        ("https://0.0.0.0/x", Reach.HERE),
        ("https://10.1.2.3/x", Reach.NEAR),
        ("https://192.168.0.1/x", Reach.NEAR),
        ("https://169.254.169.254/x", Reach.NEAR),
        ("https://[fe80::1%25eth0]/x", Reach.NEAR),
        ("https://router/x", Reach.NEAR),
        ("https://nas.local/x", Reach.NEAR),
        ("http://example.com/x", None),
        ("http://10.1.2.3/x", None),
        ("file:///x", None),
        ("https://user@example.com/x", None),
        ("https://example.com:99999/x", None),
        ("https://exam ple.com/x", None),
    ],
)
def test_how_far_away_a_host_is(url: str, expected: Reach | None) -> None:
    assert ways.reach(url) is expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:c0a8:101::1", False),
        ("64:ff9b::a00:1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("ff0e::1", False),
    ],
)
def test_which_computers_are_outside(number: str, expected: bool) -> None:
    assert ways.is_outside(number) is expected


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("https://a.example/x/y", "z", "https://a.example/x/z"),
        ("https://a.example/x", "https://b.example/z", "https://b.example/z"),
        ("https://a.example/x", "//b.example/z", "https://b.example/z"),
        ("https://a.example/x", "http://b.example/z", ""),
        ("https://a.example/x", "http://127.0.0.1/z", ""),
        ("https://a.example/x", "https://127.0.0.1/z", ""),
        ("https://a.example/x", "https://192.168.0.1/z", ""),
        ("https://a.example/x", "https://2130706433/z", ""),
        ("https://127.0.0.1/x", "http://127.0.0.1/z", ""),
        ("https://10.0.0.1/x", "https://localhost/z", ""),
        ("http://127.0.0.1/x", "https://a.example/z", "https://a.example/z"),
    ],
)
def test_where_a_redirect_may_lead(url: str, location: str, target: str) -> None:
    assert ways.led(url, location) == target


def test_which_way_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays on this computer passes no proxy."""
    assert ways.proxy_for("https://a.example/x") is None
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    assert ways.proxy_for("https://a.example/x") == "http://proxy.example:3128"
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    assert ways.proxy_for("http://127.0.0.1:9/x") is None
    monkeypatch.setenv("no_proxy", "a.example")
    assert ways.proxy_for("https://a.example/x") is None
