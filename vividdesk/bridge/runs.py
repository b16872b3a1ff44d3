"""Rows that follow one another."""

from collections.abc import Sequence


def runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch without a gap."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = found[-1][0], row
        else:
            found.append((row, row))
    return found
