"""Pages of a list, the newest first, that cost the same whatever lies behind them.

A list is asked for by its branches: conditions of which exactly one holds for each row that is wanted, and each of
which an index answers in the order of numbers. So no branch is read further than a page.
"""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import json
import re
import sqlite3
from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

NEWEST = 2**62  # before every number
SIGNS = re.compile(r"[\s\0!-/:-@\[-`{-~]*")  # a text of these alone has no word in it


class Condition(NamedTuple):
    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"{self.sql} AND {other.sql}", (*self.values, *other.values))


ALWAYS = Condition("TRUE")


class Wanted(NamedTuple):
    """`every` holds for all rows that are wanted; so does one of the branches."""

    table: str
    words: str  # the table of its words
    every: Condition
    branches: Sequence[Condition]
    text: str

    def page(self, before: int | None, size: int) -> Condition:
        """That a row is on it."""
        before = NEWEST if before is None else before
        if self._has_text:
            found = self._found("number") & Condition("number < ? ORDER BY number DESC LIMIT ?", (before, size))
            return Condition(f"id IN ({found.sql})", found.values)
        parts: list[str] = []
        values: list[Any] = []
        for branch in self.branches:
            part = branch & Condition("id < ?", (before,))
            parts.append(f"SELECT * FROM (SELECT id FROM {self.table} WHERE {part.sql} ORDER BY id DESC LIMIT ?)")
            values += [*part.values, size]
        return Condition(f"id IN ({' UNION ALL '.join(parts)} ORDER BY id DESC LIMIT ?)", (*values, size))

    def count(self, db: sqlite3.Connection) -> int:
        found = Condition(f"SELECT count(*) FROM {self.table} WHERE {self.every.sql}", self.every.values)
        if self._has_text:
            found = self._found("count(*)")
        return int(db.execute(found.sql, found.values).fetchone()[0])

    def numbers(self, db: sqlite3.Connection) -> "array[int]":
        """All of them, the newest first. They come as one text: a row of the answer for each would take ten times."""
        found = Condition(f"SELECT id FROM {self.table} WHERE {self.every.sql}", self.every.values)
        if self._has_text:
            found = self._found("number AS id")
        (text,) = db.execute(f"SELECT json_group_array(id) FROM ({found.sql})", found.values).fetchone()
        return array("q", sorted(json.loads(text), reverse=True))

    @property
    def _has_text(self) -> bool:
        return SIGNS.fullmatch(self.text) is None

    def _found(self, what: str) -> Condition:
        """By its words first, which come in the order of numbers. They show no column but that: names are alike."""
        return Condition(
            f"SELECT {what} FROM (SELECT rowid AS number FROM {self.words} WHERE {self.words} MATCH ?) "
            f"CROSS JOIN {self.table} ON id = number WHERE {self.every.sql}",
            (query(self.text), *self.every.values),
        )


def query(text: str) -> str:
    """Each word of it as a beginning, and all of them; nothing that a person types is an operator."""
    pieces = text.replace("\0", " ").encode(errors="replace").decode().split()
    return " ".join('"{}"*'.format(piece.replace('"', '""')) for piece in pieces)


def one_of(column: str, values: Sequence[Any]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' for _value in values)})", tuple(values))
