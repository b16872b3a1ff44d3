"""Jobs and lanes in words, and where words go."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from vividdesk import log
from vividdesk.model.report import AT_WORK
from vividdesk.model.service import service_named
from vividdesk.texts import _, count
from vividdesk.wishes.journal import ShownJob, ShownLane

SECONDS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def say(text: str) -> None:
    """To the person: standard output is for results alone."""
    print(log.clean(f"vividdesk: {text}"), file=sys.stderr, flush=True)


def tell_locked() -> None:
    say(_("the system keyring is locked; your desktop asks for its password."))


def title(job: ShownJob) -> str:
    return f"{job['photo']} → {job['label']}" if job["photo"] else job["label"]


def state(job: ShownJob) -> str:
    match job["state"]:
        case "queued":
            said = _("waits to be sent")
        case "submitting":
            said = _("is being sent")
        case "unsure" if job["ask"]:
            said = _("nobody knows whether it was taken")
        case "unsure":
            said = _("is looked for at the service")
        case "waiting":
            said = _("is being made")
            is_told = not job["words"] or job["here"] or job["words"].lower().replace("_", "") in AT_WORK
            return said if is_told else f"{said} ({job['words'].replace('_', ' ').lower()})"
        case "fetching":
            said = _("is being fetched")
        case "done":
            said = _("done")
        case "failed":
            said = _("failed")
        case _:
            said = _("cancelled")
    trouble = job["trouble"]
    return f"{said}: {trouble['title']}" if trouble else said


def since(moment: str | None) -> str:
    """How long ago, in its largest unit."""
    if moment is None:
        return ""
    seconds = max(0.0, (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds())
    return lasting(seconds)


def lasting(seconds: float) -> str:
    size, unit = next((each for each in SECONDS if seconds >= each[0]), SECONDS[-1])
    return f"{int(seconds // size)} {unit}"


def asked(jobs: Sequence[ShownJob]) -> Iterator[str]:
    return (f"{job['id']} ({title(job)}): {job['question']}" for job in jobs if job["question"])


def troubles(lanes: Sequence[ShownLane]) -> Iterator[str]:
    for lane in lanes:
        service = service_named(lane["service"])
        name = service.name if service else lane["service"]
        if lane["here"]:
            name = _("{service} on this computer").format(service=name)
        if trouble := lane["trouble"]:
            yield f"{name}: {trouble['title']} {trouble['advice']}".rstrip()
        if lane["paused"]:
            yield _("{service} is paused; resume it in the desk.").format(service=name)


def staying(number: int) -> str:
    return (
        count("{n} job stays in the journal.", "{n} jobs stay in the journal.", number)
        + " "
        + _("To go on: vividdesk make --resume, or open the desk. To look: vividdesk jobs")
    )
