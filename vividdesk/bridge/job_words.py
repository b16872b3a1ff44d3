"""Jobs in the desk's words."""

from vividdesk.bridge import figures
from vividdesk.jobs.events import Progress
from vividdesk.jobs.pacing import Past
from vividdesk.model.job import Ask, Job, JobState, LaneId
from vividdesk.model.report import AT_WORK, IN_LINE, RemoteState, Step
from vividdesk.model.service import service_named
from vividdesk.providers.reading import plain, state_of
from vividdesk.texts import _, count

SEARCHED = ("vividflow",)  # services whose history tells what they took

LONGEST_WORDS = 40  # letters of what a service says of a state

# Said of the lane while it lasts; a job that waits remembers it when it is long over.
OF_LANES = ("Unreachable", "KeyRefused", "OutOfCredits", "SlowDown", "NoRoom", "LimitReached")


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


def state_words(job: Job, progress: Progress | None = None, ending: bool = False) -> str:
    """`ending`: the person has cancelled it, and it is not over yet."""
    said = state_word(job.state)
    if ending and not job.state.is_end:
        return _("Cancelling…")
    if job.ask is Ask.OVERDUE:
        return _("Takes longer than it should")
    match job.state:
        case JobState.UNSURE:
            return _("Was it accepted? The connection broke while sending")
        case JobState.WAITING if step := _step(progress):
            return f"{said} · {step}"
        case JobState.WAITING if job.words:
            return _remotely(job)
        case JobState.QUEUED if job.trouble and job.trouble.kind in OF_LANES:
            return said
        case JobState.DONE if job.files > 1:
            return f"{said} · {count('{n} result', '{n} results', job.files)}"
    return f"{said} · {job.trouble.title}" if job.trouble else said


def meanwhile(job: Job) -> str:
    """What goes on by itself, where no part can be told."""
    searched = job.state is JobState.UNSURE and job.ask is None and job.lane.service in SEARCHED
    return _("looking in its history") if searched else ""


def time_words(job: Job, now: float, past: Past | None = None, progress: Progress | None = None) -> str:
    """How long it has taken, and of how long; of what travels, the part; of one that has ended, when that was."""
    if job.state in (JobState.SUBMITTING, JobState.FETCHING) and progress is not None and progress.moved is not None:
        return moved_words(progress.moved, progress.whole)
    if job.state.is_end:
        return _when(job.ended_at, now)
    if not job.sent_at or job.state is JobState.QUEUED:
        return ""
    went = lasting(now - job.sent_at)
    if past is None or job.state is not JobState.WAITING or is_in_line(job):
        return _("{went} so far").format(went=went)
    said = _("{went} of about {usual}") if now - job.sent_at <= past.median else _("{went}, usually {usual}")
    return said.format(went=went, usual=lasting(past.median))


def moved_words(moved: int, whole: int | None) -> str:
    """Of what travels: 4.1 of 6.4 MB."""
    if whole is None:
        return _("{n} MB").format(n=figures.megabytes(moved))
    if whole < figures.MEGA:
        return _("{n} of {all} kB").format(n=moved // figures.KILO, all=max(1, round(whole / figures.KILO)))
    return _("{n} of {all} MB").format(n=figures.megabytes(moved), all=figures.megabytes(whole))


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
    return _("{n} credits").format(n=figures.number(job.cost))


def second_line(job: Job, apart: str = "") -> str:
    """What tells those of one template apart, first where little else does; and where it is made."""
    return " · ".join(part for part in (apart, job.photo_name, service_name(job.lane.service)) if part)


def row_told(job: Job, progress: Progress | None, past: Past | None, ending: bool, apart: str, now: float) -> str:
    """A row in one sentence, for whoever does not see it."""
    parts = (job.label, service_name(job.lane.service), job.photo_name, apart, state_words(job, progress, ending))
    shown = (*parts, "" if ending else _bar_told(job, progress), time_words(job, now, past, progress), cost_words(job))
    return ", ".join(part for part in shown if part)


def _bar_told(job: Job, progress: Progress | None) -> str:
    part = progress.part if progress is not None and not job.state.is_end else None
    return meanwhile(job) if part is None else _("{share} %").format(share=round(part * 100))


def more_told(job: Job, ending: bool) -> str:
    """What a row shows only to the mouse: the advice of its tooltip, and what its buttons do, by their keys."""
    enter = _("Enter shows its details.")
    if job.ask is not None:
        enter = _("Enter asks what shall become of it.")
    elif job.state is JobState.DONE:
        enter = _("Enter plays it.")
    cancel = "" if ending or job.state.is_end else _("Delete cancels it.")
    trouble = None if job.state is JobState.QUEUED and job.trouble and job.trouble.kind in OF_LANES else job.trouble
    return " ".join(part for part in (trouble.advice if trouble else "", enter, cancel) if part)


def tooltip(job: Job, progress: Progress | None, past: Past | None, ending: bool, apart: str) -> str:
    what = " · ".join(part for part in (job.label, lane_name(job.lane), job.photo_name, apart) if part)
    advice = job.trouble.advice if job.trouble else ""
    return "\n".join(part for part in (what, state_words(job, progress, ending), advice, time_told(job, past)) if part)


def lasting(seconds: float) -> str:
    """As a clock counts it: 0:48, 2:10, 1:02:10."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def running_step(steps: tuple[Step, ...]) -> int | None:
    """The place of the one that runs, or of the first that waits where others are done."""
    for wanted in (RemoteState.RUNNING, RemoteState.QUEUED):
        for place, step in enumerate(steps):
            if step.state is wanted:
                return place
    return None


def _step(progress: Progress | None) -> str:
    """The one that runs; where the service tells only of those that are done, the last of them."""
    steps = progress.steps if progress else ()
    place = running_step(steps)
    if place is not None and len(steps) > 1:
        return _("{name}, {n} of {all}").format(name=step_name(steps[place].name), n=place + 1, all=len(steps))
    if steps and steps[-1].state is RemoteState.DONE and place is None:
        return _("{name} is done").format(name=step_name(steps[-1].name))
    return ""


def step_name(name: str) -> str:
    """In a sentence, beside its picture and in the library. Of one that a service brings up anew, its own must do."""
    match name:
        case "crop_to_content":
            return _("crop")
        case "create_media":
            return _("still picture")
        case "video_overlay":
            return _("overlay")
    return name.replace("_", " ")


def is_in_line(job: Job) -> bool:
    """Where it was sent to: nobody has begun with it."""
    return state_of(job.words) is RemoteState.QUEUED or plain(job.words) in IN_LINE


def _remotely(job: Job) -> str:
    """What the service says of it, in plain words."""
    word, said = plain(job.words), state_word(job.state)
    if is_in_line(job):
        if job.lane.local:
            return _("In line on this computer")
        return _("In line at {service}").format(service=service_name(job.lane.service))
    if state_of(job.words) is RemoteState.DONE:
        return _("{state} · its result is not there yet").format(state=said)
    if word in AT_WORK or job.lane.local:
        return said
    shown = job.words.replace("_", " ").strip().lower()
    shown = shown if len(shown) <= LONGEST_WORDS else f"{shown[:LONGEST_WORDS].rstrip()}…"
    return _("{state} · “{words}”").format(state=said, words=shown)


def _when(moment: float, now: float) -> str:
    if not moment:
        return ""
    if not figures.is_of_day(moment, now):
        return figures.day_of(moment)
    return _("at {time}").format(time=figures.time_of(moment))  # without a word it would read like how long it took
