"""Values as they are typed → as an option takes them. What cannot be read stays text, for the check to refuse."""

import contextlib
import json
from typing import Any

from vividdesk.model.schema import Editor, Field

YES = ("yes", "true", "on", "1")
NO = ("no", "false", "off", "0")


def read(option: Field | None, text: str) -> Any:
    """None: an option whose name the person made up, which is read as JSON where it is some."""
    plain = text.strip()
    if option is None:
        return _json(text)
    match option.editor:
        case Editor.CHOICE:
            return _choice(option, plain)
        case Editor.WHOLE | Editor.DECIMAL if plain:
            return _number(plain)
        case Editor.YES_NO if plain.casefold() in (*YES, *NO):
            return plain.casefold() in YES
        case Editor.JSON:
            return _json(text)
    return text


def _choice(option: Field, plain: str) -> Any:
    for value in option.enum:
        if plain.casefold() in (str(value).casefold(), option.names.get(str(value), "").casefold()) and plain:
            return value
    return plain


def _number(plain: str) -> Any:
    with contextlib.suppress(ValueError):
        return int(plain)
    with contextlib.suppress(ValueError):
        return float(plain.replace(",", ".", 1))
    return plain


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
