"""How all of it looks: named colours, sizes and distances, and the style sheets made of them."""

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from vividdesk.bridge.preferences import Appearance, Preferences
from vividdesk.paths import resource


@dataclass(frozen=True)
class Colours:
    ground: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    done: str
    running: str
    waiting: str
    failed: str


DARK = Colours(
    ground="#131418",
    panel="#1a1c22",
    raised="#23262e",
    line="#2d313b",
    text="#e9ebf0",
    quiet="#98a0ae",
    accent="#ff6b4a",
    on_accent="#131418",
    done="#3ccb9a",
    running="#5aa9ff",
    waiting="#f2b84b",
    failed="#f0555a",
)

LIGHT = Colours(
    ground="#eef0f4",
    panel="#ffffff",
    raised="#f4f5f8",
    line="#dde1e8",
    text="#1a1d24",
    quiet="#5f6877",
    accent="#c23c1c",
    on_accent="#ffffff",
    done="#0f7a55",
    running="#1a66c0",
    waiting="#8f5f00",
    failed="#c6333a",
)


@dataclass(frozen=True)
class Sizes:
    """In pixels of a screen at 100 %."""

    gap: int = 8
    margin: int = 14
    radius: int = 12
    inner_radius: int = 8
    small: int = 12
    body: int = 13
    heading: int = 15
    title: int = 20


SIZES = Sizes()
TINT = 0.10  # of a colour; more would take the contrast from what is written on it


class Theme(QObject):
    """Dresses the application, and does it again when the system or the person changes their mind."""

    changed = Signal()

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self._application = application
        self._preferences = preferences
        self._worn: Colours | None = None
        sheets = sorted(resource("theme").glob("*.qss"))
        self._sheet = Template("\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
        font = application.font()
        font.setPixelSize(SIZES.body)
        application.setFont(font)
        self.apply()
        preferences.changed.connect(self.apply)
        application.styleHints().colorSchemeChanged.connect(self.apply)

    @property
    def colours(self) -> Colours:
        match self._preferences.now.appearance:
            case Appearance.LIGHT:
                return LIGHT
            case Appearance.DARK:
                return DARK
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT

    def apply(self) -> None:
        colours = self.colours
        if colours == self._worn:
            return
        self._worn = colours
        self._application.setPalette(palette(colours))
        self._application.setStyleSheet(self._sheet.substitute(asdict(colours) | asdict(SIZES)))
        self.changed.emit()


def palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for roles, colour in (
        ((role.Window,), colours.ground),
        ((role.Base,), colours.panel),
        ((role.AlternateBase, role.Button, role.ToolTipBase), colours.raised),
        ((role.Mid, role.Midlight, role.Light, role.Dark, role.Shadow), colours.line),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.PlaceholderText,), colours.quiet),
        ((role.Highlight, role.Link, role.LinkVisited, role.Accent), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
    ):
        for one in roles:
            made.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, QColor(colours.quiet))
    return made


def tinted(colour: QColor | str) -> QColor:
    """Laid over a panel, its ground for something that is chosen, or that has news."""
    tint = QColor(colour)
    tint.setAlphaF(TINT)
    return tint


def font_of(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(size)
    font.setWeight(weight)
    return font
