"""What can be made, as rows: found by its words, narrowed down, and what is used first."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from pytestqt.modeltest import ModelTester

from vividdesk import catalog
from vividdesk.bridge.template_list import FAVOURITE, MOST_RECENT, STANDS_IN, TEMPLATE, TemplateList
from vividdesk.model.schema import Slot
from vividdesk.model.template import Kind, Makes, Template

CATALOG = catalog.load().templates
WORKFLOW = Template("vistoure", "My <Poster>", "My <Poster>", Kind.WORKFLOW, made=Makes.PICTURE)


@pytest.fixture
def templates() -> TemplateList:
    return TemplateList(CATALOG)


def ids(templates: TemplateList) -> list[str]:
    return [templates.template(row).id for row in range(templates.rowCount())]


def said(templates: TemplateList, template: str, role: Qt.ItemDataRole) -> str:
    row = next(row for row in range(templates.rowCount()) if templates.template(row).id == template)
    return str(templates.data(templates.index(row), role))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("snow", "vim_arctic"),
        ("SNO", "vim_arctic"),
        ("  arctic ", "vim_arctic"),
        ("árctìc", "vim_arctic"),
        ("try on", "virtual_tryon"),
        ("tryon", "virtual_tryon"),
        ("on try", "virtual_tryon"),
        ("veo3.1", "veo3.1"),
        ("veo 3", "veo3.1"),
        ("dolly", "veo3.1"),
        ("vivid flow wan", "wan2.1"),
        ("model", "virtual_model"),
        ("garment fit", "virtual_tryon_pro_fit"),
        ("video", "video"),
    ],
)
def test_a_search_finds_the_best_first(templates: TemplateList, text: str, first: str) -> None:
    templates.filter(text)
    assert ids(templates)[0] == first


def test_every_word_must_be_there(templates: TemplateList) -> None:
    templates.filter("arctic product")
    assert ids(templates) == []
    templates.filter("rctic")
    assert ids(templates) == [], "only the beginning of a word counts"


def test_what_makes_either_is_among_clips_and_pictures(templates: TemplateList) -> None:
    templates.filter(makes=Makes.CLIP)
    clips = set(ids(templates))
    templates.filter(makes=Makes.PICTURE)
    pictures = set(ids(templates))
    assert clips & pictures == {each.id for each in CATALOG if each.makes is Makes.EITHER}
    assert "veo3.1" in clips - pictures
    assert "upscale" in pictures - clips
    assert clips | pictures == {each.id for each in CATALOG}


def test_a_service_alone_also_with_a_search(templates: TemplateList) -> None:
    templates.filter(service="vividflow")
    assert ids(templates) == ["wan2.1", "veo3.1"]
    templates.filter("snow", service="vividflow")
    assert ids(templates) == ["veo3.1"]


def test_favourites_come_first_then_what_was_used_last(templates: TemplateList) -> None:
    templates.used("vividflow", "wan2.1")
    templates.used("vistoure", "upscale")
    templates.set_favourite(templates.template(templates.row_of("vistoure", "reframe")), True)
    rest = [each.id for each in CATALOG if each.id not in ("reframe", "upscale", "wan2.1")]
    assert ids(templates) == ["reframe", "upscale", "wan2.1", *rest]
    templates.filter(recent_first=False)
    assert ids(templates) == [each.id for each in CATALOG]
    templates.filter()
    templates.set_favourite(templates.template(0), False)
    assert ids(templates)[:2] == ["upscale", "wan2.1"]


def test_what_is_used_stays_where_it_is_until_they_are_next_arranged(templates: TemplateList) -> None:
    before = ids(templates)
    templates.used("vistoure", "upscale")
    assert ids(templates) == before
    templates.filter("try-on")
    templates.filter()
    assert ids(templates)[0] == "upscale"


def test_among_equals_of_a_search_the_favourite_is_first(templates: TemplateList) -> None:
    for _turn in range(2):
        templates.filter("try-on")
        last = templates.template(2)
        templates.set_favourite(last, True)
        assert ids(templates)[0] == last.id


def test_what_is_remembered_comes_back(templates: TemplateList) -> None:
    templates.used("vividflow", "veo3.1")
    templates.set_favourite(templates.template(3), True)
    other = TemplateList(CATALOG)
    other.recall(templates.memory())
    assert (ids(other), other.memory()) == (ids(templates), templates.memory())


@pytest.mark.parametrize(
    "memory", [{}, {"favourites": 3, "recent": None}, {"recent": ["", "/", "vimmerse", "/x", 7]}, {"favourites": "abc"}]
)
def test_a_memory_that_cannot_be_read_is_none(templates: TemplateList, memory: dict[str, object]) -> None:
    templates.recall(memory)
    assert templates.memory() == {"favourites": [], "recent": []}


def test_only_so_many_are_recent(templates: TemplateList) -> None:
    for each in CATALOG:
        templates.used(each.service, each.id)
    assert len(templates.memory()["recent"]) == MOST_RECENT
    assert templates.memory()["recent"][0] == "vistoure/product_shoot"


def test_a_saved_workflow_comes_later_and_is_still_a_favourite(templates: TemplateList) -> None:
    templates.recall({"favourites": ["vistoure/workflow:My <Poster>"]})
    assert templates.row_of("vistoure", WORKFLOW.id) == -1
    templates.show([*CATALOG, WORKFLOW])
    assert templates.row_of("vistoure", WORKFLOW.id) == 0
    templates.filter("poster")
    assert ids(templates) == [WORKFLOW.id]


def test_what_is_not_shown_is_still_found(templates: TemplateList) -> None:
    templates.filter("snow")
    assert templates.row_of("vistoure", "upscale") == -1
    found = templates.find("vistoure", "upscale")
    assert found is not None and found.label == "Upscale"
    assert templates.find("vistoure", "nothing") is None


def test_what_a_screen_reader_says(templates: TemplateList) -> None:
    templates.show_stand_ins({"vimmerse"})
    templates.set_favourite(templates.template(templates.row_of("vimmerse", "vim_arctic")), True)
    assert said(templates, "vim_arctic", Qt.ItemDataRole.AccessibleTextRole) == (
        "Arctic. Puts a person, or several, into Arctic snow. Vimmerse makes a picture or a clip. "
        "It takes 1 photo, from the camera or a file. "
        "Rendered on this computer, since Vimmerse has no key. A favourite."
    )
    text = said(templates, "virtual_tryon", Qt.ItemDataRole.AccessibleTextRole)
    assert "It takes 2 photos, from the camera, a file or a web address." in text
    assert "this computer" not in text
    assert "needs no photo" in said(templates, "virtual_model", Qt.ItemDataRole.AccessibleTextRole)


def test_sources_that_nobody_knows_yet_are_not_named() -> None:
    odd = Template("vimmerse", "odd", "Odd", sources=("satellite",), slots=(Slot("image"),))
    assert "It takes 1 photo." in said(TemplateList([odd]), "odd", Qt.ItemDataRole.AccessibleTextRole)


def test_a_name_is_never_read_as_html() -> None:
    tip = said(TemplateList([WORKFLOW]), WORKFLOW.id, Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("<b>My &lt;Poster&gt;</b>")


def test_the_roles_of_a_card(templates: TemplateList) -> None:
    index = templates.index(0)
    assert templates.data(index, TEMPLATE) is templates.template(0)
    assert (templates.data(index, FAVOURITE), templates.data(index, STANDS_IN)) == (False, False)
    seen: list[str] = []
    templates.dataChanged.connect(lambda *_all: seen.append("changed"))
    templates.show_stand_ins({"vimmerse"})
    templates.show_stand_ins({"vimmerse"})
    assert templates.data(index, STANDS_IN) is True
    assert seen == ["changed"]


def test_it_keeps_to_the_rules_of_a_model(templates: TemplateList, qtmodeltester: ModelTester) -> None:
    assert isinstance(templates, QAbstractItemModel)
    qtmodeltester.check(templates)
    templates.filter("snow")
    qtmodeltester.check(templates)
