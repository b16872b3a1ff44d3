"""What Qt says itself, in the language of the texts: its dialogs, months, the names of keys."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from vividdesk import texts


@contextmanager
def qt_speaks(application: QApplication) -> Iterator[None]:
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(QLocale(texts.spoken()), "qtbase", "_", folder)
    application.installTranslator(translator)
    QLocale.setDefault(_locale())
    try:
        yield
    finally:
        QLocale.setDefault(QLocale.system())
        application.removeTranslator(translator)


def _locale() -> QLocale:
    """The system's where it has the language of the texts: it knows the country, too."""
    system, language = QLocale.system(), texts.spoken()
    its = "en" if system.language() == QLocale.Language.C else system.name().partition("_")[0]
    return system if its == language.partition("_")[0] else QLocale("en_GB" if language == "en" else language)
