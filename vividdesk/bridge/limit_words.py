"""What is asked where more would be sent than the limit of the day lets out."""

from typing import NamedTuple

from vividdesk.texts import _, count


class Beyond(NamedTuple):
    """`fewer`: the button for those that go out today; empty where there are none."""

    title: str
    says: str
    all: str
    fewer: str


def beyond_limit(number: int, left: int, wants_price: bool = False) -> Beyond:
    """Of `number` that would be sent, the limit lets out `left`, beside what waits already."""
    queue = count("Queue it", "Queue all {n}", number)
    if wants_price:
        title = _("Credits are limited for each day, and nobody knows what these jobs cost.")
        says = count(
            "It waits in the queue until its price is known. You can fill that in in the settings.",
            "They wait in the queue until their price is known. You can fill that in in the settings.",
            number,
        )
        if left:
            says = _("The others wait in the queue until the first one shows the price, or you fill it in.")
        return Beyond(title, says, queue, count("Make {n} today", "Make {n} today", left) if left else "")
    if left == 0:
        says = count(
            "It waits in the queue until tomorrow, or until you raise the limit in the settings.",
            "They wait in the queue until tomorrow, or until you raise the limit in the settings.",
            number,
        )
        return Beyond(_("The limit that you set for a day has no room left."), says, queue, "")
    title = _("The limit that you set for a day lets {left} of these {n} out.").format(left=left, n=number)
    says = count(
        "The other one waits in the queue until tomorrow, or until you raise the limit in the settings.",
        "The other {n} wait in the queue until tomorrow, or until you raise the limit in the settings.",
        number - left,
    )
    return Beyond(title, says, queue, count("Make {n} today", "Make {n} today", left))
