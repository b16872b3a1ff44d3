"""Brings resources/locale up to date with the texts in the source and in the catalogue: the .pot, and each
language's .po and .mo.

Only what is there decides what is written, so that git shows what changed. A reference names the file
without its line: else every edit above a text would change it.
"""

import ast
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from system import SetupError, say

DOMAIN = "vividdesk"
HEADER = "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
SPOKEN = ("label", "title", "description", "x-group", "x-unit", "x-note", "says")  # words of the catalogue
NAMES = "x-names"  # each of them is one
STRING = re.compile(r'(?:(msgid|msgid_plural|msgstr)(?:\[\d+\])? )?(".*")')


@dataclass(frozen=True)
class Text:
    """`said` has one form for each plural form of a language; a header is the text with an empty original."""

    original: str
    plural: str = ""
    places: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def update(root: Path) -> None:
    texts = extracted(root)
    folder = root / "resources" / "locale"
    _write(folder / f"{DOMAIN}.pot", po([Text("", said=(HEADER,)), *texts]).encode())
    for file in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = merged(texts, read(file))
        _write(file, po(language).encode())
        _write(file.with_suffix(".mo"), mo(language))
        missing = sum(not all(text.said) for text in language)
        say(f"{file.parts[-3]}: {len(texts)} texts, {missing} without translation")


def extracted(root: Path) -> list[Text]:
    """In the order of files and lines; a text that stands in several places comes once."""
    found: dict[str, Text] = {}
    for source, original, plural in _all(root):
        place = source.relative_to(root).as_posix()
        text = found.get(original, Text(original, plural))
        if plural and text.plural not in ("", plural):
            raise SetupError(f"{place}: “{original}” has two plurals; gettext knows one for each text.")
        places = tuple(dict.fromkeys((*text.places, place)))
        found[original] = replace(text, plural=text.plural or plural, places=places)
    return list(found.values())


def _all(root: Path) -> Iterator[tuple[Path, str, str]]:
    for source in sorted((root / DOMAIN).rglob("*.py")):
        yield from ((source, *texts) for texts in _calls(source))
    for source in sorted((root / "resources" / "catalog").glob("*.json")):
        if not source.name.endswith(".schema.json"):
            yield from ((source, text, "") for text in _spoken(json.loads(source.read_text("utf-8"))))


def _spoken(content: object) -> Iterator[str]:
    """What a person reads of a catalogue: not its names and values."""
    if isinstance(content, list):
        for each in content:
            yield from _spoken(each)
    if isinstance(content, dict):
        for word, each in content.items():
            if word == NAMES:
                yield from each.values()
            elif word in SPOKEN and isinstance(each, str):
                yield each
            else:
                yield from _spoken(each)


def _calls(source: Path) -> Iterator[tuple[str, str]]:
    nodes = (node for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Call))
    for node in sorted(nodes, key=lambda call: (call.lineno, call.col_offset)):
        match node:
            case ast.Call(func=ast.Name("_"), args=[ast.Constant(str(text))]):
                yield text, ""
            case ast.Call(func=ast.Name("count"), args=[ast.Constant(str(one)), ast.Constant(str(more)), _number]):
                yield one, more
            case ast.Call(func=ast.Name("_")) | ast.Call(func=ast.Name("count"), args=[_, _, _]):
                raise SetupError(f"{source}:{node.lineno}: only a plain text can be translated")


def merged(texts: list[Text], old: list[Text]) -> list[Text]:
    """The texts as they are now, with what was said of them and remarked on them; the header stays."""
    known = {(text.original, text.plural): text for text in old}
    header = known.get(("", ""), Text("", said=(HEADER,)))
    stated = re.search(r"nplurals=(\d+)", header.said[0])
    forms = int(stated[1]) if stated else 2
    result = [header]
    for text in texts:
        before = known.get((text.original, text.plural), Text("", said=("",) * (forms if text.plural else 1)))
        result.append(replace(text, remarks=before.remarks, said=before.said))
    return result


def read(file: Path) -> list[Text]:
    return [_entry(block.splitlines()) for block in file.read_text("utf-8").split("\n\n") if block.strip()]


def _entry(lines: list[str]) -> Text:
    strings: dict[str, list[str]] = {"msgid": [], "msgid_plural": [], "msgstr": []}
    keyword = ""
    for line in lines:
        if not (match := STRING.fullmatch(line)):
            continue
        if match[1]:
            keyword = match[1]
            strings[keyword].append("")
        strings[keyword][-1] += ast.literal_eval(match[2])
    remarks = tuple(line for line in lines if line == "#" or line.startswith("# "))
    return Text(
        "".join(strings["msgid"]), "".join(strings["msgid_plural"]), remarks=remarks, said=tuple(strings["msgstr"])
    )


def po(texts: list[Text]) -> str:
    return "\n".join("".join(f"{line}\n" for line in _lines(text)) for text in texts)


def _lines(text: Text) -> Iterator[str]:
    yield from text.remarks
    yield from (f"#: {place}" for place in text.places)
    if "{" in text.original + text.plural:
        yield "#, python-brace-format"
    yield f"msgid {_quoted(text.original)}"
    if not text.plural:
        yield f"msgstr {_quoted(text.said[0] if text.said else '')}"
        return
    yield f"msgid_plural {_quoted(text.plural)}"
    yield from (f"msgstr[{at}] {_quoted(form)}" for at, form in enumerate(text.said or ("", "")))


def _quoted(text: str) -> str:
    parts = [part.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") for part in text.split("\n")]
    lines = [f'"{part}\\n"' for part in parts[:-1]] + [f'"{part}"' for part in parts[-1:] if part or len(parts) == 1]
    return "\n".join(lines if len(lines) == 1 else ['""', *lines])


def mo(texts: list[Text]) -> bytes:
    """gettext's binary form: pairs of lengths and offsets, sorted by the original's bytes; what is empty left out."""
    rows = sorted(
        ("\0".join(filter(None, (text.original, text.plural))).encode(), "\0".join(text.said).encode())
        for text in texts
        if all(text.said)
    )
    columns = [[row[side] for row in rows] for side in (0, 1)]
    at = 28 + 16 * len(rows)
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    for word in (word for column in columns for word in column):
        head += struct.pack("<2I", len(word), at)
        at += len(word) + 1
    return head + b"".join(word + b"\0" for column in columns for word in column)


def _write(file: Path, content: bytes) -> None:
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)
