"""What happens by itself, said to whoever does not see it happen."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def say(widget: QWidget, words: str, urgent: bool = False) -> None:
    """After what the screen reader is saying, or in the middle of it; where nobody listens it costs nothing."""
    if words.strip() and QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, words)
        kind = QAccessible.AnnouncementPoliteness
        event.setPoliteness(kind.Assertive if urgent else kind.Polite)
        QAccessible.updateAccessibility(event)
