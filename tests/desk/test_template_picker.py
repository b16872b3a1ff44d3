"""The picker as a person uses it: with the keyboard, with the mouse, at any size."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from vividdesk import catalog
from vividdesk.bridge.template_list import FAVOURITE, TemplateList
from vividdesk.desk.template_picker import TemplatePicker
from vividdesk.model.template import Kind, Makes, Template
from vividdesk.widgets.template_card import fitting, illustration, line_of
from vividdesk.widgets.theme import DARK, SIZES, font_of

CATALOG = catalog.load().templates
WORKFLOW = Template("vistoure", "Mine", "Mine", Kind.WORKFLOW, made=Makes.PICTURE)
Key = Qt.Key


@dataclass
class Desk:
    """The picker in a window, and what it told."""

    picker: TemplatePicker
    templates: TemplateList
    keyless: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    @property
    def current(self) -> str:
        return self.templates.template(self.picker.grid.currentIndex().row()).id

    @property
    def marked(self) -> list[str]:
        return [
            self.templates.template(index.row()).id for index in self.picker.grid.selectionModel().selectedIndexes()
        ]

    @property
    def shown(self) -> list[str]:
        return [self.templates.template(row).id for row in range(self.templates.rowCount())]

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            to = QApplication.focusWidget()
            assert to is not None
            QTest.keyClick(to, key)

    def cell(self, row: int) -> QRect:
        return self.picker.grid.visualRect(self.templates.index(row))

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.picker.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def click_button(self, text: str) -> None:
        (found,) = (each for each in self.picker.findChildren(QPushButton) if each.text() == text and each.isVisible())
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    def resize(self, width: int, height: int) -> None:
        self.picker.window().resize(width, height)
        QApplication.processEvents()


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., Desk]:
    def made(*more: Template, size: tuple[int, int] = (640, 280)) -> Desk:
        templates, keyless = TemplateList([*CATALOG, *more]), set[str]()
        picker = TemplatePicker(templates, lambda: DARK, lambda service: service in keyless)
        desk = Desk(picker, templates, keyless)
        picker.chosen.connect(lambda template: desk.told.append(template.id))
        qtbot.addWidget(picker)
        picker.resize(*size)
        with qtbot.waitActive(picker):
            picker.show()
            picker.activateWindow()
        picker.focus_search()
        return desk

    return made


@pytest.fixture
def desk(make: Callable[..., Desk]) -> Desk:
    return make()


def test_from_the_search_to_a_template_with_the_keyboard_alone(desk: Desk) -> None:
    QTest.keyClicks(desk.picker.head.search, "snow")
    assert desk.shown == ["vim_arctic", "veo3.1"]
    desk.press(Key.Key_Down)
    assert QApplication.focusWidget() is desk.picker.grid
    assert (desk.current, desk.told) == ("vim_arctic", [])
    desk.press(Key.Key_Right, Key.Key_Return)
    assert (desk.told, desk.marked) == (["veo3.1"], ["veo3.1"])


def test_in_another_order_the_chosen_one_stays_in_sight_and_in_a_search_the_best_is_first(desk: Desk) -> None:
    desk.picker.choose("vistoure", "virtual_tryon")
    desk.click_button("By service")
    assert desk.current == "virtual_tryon"
    assert desk.shown.index("virtual_tryon") > 10
    place = desk.cell(desk.shown.index("virtual_tryon"))
    assert desk.picker.grid.viewport().rect().intersects(place)
    desk.picker.choose("vividflow", "veo3.1")
    QTest.keyClicks(desk.picker.head.search, "snow")
    assert (desk.current, desk.marked) == ("vim_arctic", ["veo3.1"])


def test_enter_in_the_search_takes_the_best(desk: Desk) -> None:
    QTest.keyClicks(desk.picker.head.search, "try on")
    desk.press(Key.Key_Return)
    assert desk.told == ["virtual_tryon"]
    QTest.keyClicks(desk.picker.head.search, " zzz")
    desk.press(Key.Key_Return, Key.Key_Down)
    assert desk.told == ["virtual_tryon"], "nothing is there to be taken"
    assert QApplication.focusWidget() is desk.picker.head.search


@pytest.mark.parametrize("way", [(Key.Key_Escape,), (Key.Key_Down, Key.Key_Escape)])
def test_escape_clears_the_search(desk: Desk, way: tuple[Qt.Key, ...]) -> None:
    QTest.keyClicks(desk.picker.head.search, "snow")
    desk.press(*way)
    assert desk.picker.head.search.text() == ""
    assert QApplication.focusWidget() is desk.picker.head.search
    assert len(desk.shown) == len(CATALOG)


def test_arrows_go_through_all_rows_and_choose_nothing(desk: Desk) -> None:
    order, columns = desk.shown, desk.picker.grid.columns
    desk.press(Key.Key_Down)
    seen = [desk.current]
    for _step in range(len(order)):
        desk.press(Key.Key_Right)
        seen.append(desk.current)
    assert seen == [*order, order[-1]]
    desk.press(Key.Key_Home, Key.Key_Down)
    assert desk.current == order[columns]
    desk.press(Key.Key_End)
    assert desk.current == order[-1]
    assert desk.picker.grid.viewport().rect().contains(desk.cell(len(order) - 1).center()), "it scrolled there"
    desk.press(Key.Key_Home, Key.Key_Up)
    assert QApplication.focusWidget() is desk.picker.head.search
    assert desk.told == []


def test_a_short_last_row_is_reached_from_above(desk: Desk) -> None:
    QTest.keyClicks(desk.picker.head.search, "vivid flow")
    desk.press(Key.Key_Down, Key.Key_Down, Key.Key_PageDown)
    assert desk.current == desk.shown[-1]
    desk.press(Key.Key_Escape, Key.Key_Down, Key.Key_End, Key.Key_Up, Key.Key_Right, Key.Key_Right, Key.Key_Down)
    assert desk.current == desk.shown[-1]


def test_f_makes_a_favourite_and_stays_with_it(desk: Desk) -> None:
    desk.press(Key.Key_Down, Key.Key_Right, Key.Key_Right)
    name = desk.current
    desk.press(Key.Key_F)
    assert (desk.current, desk.shown[0]) == (name, name)
    desk.press(Key.Key_F)
    assert (desk.current, desk.templates.memory()["favourites"]) == (name, [])


def test_a_click_chooses_and_a_click_on_the_star_does_not(desk: Desk) -> None:
    second = desk.shown[1]
    desk.click(desk.cell(1).center())
    assert (desk.told, desk.marked) == ([second], [second])
    desk.click(QPoint(desk.cell(1).right() - 20, desk.cell(1).top() + 20))
    assert desk.told == [second]
    assert desk.templates.data(desk.templates.index(0), FAVOURITE)
    assert (desk.shown[0], desk.marked) == (second, [second]), "what is chosen stays marked where it goes"


def test_chosen_from_outside_it_is_shown_and_told_once(desk: Desk) -> None:
    QTest.keyClicks(desk.picker.head.search, "snow")
    desk.picker.choose("vistoure", "product_shoot")
    desk.picker.choose("vistoure", "product_shoot")
    desk.picker.choose("vistoure", "never heard of")
    assert (desk.told, desk.marked, desk.current) == (["product_shoot"], ["product_shoot"], "product_shoot")
    assert desk.picker.head.search.text() == ""
    assert desk.picker.grid.viewport().rect().contains(desk.cell(len(CATALOG) - 1).center())
    desk.picker.choose("vividflow", "veo3.1")
    assert desk.told == ["product_shoot", "veo3.1"]


def test_where_nothing_fits_it_says_so_and_how_to_go_on(desk: Desk) -> None:
    QTest.keyClicks(desk.picker.head.search, "elephant")
    assert desk.picker.nothing.isVisible()
    assert desk.picker.nothing.title.text() == "No template fits “elephant”"
    desk.click_button("Clear the search")
    assert desk.picker.grid.isVisible()
    assert desk.picker.head.search.text() == ""
    assert QApplication.focusWidget() is desk.picker.head.search


def test_kinds_and_services_narrow_it_down_and_all_of_it_can_be_taken_off(desk: Desk) -> None:
    desk.click_button("By service")
    desk.click_button("Vivid Flow")
    assert desk.shown == ["wan2.1", "veo3.1"]
    desk.click_button("Pictures")
    assert desk.picker.nothing.title.text() == "No template of this kind"
    desk.click_button("Show all templates")
    assert len(desk.shown) == len(CATALOG)
    desk.click_button("Vivid Flow")
    desk.click_button("★ Recent")
    assert len(desk.shown) == len(CATALOG), "a service that is out of sight hides nothing"
    assert not desk.picker.head.services.isVisible()


def test_who_stands_in_is_asked_again_when_keys_change(desk: Desk) -> None:
    def says() -> str:
        return str(desk.templates.data(desk.templates.index(0), Qt.ItemDataRole.AccessibleTextRole))

    assert "on this computer" not in says()
    desk.keyless.add("vimmerse")
    desk.picker.services_changed()
    assert "Rendered on this computer" in says()


def test_the_line_of_a_card() -> None:
    arctic = next(each for each in CATALOG if each.id == "vim_arctic")
    assert line_of(arctic) == "Vimmerse · Puts a person, or several, into Arctic snow"
    assert line_of(WORKFLOW) == "VistoureAI"


@pytest.mark.parametrize(("width", "columns"), [(640, 4), (490, 3), (900, 5)])
def test_the_cards_flow_with_the_width(desk: Desk, width: int, columns: int) -> None:
    desk.resize(width, 280)
    assert desk.picker.grid.columns == columns
    assert [desk.cell(row).top() for row in range(columns)] == [desk.cell(0).top()] * columns
    assert desk.cell(columns).top() > desk.cell(0).top()
    assert desk.cell(columns - 1).right() < desk.picker.grid.viewport().width()


def test_at_little_height_cards_lie_and_one_row_is_whole(desk: Desk) -> None:
    upright = desk.cell(0).height()
    desk.resize(640, 150)
    assert desk.cell(0).height() < upright / 1.5
    assert desk.picker.grid.viewport().rect().contains(desk.cell(0))
    desk.click(QPoint(desk.cell(0).right() - 20, desk.cell(0).top() + 20))
    assert desk.templates.data(desk.templates.index(0), FAVOURITE), "the star went to the end of the card"
    desk.resize(640, 280)
    assert desk.cell(0).height() == upright


def test_a_name_has_the_place_of_the_star_as_long_as_there_is_none(make: Callable[..., Desk]) -> None:
    desk = make(replace(WORKFLOW, label="W" * 40), size=(640, 150))
    desk.picker.head.search.setText("w" * 40)
    cell = desk.cell(0)
    beside = QRect(cell.right() - 36, cell.top() + 12, 7, cell.height() - 24)  # where the name ends if there is a star
    assert pixels(desk.picker.grid.viewport(), beside) != {DARK.raised}
    desk.press(Key.Key_Down)
    assert desk.picker.grid.hasFocus()
    assert pixels(desk.picker.grid.viewport(), beside) == {DARK.raised}


def test_where_it_is_narrow_the_search_has_a_row_of_its_own(desk: Desk) -> None:
    head = desk.picker.head
    assert head.kinds.y() < head.search.geometry().bottom()
    desk.resize(head.minimumSizeHint().width(), 320)
    assert head.kinds.y() > head.search.geometry().bottom()
    assert head.orders.geometry().right() < head.width()
    desk.resize(640, 280)
    assert head.kinds.y() < head.search.geometry().bottom()


def test_more_than_a_few_stand_side_by_side_only_where_their_names_have_room(make: Callable[..., Desk]) -> None:
    desk, seen = make(), {}
    for width in range(400, 1300, 20):
        desk.resize(width, 400)
        seen[width] = desk.picker.grid.columns
        assert seen[width] <= 4 or desk.cell(0).width() >= 172
    assert list(seen.values()) == sorted(seen.values())
    assert set(seen.values()) >= {2, 3, 4, 5, 6}


def test_where_hardly_a_word_could_be_read_of_what_it_does_there_is_its_service_alone() -> None:
    arctic = next(each for each in CATALOG if each.id == "vim_arctic")
    metrics = QFontMetrics(font_of(SIZES.small))
    assert fitting(arctic, metrics, 400) == line_of(arctic)
    assert fitting(arctic, metrics, metrics.horizontalAdvance("Vimmerse · Pu…")) == "Vimmerse"


def test_right_to_left_all_of_it_is_mirrored(desk: Desk) -> None:
    desk.picker.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert desk.cell(0).left() > desk.cell(1).left()
    desk.press(Key.Key_Down, Key.Key_Left)
    assert desk.current == desk.shown[1]
    second = desk.current
    desk.click(QPoint(desk.cell(1).left() + 20, desk.cell(1).top() + 20))
    assert desk.templates.memory()["favourites"] == [f"vimmerse/{second}"]


def pixels(widget: QWidget, place: QRect) -> set[str]:
    image = widget.grab(place).toImage()
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return {QColor(each).name() for each in seen}


def test_the_chosen_card_is_seen_and_one_without_illustration_has_a_ground(make: Callable[..., Desk]) -> None:
    desk = make(WORKFLOW)
    QTest.keyClicks(desk.picker.head.search, "mine")
    assert not illustration(WORKFLOW).exists()
    before = pixels(desk.picker.grid.viewport(), desk.cell(0))
    assert DARK.line in before
    assert DARK.accent not in before
    desk.press(Key.Key_Return)
    assert DARK.accent in pixels(desk.picker.grid.viewport(), desk.cell(0))


def test_new_templates_leave_what_is_chosen_and_current(desk: Desk) -> None:
    desk.picker.choose("vividflow", "veo3.1")
    scrolled = desk.picker.grid.verticalScrollBar().value()
    assert scrolled > 0
    desk.templates.show([*CATALOG, WORKFLOW])
    assert (desk.marked, desk.current, desk.told) == (["veo3.1"], "veo3.1", ["veo3.1"])
    assert desk.picker.grid.verticalScrollBar().value() == scrolled


def test_the_row_of_what_is_chosen_is_whole_and_none_is_cut_off_above(desk: Desk) -> None:
    desk.picker.choose("vividflow", "veo3.1")
    assert desk.cell(desk.shown.index("veo3.1")).top() == 0
    desk.press(Key.Key_Down, Key.Key_Home)
    for _row in range(3):
        desk.press(Key.Key_Down)
        assert desk.cell(desk.shown.index(desk.current)).top() == 0


@pytest.mark.parametrize("template", CATALOG, ids=lambda template: template.id)
def test_each_template_has_its_illustration(template: Template) -> None:
    path = illustration(template)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 200))
        assert not {"exif", "icc_profile", "comment"} & set(picture.info)
    assert path.stat().st_size < 30_000


def test_no_illustration_is_left_of_a_template_that_went() -> None:
    known = {illustration(template) for template in CATALOG}
    assert set(illustration(CATALOG[0]).parent.iterdir()) == known
    assert illustration(WORKFLOW).name == "vistoure-workflow-mine.jpg"
