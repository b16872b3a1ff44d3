"""A photo as the program keeps it: by its content, whatever became of the file it came from."""

from dataclasses import dataclass
from urllib.parse import urlsplit

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
SUFFIXES = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp"}


@dataclass(frozen=True)
class Photo:
    """Facts about it; the bytes lie in the folder of photos under `file_name`."""

    hash: str  # SHA-256 of its bytes, in hex
    kind: str  # its media type
    width: int
    height: int
    size: int  # bytes
    name: str  # as the person knows it; nothing is ever opened by it

    @property
    def file_name(self) -> str:
        """Under which it lies in the folder of photos."""
        return f"{self.hash}{SUFFIXES[self.kind]}"


@dataclass(frozen=True)
class WebPhoto:
    """A picture that the service itself fetches from a public address."""

    url: str


Picture = Photo | WebPhoto


def is_public(url: str) -> bool:
    """Whether it has the form of an address that a service could fetch something from; none of it is asked."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or not host or "@" in parts.netloc or not url.isprintable() or " " in url:
        return False
    return "." in host and not _is_within(host)


def _is_within(host: str) -> bool:
    """Whether it is the number of a computer that the outside does not reach."""
    import ipaddress

    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host.endswith(".localhost")
