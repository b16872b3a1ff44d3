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
    """Whether it has the form of an address that a service could fetch a picture from."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(host) and not any(letter.isspace() for letter in url)
