"""What every client offers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyVerdict:
    """`accepted` is None where the service only lets one know that it did not refuse the key."""

    accepted: bool | None
    says: str
