from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontMetrics, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from vividdesk.catalog import load
from vividdesk.model import manifest
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo, Picture, WebPhoto
from vividdesk.model.schema import Editor, Field, Schema, Slot, Warn
from vividdesk.model.template import Template
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.form.body import Body
from vividdesk.widgets.form.field_row import FieldRow
from vividdesk.widgets.form.form import Form
from vividdesk.widgets.form.photo_slot import PhotoSlot
from vividdesk.widgets.form.slot_parts import EmptyPlace
from vividdesk.widgets.theme import SIZES, font_of

# What Qt's offscreen platform says of the list that opens below an open choice.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)

PORTRAIT = Photo("a" * 64, "image/jpeg", 1200, 800, 250_000, "portrait 03.jpg")
GARMENT = Photo("b" * 64, "image/jpeg", 800, 800, 90_000, "shirt.jpg")


def workflow(name: str, **inputs: dict[str, str]) -> Template:
    return manifest.template({"name": name, "inputs": inputs, "outputs": {"result": "A.result_image"}})


WORKFLOWS = (
    workflow(
        "Garment",
        mandatory={"User.garment_image": "<type:image , default value : null>", "Say.prompt": "<type:str>"},
        optional={"User.category": "<type:str , default value : 'tops (upper-body)'>"},
        linked={"Next.image": "<type:image>", "Next.strength": "<type:float , default value : 0.7>"},
    ),
    workflow(
        "Numbers",
        optional={"A.steps": "<type:int , default value : 30>", "A.cfg": "<type:float , default value : 7.5>"},
        mandatory={"A.fancy": "<type:bool>", "A.count": "<type:int>"},
    ),
    workflow("Odd", optional={"A.model": "<type:lora , default value : 'x'>", "B.on": "<type:bool>"}),
)
TEMPLATES = {f"{each.service}/{each.id}": each for each in (*load().templates, *WORKFLOWS)}
# A form follows from nothing but these; those of Vimmerse are often the same.
ALL_KINDS = list({repr((each.slots, each.options, each.details)): name for name, each in TEMPLATES.items()}.values())


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form(lambda _picture: None)
    qtbot.addWidget(form)
    form.resize(640, 620)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def body(form: Form) -> Body:
    """The one that is shown: that of the template before goes a moment later."""
    (found,) = [each for each in form.findChildren(Body) if each.isVisible()]
    return found


def row(form: Form, name: str) -> FieldRow:
    return body(form).rows[name]


def slot(form: Form, name: str) -> PhotoSlot:
    return body(form).slots[name]


def says(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible() and each.text()]


def press(widget: QWidget, text: str) -> None:
    (found,) = [
        each
        for each in widget.findChildren(QAbstractButton)
        if each.isVisible() and text in (each.text(), each.accessibleName())
    ]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def types(form: Form, name: str, text: str) -> None:
    row(form, name).take_focus()
    target = QApplication.focusWidget()
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(target, Qt.Key.Key_Delete)
    QTest.keyClicks(target, text)


def checked(qtbot: QtBot, form: Form) -> None:
    """Until what is wrong is shown, too."""
    qtbot.waitUntil(lambda: not form._pause.isActive())


def of(*fields: Field, **more: Any) -> Draft:
    return Draft(Template("vistoure", "made", "Made", options=Schema(fields), **more))


def filled(template: Template) -> Draft:
    """With a photo in each slot that needs one."""
    draft = Draft(template)
    for each in template.slots:
        if not each.linked and each.at_least:
            draft = draft.put(each.name, PORTRAIT)
    return draft


def tabbed(form: Form) -> Iterator[QWidget]:
    """Every stop of the Tab key, until it comes round."""
    form.setFocus()
    stops: list[QWidget] = []
    while True:
        QTest.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Tab)
        stop = QApplication.focusWidget()
        if stop is None or stop in stops:
            return
        stops.append(stop)
        yield stop


