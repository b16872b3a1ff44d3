"""Jobs in the desk's words."""

from datetime import datetime

from vividdesk.jobs.events import Progress
from vividdesk.jobs.pacing import Past
from vividdesk.model.job import Ask, Job, JobState, LaneId
from vividdesk.model.report import RemoteState, Step
from vividdesk.model.service import service_named
from vividdesk.texts import _, count

SEARCHED = ("vividflow",)  # services whose history tells what they took


def service_name(service: str) -> str:
    found = service_named(service)
    return found.name if found else service


def lane_name(lane: LaneId) -> str:
    name = service_name(lane.service)
    return _("{service} on this computer").format(service=name) if lane.local else name


def tone(job: Job) -> str:
    """The name of its colour among `Colours`."""
    if job.ask is not None:
        return "waiting"
    match job.state:
        case JobState.QUEUED | JobState.CANCELLED:
            return "quiet"
        case JobState.UNSURE:
            return "waiting"
        case JobState.DONE:
            return "done"
        case JobState.FAILED:
            return "failed"
    return "running"


def state_word(state: JobState) -> str:
    match state:
        case JobState.QUEUED:
            return _("Waits to be sent")
        case JobState.SUBMITTING:
            return _("Sending")
        case JobState.UNSURE:
            return _("Was it accepted?")
        case JobState.WAITING:
            return _("Making")
        case JobState.FETCHING:
            return _("Downloading")
        case JobState.DONE:
            return _("Done")
        case JobState.FAILED:
            return _("Failed")
    return _("Cancelled")


def state_words(job: Job, progress: Progress | None = None) -> str:
    said = state_word(job.state)
    if job.ask is Ask.OVERDUE:
        return _("Takes longer than it should")
    match job.state:
        case JobState.UNSURE:
            return _("Was it accepted? The connection broke while sending")
        case JobState.WAITING if step := _step(progress):
            return f"{said} · {step}"
        case JobState.WAITING if job.words:
            return f"{said} · {job.words.replace('_', ' ').lower()}"
        case JobState.DONE if job.files > 1:
            return f"{said} · {count('{n} file', '{n} files', job.files)}"
    return f"{said} · {job.trouble.title}" if job.trouble else said


def meanwhile(job: Job) -> str:
    """What goes on by itself, where no part can be told."""
    searched = job.state is JobState.UNSURE and job.ask is None and job.lane.service in SEARCHED
    return _("looking in its history") if searched else ""


def time_words(job: Job, now: float, past: Past | None = None, progress: Progress | None = None) -> str:
    """How long it has taken, and of how long; of what travels, the part; of one that has ended, when that was."""
    travels = job.state in (JobState.SUBMITTING, JobState.FETCHING)
    if travels and progress is not None and progress.part is not None:
        return _("{n} %").format(n=int(progress.part * 100))
    if job.state.is_end:
        return _when(job.ended_at, now)
    if not job.sent_at or job.state is JobState.QUEUED:
        return ""
    went = lasting(now - job.sent_at)
    if past is None or job.state is not JobState.WAITING:
        return went
    return _("{went} of about {usual}").format(went=went, usual=lasting(past.median))


def time_told(job: Job, past: Past | None) -> str:
    """The same at length, for a tooltip."""
    if past is not None and not job.state.is_end:
        return _("Half of those before were ready within {usual}, nine in ten within {late}.").format(
            usual=lasting(past.median), late=lasting(past.p90)
        )
    if job.state is JobState.DONE and job.ready_at and job.sent_at:
        return _("It took {time}.").format(time=lasting(job.ready_at - job.sent_at))
    return ""


def cost_words(job: Job) -> str:
    if job.lane.local:
        return _("on this computer")
    if job.cost is None:
        return ""
    if job.cost == int(job.cost):
        return count("{n} credit", "{n} credits", int(job.cost))
    return _("{n} credits").format(n=f"{job.cost:g}")


def row_told(job: Job, progress: Progress | None, past: Past | None, now: float) -> str:
    """A row in one sentence, for whoever does not see it."""
    parts = (job.label, service_name(job.lane.service), job.photo_name, state_words(job, progress))
    return ", ".join(part for part in (*parts, time_words(job, now, past, progress), cost_words(job)) if part)


def tooltip(job: Job, progress: Progress | None, past: Past | None) -> str:
    what = " · ".join(part for part in (job.label, lane_name(job.lane), job.photo_name) if part)
    advice = job.trouble.advice if job.trouble else ""
    return "\n".join(part for part in (what, state_words(job, progress), advice, time_told(job, past)) if part)


def lasting(seconds: float) -> str:
    """As a clock counts it: 0:48, 2:10, 1:02:10."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def clock(moment: float, form: str = "%H:%M:%S") -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime(form)


def running_step(steps: tuple[Step, ...]) -> int | None:
    """The place of the one that runs, or of the first that waits where others are done."""
    for wanted in (RemoteState.RUNNING, RemoteState.QUEUED):
        for place, step in enumerate(steps):
            if step.state is wanted:
                return place
    return None


def _step(progress: Progress | None) -> str:
    steps = progress.steps if progress else ()
    place = running_step(steps)
    if place is None or len(steps) < 2:
        return ""
    name = steps[place].name.replace("_", " ")
    return _("{name}, {n} of {all}").format(name=name, n=place + 1, all=len(steps))


def _when(moment: float, now: float) -> str:
    if not moment:
        return ""
    today = clock(moment, "%Y-%m-%d") == clock(now, "%Y-%m-%d")
    return clock(moment, "%H:%M") if today else clock(moment, "%Y-%m-%d")


def midnight(now: float) -> float:
    """When the person's day began."""
    return datetime.fromtimestamp(now).astimezone().replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
