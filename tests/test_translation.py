"""The texts in the source, in resources/locale and in German are the same ones; German is complete and seen."""

import ast
import gettext
import importlib
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

from tests.conftest import ROOT
from tests.programs import in_window
from tests.test_texts import said
from vividdesk import app, texts
from vividdesk.paths import resource

sys.path.append(str(ROOT / "packaging"))
translations = importlib.import_module("texts")
SetupError = importlib.import_module("system").SetupError

LOCALE = ROOT / "resources" / "locale"
GERMAN = LOCALE / "de" / "LC_MESSAGES" / "vividdesk.po"
AGAIN = "start: python3 packaging/dev.py texts"

# The same in both languages: signs, units and words that German has taken in.
NO_BREAK = "\u00a0"
KEPT = (
    *("s", "min", "MB", "kB", "px", "Clips?", "Credits?", "Presets", "System", "Name", "Player", "Encoder"),
    *("Wan", "Veo", "Webhook", "Prompt", "Person", "Video", "Optional"),
)
SIGNS = re.compile(rf"([\W\d]|\b({'|'.join(KEPT)})\b)*")
ENDS = ("…", "...", ".", ":", "?", "!", ",", " ")

SOURCE = """
def speak(n: int) -> None:
    _("Two\\nlines, a \\\\ and a \\"quote\\"")
    count("{n} photo", "{n} photos", n)
    _("Bye")
"""


@pytest.fixture(scope="module")
def source() -> list[translations.Text]:
    return translations.extracted(ROOT)


@pytest.fixture(scope="module")
def german() -> list[translations.Text]:
    return translations.read(GERMAN)[1:]


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    texts.speak([], LOCALE)


def forms(german: list[translations.Text]) -> Iterator[tuple[str, str]]:
    """Each original with its German, singular with singular and plural with plural."""
    for text in german:
        yield from zip((text.original, *filter(None, [text.plural])), text.said, strict=True)


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All below it but what stands in functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for outside in (*child.decorator_list, child.args):
                yield from at_import(outside)
        elif not isinstance(child, ast.Lambda):
            yield from at_import(child)


def test_the_files_hold_what_the_source_says(source: list[translations.Text]) -> None:
    held = [(text.original, text.plural) for text in translations.read(LOCALE / "vividdesk.pot")[1:]]
    assert held == [(text.original, text.plural) for text in source], AGAIN
    assert translations.po(translations.merged(source, translations.read(GERMAN))) == GERMAN.read_text("utf-8"), AGAIN


def test_what_the_program_reads_is_what_translators_wrote() -> None:
    assert translations.mo(translations.read(GERMAN)) == GERMAN.with_suffix(".mo").read_bytes(), AGAIN


def test_every_text_has_its_german(german: list[translations.Text]) -> None:
    assert not [text.original for text in german if not all(text.said)]
    assert not [text.original for text in german if len(text.said) != (2 if text.plural else 1)]
    assert not [one for one, its in forms(german) if one == its and not SIGNS.fullmatch(re.sub(r"{.*?}", "", one))]


def test_braces_hold_the_same_in_german(german: list[translations.Text]) -> None:
    def braces(text: str) -> list[tuple[str | None, ...]]:
        return sorted((part[1:] for part in string.Formatter().parse(text) if part[1] is not None), key=str)

    assert not [(one, its) for one, its in forms(german) if braces(one) != braces(its)]


def test_german_ends_as_the_english_does(german: list[translations.Text]) -> None:
    def end(text: str) -> str:
        return next((sign for sign in ENDS if text.endswith(sign)), "")

    assert not [(one, its) for one, its in forms(german) if end(one) != end(its)]


def test_german_is_set_as_german_is(german: list[translations.Text]) -> None:
    all_of_it = list(forms(german))
    assert not [its for one, its in all_of_it if one[:1].isspace() != its[:1].isspace()]
    assert not [its for _one, its in all_of_it if "  " in its or " ," in its or " ." in its]
    assert not [its for _one, its in all_of_it if re.search(rf"[^{NO_BREAK}(]…", its)], "a no-break space before …"
    assert not [its for _one, its in all_of_it if its.count("„") != its.count("“") or "”" in its]


def test_german_says_sie(german: list[translations.Text]) -> None:
    assert not [its for _one, its in forms(german) if re.search(r"\b(du|dich|dir|dein\w*)\b", its, re.IGNORECASE)]


def test_no_text_is_read_before_the_language_is_known() -> None:
    """But for the help of the commands, which is made as their module is read."""
    early = [
        f"{file}:{node.lineno}"
        for file in sorted((ROOT / "vividdesk").rglob("*.py"))
        for node in at_import(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "count")
    ]
    assert early
    assert not [place for place in early if "vividdesk/cli.py" not in place]


