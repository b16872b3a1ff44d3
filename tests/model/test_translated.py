"""The catalogue in a language in which each of its texts is marked."""

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vividdesk import catalog, texts
from vividdesk.bridge.template_list import TemplateList
from vividdesk.commands import names, values
from vividdesk.model.schema import Field
from vividdesk.model.template import Template
from vividdesk.model.validate import allowed

sys.path.append(str(ROOT / "packaging"))
translations = importlib.import_module("texts")

Speak = Callable[[dict[str, str]], None]


@pytest.fixture
def speak(tmp_path: Path) -> Iterator[Speak]:
    """A language that has so many texts."""

    def begin(said: dict[str, str]) -> None:
        folder = tmp_path / "xx" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        head = translations.Text("", said=(f"Language: xx\n{translations.HEADER}",))
        rows = [translations.Text(text, said=(its,)) for text, its in said.items()]
        (folder / "vividdesk.mo").write_bytes(translations.mo([head, *rows]))
        texts.speak(["xx"], tmp_path)

    yield begin
    texts.speak([], tmp_path)


@pytest.fixture
def marked(speak: Speak) -> tuple[Template, ...]:
    found = translations.extracted(ROOT)
    own = [text for text in found if any(place.startswith("resources/catalog/") for place in text.places)]
    speak({text.original: f"⟦{text.original}⟧" for text in own})
    return catalog.load().templates


def read_by_people(template: Template) -> Iterator[str]:
    yield from (template.label, template.description)
    for slot in template.slots:
        yield from (slot.title, slot.description, slot.group)
    for field in (*template.options.fields, *template.details.fields):
        yield from (field.title, field.description, field.group, field.unit, field.note, *field.names.values())
        yield from (warn.says for warn in field.warn_when)


def silent(field: Field) -> Field:
    """Only what is not for people."""
    warns = tuple(warn._replace(says="") for warn in field.warn_when)
    return replace(field, title="", description="", group="", unit="", note="", names={}, warn_when=warns)


def test_all_that_people_read_of_the_catalogue_is_translated(marked: tuple[Template, ...]) -> None:
    said = [text for template in marked for text in read_by_people(template) if text]
    assert len(said) > 300
    assert not [text for text in said if not text.startswith("⟦")]


def test_what_is_sent_stays_as_it_is(marked: tuple[Template, ...]) -> None:
    for template in marked:
        before = template.original
        assert before is not None
        assert (template.id, template.made, template.sources, template.limits) == (
            before.id,
            before.made,
            before.sources,
            before.limits,
        )
        assert template.options.defaults == before.options.defaults
        assert list(map(silent, template.options.fields)) == list(map(silent, before.options.fields))
        assert list(map(silent, template.details.fields)) == list(map(silent, before.details.fields))
        assert [slot.name for slot in template.slots] == [slot.name for slot in before.slots]


def test_a_template_is_found_by_the_words_of_both_languages(qapp: object, speak: Speak) -> None:
    speak({"Arctic": "Arktis", "Puts a person, or several, into Arctic snow.": "Im Schnee der Arktis."})
    found = catalog.load().templates
    templates = TemplateList(found)
    for asked in ("arktis", "arctic", "schnee", "snow"):
        templates.filter(asked)
        assert templates.template(0).id == "vim_arctic", asked
        assert templates.template(0).label == "Arktis"
    assert names.named("vimmerse/Arktis", found) == names.named("vimmerse/arctic", found) is not None


def test_english_needs_no_translating() -> None:
    assert all(template.original is None for template in catalog.load().templates)


def test_numbers_stand_as_the_language_writes_them(speak: Speak) -> None:
    numbers = (5000, 5000.0, 0.05, 1234567.25, 12, -3.5)
    assert [texts.figure(each) for each in numbers] == ["5,000", "5,000", "0.05", "1,234,567.25", "12", "-3.5"]
    assert texts.count("{n} found", "{n} found", 5000) == "5,000 found"
    speak({"1,000.5": "1.000,5"})
    assert [texts.figure(each) for each in numbers] == ["5.000", "5.000", "0,05", "1.234.567,25", "12", "-3,5"]
    assert texts.decimal(5000.5) == "5000,5"


def test_a_sentence_says_a_number_as_it_may_be_typed(speak: Speak) -> None:
    field = Field("strength", "number", minimum=0.05, maximum=2000.0)
    assert allowed(field) == "Give a number from 0.05 to 2000."
    speak({"1,000.5": "1.000,5"})
    assert allowed(field) == "Give a number from 0,05 to 2000."
    assert values.read(field, "0,05") == values.read(field, "0.05") == 0.05
