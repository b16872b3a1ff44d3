"""Pictures in memory, no larger than they are shown."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageReader


def enough(shown: QSize) -> QSize:
    """For the sharpest of the screens."""
    return shown * max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def read_small(file: Path, size: QSize) -> QImage:
    """At least as large, unless the file holds less; null where it cannot be read."""
    image = QImage(str(file))
    fitting = image.size().scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    if fitting.width() >= image.width():
        return image
    return image.scaled(fitting, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def read_within(file: Path, most: QSize) -> QImage:
    """Upright, and no larger than that, which spares the decoder work; null where it cannot be read."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > most.width() or size.height() > most.height():
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