def test_the_first_language_that_is_there_is_spoken(english_again: None) -> None:
    for languages, spoken in (
        (["de"], "de"),
        (["de_AT", "de"], "de"),
        (["tlh", "de_DE", "en"], "de"),
        (["en_GB", "de"], "en"),
        (["en", "de"], "en"),
        (["C"], "en"),
    ):
        texts.speak(languages, LOCALE)
        assert texts.spoken() == spoken, languages
    texts.speak(["de"], LOCALE)
    assert (texts.count("{n} photo", "{n} photos", 1), texts.count("{n} photo", "{n} photos", 0)) == (
        "1 Foto",
        "0 Fotos",
    )


def test_the_window_speaks_german(
    qapp: QApplication, clean_logging: None, english_again: None, german: list[translations.Text], home: Path
) -> None:
    (home / "settings.toml").write_text('[look]\nlanguage = "de"\n')
    english = {one for one, its in forms(german) if one != its and "{" not in one} - {
        its for _one, its in forms(german)
    }
    seen: set[str] = set()

    async def scenario(running: app.App) -> None:
        await running.connections.loaded.wait()
        await running.furnished.wait()
        running.desk.open_settings()
        for window in (running.desk, QApplication.activeModalWidget()):
            seen.update(text for widget in [window, *window.findChildren(QWidget)] for text in said(widget))
        QApplication.activeModalWidget().close()

    in_window(scenario)
    assert {"Fotos", "Bibliothek", "Einstellungen"} <= seen
    assert not sorted(seen & english)


def test_qt_speaks_german_too(qapp: QApplication, clean_logging: None, english_again: None, home: Path) -> None:
    (home / "settings.toml").write_text('[look]\nlanguage = "de"\n')
    said_by_qt = []

    async def scenario(_running: app.App) -> None:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        said_by_qt.append(box.buttons()[0].text())
        said_by_qt.append(QKeySequence("Ctrl+Del").toString(QKeySequence.SequenceFormat.NativeText))

    in_window(scenario)
    assert said_by_qt == ["Abbrechen", "Strg+Entf"]
    assert QKeySequence("Del").toString(QKeySequence.SequenceFormat.NativeText) == "Del"  # nothing is left behind


def test_the_german_is_where_the_program_looks() -> None:
    assert gettext.find("vividdesk", str(resource("locale")), ["de"])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "vividdesk").mkdir()
    (tmp_path / "vividdesk" / "hello.py").write_text(SOURCE)
    folder = tmp_path / "resources" / "locale" / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Language: xx\\n"\n"Plural-Forms: nplurals=3; plural=n%3;\\n"\n'
    kept = '# as on a page\nmsgid "Bye"\nmsgstr "Xye"\n'
    (folder / "vividdesk.po").write_text(f'{header}\n{kept}\nmsgid "Gone"\nmsgstr "Xone"\n')
    return tmp_path


def test_what_was_translated_stays_and_what_is_new_is_empty(checkout: Path) -> None:
    translations.update(checkout)
    file = checkout / "resources" / "locale" / "xx" / "LC_MESSAGES" / "vividdesk.po"
    header, lines, photos, bye = translations.read(file)
    assert "nplurals=3" in header.said[0]
    assert (lines.original, lines.said) == ('Two\nlines, a \\ and a "quote"', ("",))
    assert (photos.plural, photos.said) == ("{n} photos", ("", "", ""))
    assert (bye.said, bye.remarks) == (("Xye",), ("# as on a page",))
    assert "Gone" not in file.read_text()
    texts_of = gettext.translation("vividdesk", file.parents[2], ["xx"])
    assert (texts_of.gettext("Bye"), texts_of.ngettext("{n} photo", "{n} photos", 2)) == ("Xye", "{n} photos")


def test_a_second_run_writes_nothing(checkout: Path) -> None:
    translations.update(checkout)
    written = sorted((checkout / "resources").rglob("*.*"))
    before = [file.stat().st_mtime_ns for file in written]
    translations.update(checkout)
    assert [file.stat().st_mtime_ns for file in written] == before


@pytest.mark.parametrize(
    ("call", "trouble"),
    [
        ("_(name)", "only a plain text can be translated"),
        ('_(f"Hello {name}")', "only a plain text can be translated"),
        ('count("{n} photo", several, 3)', "only a plain text can be translated"),
        ('count("{n} photo", "{n} pictures", 3)', "has two plurals"),
    ],
)
def test_what_cannot_be_translated_is_refused(checkout: Path, call: str, trouble: str) -> None:
    (checkout / "vividdesk" / "wrong.py").write_text(call)
    with pytest.raises(SetupError, match=trouble):
        translations.update(checkout)
