"""Every sentence in the window goes through texts: seen with a language in which each of them is marked."""

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget

from tests.conftest import ROOT
from tests.programs import in_window
from vividdesk import app, texts
from vividdesk.model.service import SERVICES

# Names, numbers and addresses are the same in every language.
SAME = {"vividdesk", "·", *(service.name for service in SERVICES), *(service.address for service in SERVICES)}


def messages() -> Iterator[tuple[str, str]]:
    """Each text of the program with its plural, or with nothing."""
    for source in (ROOT / "vividdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("_"), args=[ast.Constant(str(text))]):
                    yield text, ""
                case ast.Call(func=ast.Name("count"), args=[ast.Constant(str(one)), ast.Constant(str(more)), _number]):
                    yield one, more
                case ast.Call(func=ast.Name("_")):
                    raise AssertionError(f"{source}:{node.lineno}: only a plain text can be translated")


def write_catalogue(file: Path) -> None:
    """In gettext's binary form: pairs of offsets, sorted by the original's bytes."""
    pairs = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"}
    for text, plural in messages():
        pairs[f"{text}\0{plural}" if plural else text] = f"⟦{text}⟧\0⟦{plural}⟧" if plural else f"⟦{text}⟧"
    rows = sorted((key.encode(), value.encode()) for key, value in pairs.items())
    start = 28 + 16 * len(rows)
    keys, values, at = [], [], start
    for place, column in ((keys, 0), (values, 1)):
        for row in rows:
            place.append(struct.pack("<II", len(row[column]), at))
            at += len(row[column]) + 1
    head = struct.pack("<IIIIIII", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, 0)
    body = b"".join(row[0] + b"\0" for row in rows) + b"".join(row[1] + b"\0" for row in rows)
    file.parent.mkdir(parents=True)
    file.write_bytes(head + b"".join(keys) + b"".join(values) + body)


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Path]:
    write_catalogue(tmp_path / "xx" / "LC_MESSAGES" / "vividdesk.mo")
    yield tmp_path
    texts.speak([], tmp_path)


def said(widget: QWidget) -> Iterator[str]:
    """All that a widget shows or tells a screen reader."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName())
    match widget:
        case QLabel() if widget.textFormat().name == "PlainText":
            yield widget.text()
        case QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
    yield from (action.text() for action in widget.actions() if not action.isSeparator())


def test_texts_are_translated_and_counted(marked: Path) -> None:
    texts.speak(["xx"], marked)
    assert texts._("The queue is empty") == "⟦The queue is empty⟧"
    assert texts.count("{n} credit left", "{n} credits left", 1) == "⟦1 credit left⟧"
    assert texts.count("{n} credit left", "{n} credits left", 850) == "⟦850 credits left⟧"


def test_an_unknown_language_speaks_english(marked: Path) -> None:
    texts.speak(["klingon"], marked)
    assert texts._("The queue is empty") == "The queue is empty"


def test_nothing_in_the_window_is_said_past_texts(
    qapp: QApplication, clean_logging: None, marked: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / "settings.toml").write_text('[look]\nlanguage = "xx"\n')
    monkeypatch.setattr(app, "resource", lambda *_names: marked)
    unmarked = []

    async def scenario(running: app.App) -> None:
        await running.connections.loaded.wait()
        running.desk.open_settings()
        windows = [running.desk, QApplication.activeModalWidget()]
        for window in windows:
            shown = [widget for widget in window.findChildren(QWidget) if widget.isVisibleTo(window)]
            assert len(shown) > 20
            words = {text for widget in [window, *shown] for text in said(widget)} - SAME - {""}
            unmarked.extend(text for text in words if "⟦" not in text)
        windows[1].close()

    in_window(scenario)
    assert not unmarked


def test_the_search_would_notice(qapp: QApplication) -> None:
    button = QPushButton("said past texts")
    button.addAction(QAction("an action", button))
    assert {"said past texts", "an action"} <= set(said(button))


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        ("", "", ""),
        ("", " (request r-1)", " (request r-1)"),
        ("Invalid API key", "", " “Invalid API key”."),
        ("No face was found.", "", " “No face was found.”"),
        ("No face was found.", " (request r-1)", " “No face was found.” (request r-1)."),
    ],
)
def test_what_a_service_said_ends_as_a_sentence_does(words: str, more: str, said: str) -> None:
    assert texts.quoted(words, more) == said
