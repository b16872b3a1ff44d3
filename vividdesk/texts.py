"""Every sentence a person reads comes through here, by the standard gettext.

Translations lie as `resources/locale/<language>/LC_MESSAGES/vividdesk.mo`; what is not translated stays
British English. `python3 packaging/dev.py texts` brings them up to date with the source.
"""

import gettext
from itertools import takewhile
from pathlib import Path

_translation = gettext.NullTranslations()


def speak(languages: list[str], folder: Path) -> None:
    """From now on texts are in the first of the languages that has a translation. Texts already drawn stay."""
    global _translation
    before_english = list(takewhile(lambda name: name.partition("_")[0] != "en", languages))
    _translation = gettext.translation("vividdesk", folder, before_english, fallback=True)


def spoken() -> str:
    """The language that texts are in now, as in `de` or `pt_BR`."""
    return _translation.info().get("language", "en")


def _(message: str) -> str:
    return _translation.gettext(message)


def count(singular: str, plural: str, number: int, **words: object) -> str:
    """`count("{n} photo", "{n} photos", 3)` → "3 photos", by the language's own rule for plurals.

    `words` are what else the text has in braces.
    """
    return _translation.ngettext(singular, plural, number).format(n=number, **words)
