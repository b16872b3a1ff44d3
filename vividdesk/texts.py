"""Every sentence a person reads comes through here, by the standard gettext.

Translations lie as `resources/locale/<language>/LC_MESSAGES/vividdesk.mo`; what is not translated stays
British English.
"""

import gettext
from pathlib import Path

_translation = gettext.NullTranslations()


def speak(languages: list[str], folder: Path) -> None:
    """From now on texts are in the first of the languages that has a translation. Texts already drawn stay."""
    global _translation
    _translation = gettext.translation("vividdesk", folder, languages, fallback=True)


def _(message: str) -> str:
    return _translation.gettext(message)


def count(singular: str, plural: str, number: int, **words: object) -> str:
    """`count("{n} photo", "{n} photos", 3)` → "3 photos", by the language's own rule for plurals.

    `words` are what else the text has in braces.
    """
    return _translation.ngettext(singular, plural, number).format(n=number, **words)
