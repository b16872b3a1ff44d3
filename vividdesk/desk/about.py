"""What this is, and whose work it stands on."""

import platform
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from vividdesk import __version__
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.choices import SideList
from vividdesk.widgets.icons import application_icon
from vividdesk.widgets.theme import SIZES


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About vividdesk"))
        self.resize(880, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        column.setSpacing(SIZES.gap + 4)
        column.addLayout(self._head())
        column.addWidget(label(_("It stands on the work of others, under these licences:"), tone="quiet"))
        column.addLayout(self._licences(), 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept))
        column.addLayout(foot)

    def _head(self) -> QHBoxLayout:
        picture = label("")
        picture.setPixmap(application_icon().pixmap(56, 56))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(f"vividdesk {__version__}", SIZES.title, bold=True))
        versions = f"Python {platform.python_version()} · Qt {qVersion()}"
        words.addWidget(label(_("Free software under the MIT licence.") + f" {versions}", tone="quiet"))
        row = QHBoxLayout()
        row.setSpacing(SIZES.margin)
        row.addWidget(picture)
        row.addLayout(words, 1)
        return row

    def _licences(self) -> QHBoxLayout:
        self._works = works()
        names = SideList(_("Works used"), width=210)
        for name in self._works:
            names.add(name)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(_("Licence"))
        names.currentTextChanged.connect(self._show)
        names.setCurrentRow(0)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(names)
        row.addWidget(self._text, 1)
        return row

    def _show(self, name: str) -> None:
        self._text.setPlainText(licence_of(self._works[name]))
        self._text.moveCursor(QTextCursor.MoveOperation.Start)


def works() -> dict[str, metadata.Distribution]:
    """Every distribution that this program needs, and what those need, as far as it is installed."""
    found: dict[str, metadata.Distribution] = {}
    wanted = ["vividdesk"]
    while wanted:
        name = wanted.pop()
        try:
            work = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or of an extra that is not installed
        if work.name not in found:
            found[work.name] = work
            wanted += [_bare(line) for line in work.requires or [] if "extra ==" not in line]
    found.pop("vividdesk", None)
    return dict(sorted(found.items(), key=lambda pair: pair[0].casefold()))


def licence_of(work: metadata.Distribution) -> str:
    """Its name and licence, then the licence's full text where it was installed along."""
    terms = _field(work, "License-Expression") or _classified(work) or _field(work, "License") or _("see its home page")
    head = f"{work.name} {work.version}\n{terms.strip().splitlines()[0]}"
    texts = [
        str(file.read_text(encoding="utf-8")).strip()
        for file in work.files or []
        if file.name.upper().startswith(("LICEN", "COPYING", "NOTICE")) and ".dist-info" in str(file)
    ]
    return "\n\n".join([head, *texts])


def _field(work: metadata.Distribution, name: str) -> str:
    return work.metadata[name] if name in work.metadata else ""  # noqa: SIM401 - it has no get()


def _classified(work: metadata.Distribution) -> str:
    lines = [line for line in work.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    return ", ".join(line.rpartition(" :: ")[2] for line in lines)


def _bare(requirement: str) -> str:
    end = next((i for i, letter in enumerate(requirement) if not (letter.isalnum() or letter in "-_.")), None)
    return requirement[:end]