@pytest.mark.parametrize("service", ["vimmerse", "vividflow", "vistoure"])
def test_tab_reaches_every_editor_of_every_template(form: Form, service: str) -> None:
    for name in ALL_KINDS:
        template = TEMPLATES[name]
        if template.service != service:
            continue
        form.show_draft(filled(template))
        body(form).fold.open()
        stops = list(tabbed(form))
        for field in (*template.options.fields, *template.details.fields):
            entry = row(form, field.name).entry
            assert field.linked or any(entry.isAncestorOf(stop) for stop in stops), (name, field.name)
        for place in template.slots:
            assert place.linked or any(slot(form, place.name).isAncestorOf(stop) for stop in stops), (name, place)


def entered(form: Form, field: Field) -> Any:
    """Something other than the default, given with the keyboard."""
    row(form, field.name).take_focus()
    match field.editor:
        case Editor.YES_NO:
            was = form.draft.options.get(field.name, field.default)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
            return not was if field.default is not None else form.draft.options.get(field.name)
        case Editor.CHOICE:
            segments = row(form, field.name).findChild(Segments)
            key = Qt.Key.Key_Right if segments else Qt.Key.Key_Down
            QTest.keyClick(QApplication.focusWidget(), key)
            choices = [None, *field.enum] if field.default is None and not field.required else list(field.enum)
            return choices[(choices.index(field.default) + 1) % len(choices)]
        case Editor.WHOLE | Editor.DECIMAL:
            types(form, field.name, "17")
            return 17
        case Editor.ADDRESS:
            types(form, field.name, "https://example.com/hook")
            return "https://example.com/hook"
        case Editor.OPEN_CHOICE:
            types(form, field.name, str(field.examples[1]))
            return field.examples[1]
    types(form, field.name, "Words of mine")
    return "Words of mine"


@pytest.mark.parametrize("name", ALL_KINDS)
def test_what_the_form_yields_is_what_is_allowed_both_ways(form: Form, name: str) -> None:
    template = TEMPLATES[name]
    form.show_draft(filled(template))
    body(form).fold.open()
    fields = [each for each in (*template.options.fields, *template.details.fields) if not each.linked]
    wanted = {each.name: entered(form, each) for each in fields if row(form, each.name).isVisible()}
    check = form.check()
    assert check.faults == {}
    sent = {**check.options, **check.details}
    assert {each: sent.get(each) for each in wanted} == wanted
    again = Draft(template, check.options, check.details, form.draft.pictures)
    form.show_draft(filled(TEMPLATES["vividflow/wan2.1"]))
    form.show_draft(again)
    assert form.draft is again, "showing is no edit"
    for each in fields:
        row(form, each.name).entry.show_value(sent.get(each.name))
    assert form.draft is again
    assert form.check() == check


