"""The outer elements of a WebM: whether as much lies there as they say."""

from typing import BinaryIO

HEAD = b"\x1aE\xdf\xa3"
MOST_ELEMENTS = 100  # there are two


class Broken(Exception):
    """Not whole."""


def check(file: BinaryIO, size: int) -> None:
    """A Broken where it does not. One that was written while it was made need not say, and then passes."""
    at = 0
    for _turn in range(MOST_ELEMENTS):
        file.seek(at)
        head = file.read(12)
        name = _width(head[:1])
        told = head[name : name + _width(head[name : name + 1])]
        if not told:
            raise Broken("ends within an element")
        length = int.from_bytes(told, "big") & (1 << 7 * len(told)) - 1
        if length == (1 << 7 * len(told)) - 1:
            return
        at += name + len(told) + length
        if at > size:
            raise Broken("an element that does not fit")
        if at == size:
            return
    raise Broken("too many elements")


def _width(first: bytes) -> int:
    """Of a number, as its first byte tells: it begins with a 1 after as many zeros as bytes follow."""
    if not first or not first[0]:
        raise Broken("no number where one must be")
    return 9 - first[0].bit_length()
