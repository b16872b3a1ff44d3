"""The services and the connections to them."""

import pytest

from vividdesk.model.connection import Connection, is_safe
from vividdesk.model.service import SERVICES, service_named

KEY = "canary-key-0123456789"
VIVIDFLOW = SERVICES[1]


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://api.vimmerse.net", True),
        ("https://host:8443/api", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost/api/v1", True),
        ("http://[::1]:80", True),
        ("http://localhost.evil.example", False),
        ("http://10.0.0.1", False),
        ("https://user:pw@host", False),
        ("https://host/?key=1", False),
        ("https://host?", False),
        ("https://host#", False),
        ("https://:secret@host", False),
        ("https://ho\x01st", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://host:port", False),
        ("file:///etc/passwd", False),
    ],
)
def test_safe_addresses(address: str, safe: bool) -> None:
    assert is_safe(address) is safe


def test_the_repr_of_a_connection_has_no_key() -> None:
    assert KEY not in repr(Connection(VIVIDFLOW, "https://a.example", KEY))


@pytest.mark.parametrize(("name", "found"), [("Vivid Flow", "vividflow"), ("VISTOUREAI", "vistoure"), ("x", None)])
def test_services_are_found_by_any_of_their_names(name: str, found: str | None) -> None:
    service = service_named(name)
    assert (service and service.id) == found
