"""What drawing refuses. It stands apart so that the service knows it without loading what draws."""


class Cannot(Exception):
    """What was asked for cannot be drawn, in a sentence for the person."""
