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


def translated(text: str) -> str:
    """Of a text from the catalogue's files; what has no translation stays as it is."""
    return _translation.gettext(text) if text else ""


def count(singular: str, plural: str, number: int, **words: object) -> str:
    """`count("{n} photo", "{n} photos", 3)` → "3 photos", by the language's own rule for plurals.

    `words` are what else the text has in braces.
    """
    return _translation.ngettext(singular, plural, number).format(n=figure(number), **words)


def quoted(words: str, more: str = "") -> str:
    """What somebody else said, after a sentence of ours, and `more` about it; it ends as a sentence does."""
    if not words:
        return more
    said = " " + _("“{words}”").format(words=words) + more
    return said if not more and words.endswith((".", "!", "?", "…")) else f"{said}."


def figure(value: float) -> str:
    """With as many decimals as it has, as the language writes it: 5,000 or 0.05."""
    thousands, point = _signs()
    plain = f"{int(value) if float(value).is_integer() else value:,}"
    return plain.translate({ord(","): thousands, ord("."): point})


def decimal(value: float) -> str:
    """The same without a sign between thousands: as a person would type it."""
    thousands, _point = _signs()
    return figure(value).replace(thousands, "")


def _signs() -> tuple[str, str]:
    """Between thousands, and before decimals."""
    sample = _("1,000.5")
    return sample[1], sample[5]
