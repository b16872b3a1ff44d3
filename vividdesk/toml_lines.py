"""In which line of a TOML text something stands, for whoever must mend it."""

import re
from collections.abc import Iterator


def line_in(message: str, text: str) -> int:
    """tomllib tells the line in words, or that the end of the document came too soon."""
    match = re.search(r"line (\d+)", message)
    return int(match[1]) if match else max(1, len(text.splitlines()))


def line_of(text: str, place: str) -> int:
    """The line that sets the place, or the longest leading part of it that the file names."""
    lines = {name: number for number, name in reversed(list(_named(text)))}
    place = re.sub(r"[\s\"']", "", place)
    while place and place not in lines:
        place = place.rpartition(".")[0]
    return lines.get(place, 1)


def _named(text: str) -> Iterator[tuple[int, str]]:
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            table = re.sub(r"[\s\"']", "", match[1])
            yield number, table
        elif match := re.match(r"\s*([\w.:\"' -]+?)\s*=", line):
            key = re.sub(r"[\s\"']", "", match[1])
            yield number, f"{table}.{key}" if table else key
