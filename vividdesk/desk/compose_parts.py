"""The templates above the options of the chosen one, and how the two share the height."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.desk.template_picker import TemplatePicker

USUAL = 236  # of the templates: a row of cards and the beginning of the next
LEAST_OPTIONS = 250  # where less than this would be left for them, the templates fold
BEFORE = 150  # of the options, while no template is chosen


class ComposeParts(QSplitter):
    """Until one is chosen, the templates have the room. In a low window, one row of lying cards is left of them then;
    who goes to the search has more of them back. Where a person has dragged the edge, it stays.
    """

    def __init__(self, picker: TemplatePicker, options: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._picker = picker
        self._is_chosen = False
        self._folded = False
        self._dragged = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.fold)
        self.setChildrenCollapsible(False)
        self.addWidget(picker)
        self.addWidget(options)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setSizes([USUAL, 10 * USUAL])
        self.splitterMoved.connect(self._keep)
        picker.head.search.installEventFilter(self)

    def fold(self) -> None:
        self._is_chosen = self._folded = True
        self._share()

    def fold_soon(self) -> None:
        """After a click: the second one of two must not land on what comes up below."""
        self._soon.start(QApplication.doubleClickInterval())

    def _unfold(self) -> None:
        self._soon.stop()
        self._folded = False
        self._share()

    def _keep(self) -> None:
        self._dragged = True

    def _share(self) -> None:
        if self._dragged:
            return
        if (above := self._above()) != self.sizes()[0]:
            self.setSizes([above, max(0, self.height() - above)])
            self._picker.show_chosen()

    def _above(self) -> int:
        if not self._is_chosen:
            return max(USUAL, self.height() - BEFORE)
        is_low = self._folded and self.height() - USUAL < LEAST_OPTIONS
        return self._picker.minimumSizeHint().height() if is_low else USUAL

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._share()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.FocusIn:
            self._unfold()
        return super().eventFilter(watched, event)
