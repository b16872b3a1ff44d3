"""Where a service's requests go, and with which key."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from vividdesk.model.service import Service

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Connection:
    service: Service
    address: str
    key: str = ""

    @property
    def is_here(self) -> bool:
        return urlsplit(self.address).hostname in LOOPBACK

    def __repr__(self) -> str:
        return f"Connection({self.service.id}, {self.address}, {'with a key' if self.key else 'no key'})"


def is_safe(address: str) -> bool:
    """https, or http to this computer: a key is sent nowhere else."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _port = parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or "?" in address or "#" in address or not address.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
