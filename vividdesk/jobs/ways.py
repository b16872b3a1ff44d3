"""Where a result may be fetched from, and by which way: no link and no redirect leads anywhere else."""

import socket
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin, urlsplit

from vividdesk.providers import http

WITHIN = (".local", ".internal", ".home.arpa")  # names that mean something in one network only
TRANSLATED = IPv6Network("64:ff9b::/96")


class Reach(IntEnum):
    """How far away a host is."""

    HERE = 0
    NEAR = 1  # in this network
    OUT = 2


def reach(url: str) -> Reach | None:
    """None where nothing is fetched from: it is neither https nor http on this computer, or no address at all.

    A name that the outside's own directory leads to a computer in here is no way in: over https that computer would
    have to prove the name.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or "@" in parts.netloc or not url.isprintable() or " " in url:
        return None
    found = _reach_of(host.rstrip(".").casefold())
    return found if parts.scheme == "https" or (parts.scheme == "http" and found is Reach.HERE) else None


def led(url: str, location: str) -> str:
    """Where a redirect leads, or nothing where it must not: from https to less, or from far to near."""
    try:
        target = urljoin(url, location.strip())
        before, after = reach(url), reach(target)
        is_less = url.startswith("https:") and not target.startswith("https:")
    except ValueError:
        return ""
    return target if before is not None and after is not None and after >= before and not is_less else ""


def is_outside(number: str) -> bool:
    """Of the number that a name was found to stand for, or that answers."""
    return _reach_of_number(ip_address(number.partition("%")[0])) is Reach.OUT


def proxy_for(url: str) -> str | None:
    return http.proxy_for(url, reach(url) is Reach.HERE)


def _reach_of(host: str) -> Reach:
    if host == "localhost" or host.endswith(".localhost"):
        return Reach.HERE
    try:
        address = ip_address(host)
    except ValueError:
        try:
            address = IPv4Address(socket.inet_aton(host))  # "127.1" or "0x7f000001", which the system takes, too
        except (OSError, ValueError):
            return Reach.OUT if "." in host and not host.endswith(WITHIN) else Reach.NEAR
    return _reach_of_number(address)


def _reach_of_number(address: IPv4Address | IPv6Address) -> Reach:
    within = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = within or _translated(address) or address
    if address.is_loopback or address.is_unspecified:
        return Reach.HERE
    is_out = address.is_global and not address.is_multicast and not address.is_reserved
    return Reach.OUT if is_out else Reach.NEAR


def _translated(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """What a network without IPv4 of its own makes of such an address."""
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in TRANSLATED else None
