"""A job's history in the person's language: the journal keeps its reasons in ours."""

import re

from vividdesk.texts import _

ATTEMPT = re.compile(r"attempt (\d+)")


def why(reason: str) -> str:
    """A reason of a later version of the program is shown as it is."""
    if found := ATTEMPT.fullmatch(reason):
        return _("attempt {n}").format(n=found[1])
    return _reasons().get(reason, reason)


def _reasons() -> dict[str, str]:
    return {
        "enqueued": _("you put it in the queue"),
        "the program ended meanwhile": _("the program ended meanwhile"),
        "its submit broke off": _("the connection broke while it was sent"),
        "stopped before anything left": _("stopped before anything left"),
        "it was surely not taken": _("the service surely did not take it"),
        "nobody knows whether it was taken": _("nobody knows whether it was taken"),
        "the service took it": _("the service took it"),
        "found in the service's history": _("found in the service's history"),
        "found by the person": _("you found it at the service"),
        "nothing is paid here: sent again": _("nothing is paid here, so it was sent again"),
        "sent again by the person": _("you sent it again"),
        "looked at again": _("you had it looked at again"),
        "the result is there": _("the result is there"),
        "done, and no result": _("the service says it is done, and gives no result"),
        "the link has expired: asks for a fresh one": _("the link had expired: a fresh one was asked for"),
        "all its files are kept": _("all its files are kept"),
        "no result could be kept": _("no result could be kept"),
        "the service failed": _("the service could not make it"),
        "unknown to the service": _("the service does not know it"),
        "the service cancelled it": _("the service cancelled it"),
        "cancelled by the person": _("you cancelled it"),
    }