def test_typing_goes_into_the_draft_at_once_and_is_told(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/veo3.1"]))
    with qtbot.waitSignals([form.changed] * 3):
        types(form, "prompt", "Hi!")
    assert form.draft.options == {"prompt": "Hi!"}


def test_a_required_field_is_told_off_only_after_it_was_touched(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/veo3.1"]))
    checked(qtbot, form)
    assert "required" in says(row(form, "prompt"))
    assert not any("needed" in each for each in says(form))
    types(form, "prompt", "a")
    checked(qtbot, form)
    assert "Write at least 3 characters." in says(row(form, "prompt"))
    types(form, "prompt", "")
    checked(qtbot, form)
    assert any(each.startswith("This is needed.") for each in says(row(form, "prompt")))
    types(form, "prompt", "All is well")
    checked(qtbot, form)
    assert says(row(form, "prompt")) == ["Prompt", "What shall move, and how."]


def test_trying_to_send_says_all_and_goes_to_the_first(form: Form, qtbot: QtBot) -> None:
    form.resize(640, 150)
    texts = [Field(f"t{number}", format="multiline", advanced=True) for number in range(9)]
    form.show_draft(of(Field("a", "integer", default=3, minimum=1), *texts, Field("b", required=True, advanced=True)))
    form.focus_first_fault()
    qtbot.waitUntil(lambda: not row(form, "b").entry.visibleRegion().isEmpty())
    assert any(each.startswith("This is needed.") for each in says(row(form, "b"))), "it was folded away"
    assert row(form, "b").isAncestorOf(QApplication.focusWidget())
    form.show_draft(form.draft.set("a", 0))
    form.focus_first_fault()
    assert row(form, "a").isAncestorOf(QApplication.focusWidget())


def test_what_does_not_fit_any_more_is_said_untouched(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"], {"cfg": 99.0, "stepps": 3}))
    checked(qtbot, form)
    assert "Give a number from 1 to 20." in says(row(form, "cfg"))
    assert "1 to mend" in says(body(form).fold)
    body(form).fold.open()
    assert "There is no such option. Did you mean steps?" in says(body(form).extras)
    press(body(form).extras, "Remove this option")
    assert form.draft.options == {"cfg": 99.0}


def test_changed_is_marked_and_reset_one_by_one_and_all(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"], {"prompt": "She smiles", "cfg": 3.0, "width": 640, "seed": 1}))
    checked(qtbot, form)
    assert ["changed" in says(row(form, name)) for name in ("prompt", "cfg", "width", "height")] == [0, 1, 1, 0]
    assert "1 changed" in says(body(form).fold)
    press(row(form, "width"), "Reset Width to its default")
    assert "width" not in form.draft.options
    assert row(form, "width").isAncestorOf(QApplication.focusWidget())
    checked(qtbot, form)
    assert "2 options changed" in says(form)
    press(form, "Reset all")
    assert form.draft.options == {"prompt": "She smiles"}, "what is needed has no default to go back to"
    assert row(form, "cfg").entry.control.text() == "7.5"
    checked(qtbot, form)
    assert not any("changed" in each for each in says(form))


def test_back_at_the_default_is_not_changed(form: Form) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"], {"width": 640}))
    types(form, "width", "1280")
    assert form.draft.options == {}


def test_the_same_template_keeps_focus_cursor_and_what_is_half_typed(form: Form) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"]))
    types(form, "cfg", "7.")
    form.show_draft(form.draft.set("seed", 5).put("image", PORTRAIT))
    QTest.keyClicks(QApplication.focusWidget(), "25")
    assert form.draft.options == {"cfg": 7.25, "seed": 5}


def test_a_warning_offers_the_better_value(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/veo3.1"]))
    checked(qtbot, form)
    assert row(form, "enhance_prompt").isVisible(), "nobody would see it folded away"
    press(row(form, "enhance_prompt"), "Turn it on")
    assert form.draft.options == {"enhance_prompt": True}
    checked(qtbot, form)
    assert not any("refuses" in each for each in says(form))


def test_options_come_and_go_with_others_and_with_photos(form: Form) -> None:
    draft = of(
        Field("mode", enum=("a", "b"), default="a"),
        Field("more", shown_when={"mode": "b"}),
        Field("address", format="uri", slot="image"),
        Field("from_elsewhere", default="x", linked=True),
        slots=(Slot("image"),),
    )
    form.show_draft(draft)
    assert [row(form, name).isVisible() for name in ("more", "address")] == [False, True]
    assert "Another step of the workflow fills this in." in says(row(form, "from_elsewhere"))
    assert not row(form, "from_elsewhere").entry.isEnabled()
    press(row(form, "mode"), "b")
    assert row(form, "more").isVisible()
    form.show_draft(form.draft.put("image", PORTRAIT))
    assert not row(form, "address").isVisible()


def test_two_columns_where_there_is_room(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"]))

    def places() -> tuple[QPoint, QPoint]:
        return row(form, "width").pos(), row(form, "height").pos()

    qtbot.waitUntil(lambda: places()[0].y() == places()[1].y() and places()[0].x() < places()[1].x())
    form.resize(360, 620)
    qtbot.waitUntil(lambda: places()[0].x() == places()[1].x() and places()[0].y() < places()[1].y())


def test_a_slot_is_filled_by_click_and_emptied_by_key(form: Form, qtbot: QtBot) -> None:
    asked: list[Picture] = []

    def thumbnail(picture: Picture) -> QPixmap | None:
        asked.append(picture)
        return None

    form._picture_of = thumbnail
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"]))
    with qtbot.waitSignal(form.photo_wanted) as wanted:
        slot(form, "image").take_focus()
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert wanted.args == ["image", 0]
    form.show_draft(form.draft.put("image", PORTRAIT))
    assert asked == [PORTRAIT]
    form.show_pictures_anew()
    assert asked == [PORTRAIT, PORTRAIT]
    slot(form, "image").take_focus()
    with qtbot.waitSignal(form.changed):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert form.draft.pictures["image"] == ()
    assert QApplication.focusWidget().accessibleName() == "Photo: Drop a photo here, or choose one"
    checked(qtbot, form)
    assert "A photo is needed here." in says(slot(form, "image"))


def test_a_narrow_slot_says_all_of_what_can_be_done_with_it(form: Form) -> None:
    form.show_draft(Draft(TEMPLATES["vistoure/virtual_tryon"]))
    place = slot(form, "garment_image").findChildren(EmptyPlace)[0]
    width = QFontMetrics(font_of(SIZES.body)).horizontalAdvance("Drop a photo here, or choose")
    first, second = place.lines(width).split("\n")
    assert f"{first} {second}" == "Drop a photo here, or choose one"
    assert len(second.split()) > 1, "its last word would stand alone"
    assert place.lines(width * 4 // 5).replace("\n", " ") == "Drop a photo here, or choose one"
    assert place.lines(2 * width) == "Drop a photo here, or choose one"


def test_what_is_dropped_on_a_slot_is_handed_on(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vistoure/virtual_tryon"]))
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/a.jpg")])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target = slot(form, "garment_image")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, buttons, modifiers)
    target.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(form.dropped) as dropped:
        target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, buttons, modifiers))
    assert dropped.args[:2] == ["garment_image", 0]
    assert dropped.args[2].urls() == mime.urls()


def test_an_address_can_be_typed_for_a_slot(form: Form) -> None:
    form.show_draft(Draft(TEMPLATES["vimmerse/vim_arctic"]))
    target = slot(form, "image_files")
    press(target, "Use a web address")
    QTest.keyClicks(QApplication.focusWidget(), "http://example.com/a.jpg\r")
    assert "Give an address that begins with https://." in says(target)
    assert form.draft.pictures == {}
    line = target.findChild(QLineEdit)
    line.setText("https://example.com/a.jpg")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert form.draft.pictures == {"image_files": (WebPhoto("https://example.com/a.jpg"),)}
    assert target.isAncestorOf(QApplication.focusWidget())
    assert not line.isVisible()


def test_photos_for_which_there_is_no_place_can_be_taken_out(form: Form, qtbot: QtBot) -> None:
    form.show_draft(Draft(TEMPLATES["vividflow/wan2.1"], pictures={"image": (PORTRAIT,), "garment": (GARMENT,)}))
    checked(qtbot, form)
    assert "There is no place for a photo of this name." in says(slot(form, "garment"))
    form.changed.connect(lambda: form.show_draft(replace(form.draft)))  # as one may who keeps the draft elsewhere
    press(slot(form, "garment"), "Remove shirt.jpg")
    assert "garment" not in body(form).slots
    assert form.check().faults.keys() == {"prompt"}


def test_further_options_are_named_changed_and_removed(form: Form) -> None:
    form.show_draft(Draft(TEMPLATES["vistoure/virtual_tryon"]))
    body(form).fold.open()
    extras = body(form).extras
    press(extras, "Add an option")
    name, value = extras.findChildren(QLineEdit)
    QTest.keyClicks(QApplication.focusWidget(), "pose")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "7")
    assert form.draft.options == {"pose": 7}
    name.setFocus()
    QTest.keyClicks(name, "s")
    assert form.draft.options == {"poses": 7}
    name.selectAll()
    QTest.keyClicks(name, "seed")
    assert "This name is taken already; give the option another." in says(extras)
    assert "seed" not in form.draft.options
    QTest.keyClicks(name, "ling")
    value.setFocus()
    QTest.keyClicks(value, "up")
    assert form.draft.options == {"seedling": "7up"}
    press(extras, "Remove this option")
    assert form.draft.options == {}


def test_a_warning_or_fault_does_not_hide_in_the_fold(form: Form, qtbot: QtBot) -> None:
    warn = Warn("slow", "This takes an hour.")
    form.show_draft(of(Field("speed", default="fast", advanced=True, warn_when=(warn,))).set("speed", "slow"))
    checked(qtbot, form)
    assert says(body(form).fold) == ["1 changed", "1 warning"]
    QTest.mouseClick(body(form).fold.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert "This takes an hour." in says(row(form, "speed"))
