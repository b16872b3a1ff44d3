"""What a person decides about a job. Each takes the job while no step works on it, and says what that means."""

from datetime import datetime

from vividdesk.errors import NotKnown, VividError
from vividdesk.jobs import fetching
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.runner import Runner
from vividdesk.jobs.searching import unsettled_until
from vividdesk.model.job import Ask, Job, JobState, Outcome, Trouble
from vividdesk.model.service import service_named
from vividdesk.providers.base import Cancels, Edits
from vividdesk.store.jobs import JobChanges
from vividdesk.texts import _

SENDING = 15.0  # seconds that a submit has to come to its end before a decision about it is carried out
VERDICTS = ("Failed", "Filtered", "Rejected", "PhotoRefused", "Cancelled")  # nothing to look for any more
FRESH = JobChanges(
    trouble=None, ask=None, remote="", words="", misses=0, empties=0, expires_at=0.0, ready_at=0.0, account=""
)


class TooSoon(VividError):
    """The service may still take what was sent; sent again now, it could be paid twice."""

    def __init__(self, job: Job, moment: float) -> None:
        clock = datetime.fromtimestamp(moment).astimezone()
        super().__init__(
            _("{service} may still take job {id}: sent again now, it could be paid twice.").format(
                service=_service(job), id=job.id
            ),
            _("Look on its page again at {time}. If it is not there then, send it again.").format(
                time=clock.strftime("%H:%M:%S")
            ),
        )


class Decisions:
    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def cancel(self, number: int) -> str:
        """In every state; at the service, too, where it can."""
        return await self._runner.on(number, SENDING, _cancel)

    async def retry(self, number: int) -> str:
        """What the service may still have is looked at again; anything else is sent again, which is paid again."""
        return await self._runner.on(number, SENDING, _retry)

    async def send_anew(self, number: int) -> str:
        """Whatever the service may still have of it."""
        return await self._runner.on(number, SENDING, _send_anew)

    async def found(self, number: int, remote: str) -> str:
        """The person has found it at the service."""

        remote = remote.strip()

        async def work(job: Job, kit: Kit) -> str:
            _must_be(job, JobState.UNSURE)
            if await kit.store.jobs.claimed(job.lane.service, [remote]):
                raise VividError(_("Another job has this id already."), _("Look for another one on the page."))
            changes = JobChanges(remote=remote, trouble=None, ask=None, misses=0, empties=0)
            move = kit.store.jobs.move
            await move(job, JobState.WAITING, "found by the person", changes, outcome=Outcome.ACCEPTED)
            return _("Job {id} goes on as {remote}.").format(id=job.id, remote=remote)

        if not remote or not remote.isprintable() or len(remote) > 200:
            raise VividError(_("That is no id."), _("Copy it from the service's page."))
        return await self._runner.on(number, SENDING, work)

    async def resend(self, number: int) -> str:
        """It is not there: another attempt."""

        async def work(job: Job, kit: Kit) -> str:
            _must_be(job, JobState.UNSURE)
            await _must_be_settled(job, kit)
            changes = JobChanges(trouble=None, ask=None)
            await kit.store.jobs.move(job, JobState.QUEUED, "sent again by the person", changes)
            return _("Job {id} is sent again.").format(id=job.id)

        return await self._runner.on(number, SENDING, work)

    async def drop(self, number: int) -> str:
        async def work(job: Job, kit: Kit) -> str:
            _must_be(job, JobState.UNSURE)
            return await _cancel(job, kit)

        return await self._runner.on(number, SENDING, work)

    async def wait_on(self, number: int) -> str:
        """Of one that takes longer than it should: the question is answered, the looks go on."""

        async def work(job: Job, kit: Kit) -> str:
            if job.ask is not Ask.OVERDUE:
                raise _wrong(job)
            await kit.store.jobs.note(job, JobChanges(ask=None))
            return _("Job {id} is waited for.").format(id=job.id)

        return await self._runner.on(number, SENDING, work)


async def _cancel(job: Job, kit: Kit) -> str:
    is_gone = False
    match job.state:
        case JobState.QUEUED:
            said = _("It was never sent, so nothing is paid.")
        case JobState.UNSURE:
            said = _("It is let go. If the service took it, it goes on there and may be paid.")
        case JobState.WAITING:
            is_gone, said = await _cancel_there(job, kit)
            if job.lane.local:
                said = _made_here(is_gone)
        case JobState.FETCHING:
            await fetching.clear(kit, job)
            said = (
                _("Its result is not brought in.")
                if job.lane.local
                else _("Its result is not fetched; the service has made it, and it is paid.")
            )
        case _:
            raise _wrong(job)
    trouble = Trouble("Cancelled" if is_gone else "LetGo", said) if job.remote else None
    changes = JobChanges(ask=None, trouble=trouble)
    await kit.store.jobs.move(job, JobState.CANCELLED, "cancelled by the person", changes)
    return _("Job {id} is cancelled. {said}").format(id=job.id, said=said)


async def _cancel_there(job: Job, kit: Kit) -> tuple[bool, str]:
    """Whether it is gone at the service, and what became of it, honestly."""
    name = _service(job)
    try:
        wire = await kit.wires.of(job.lane)
        match wire.client:
            case Cancels():
                if await wire.client.cancel(job.remote):
                    return True, _("{service} cancelled it, too.").format(service=name)
                return False, _("{service} has begun with it already: it goes on there and is paid.").format(
                    service=name
                )
            case Edits():
                await wire.client.delete(job.remote)
                said = _("{service} deleted it; whether it is paid, the service does not say.").format(service=name)
                return True, said
    except NotKnown:
        return True, _("{service} did not know it any more.").format(service=name)
    except VividError as fault:
        said = _("{service} could not be told: it may go on there and be paid. {reason}")
        return False, said.format(service=name, reason=fault.title)
    return False, _("{service} cannot cancel: it goes on there and is paid.").format(service=name)


def _made_here(is_gone: bool) -> str:
    if is_gone:
        return _("This computer has stopped making it; nothing is paid.")
    return _("This computer may go on making it for a while; nothing is paid.")


async def _retry(job: Job, kit: Kit) -> str:
    if not _may_be_there(job):
        return await _send_anew(job, kit)
    changes = JobChanges(trouble=None, ask=None, misses=0, empties=0)
    await kit.store.jobs.move(job, JobState.WAITING, "looked at again", changes)
    return _("Job {id} is looked at again, which costs nothing.").format(id=job.id)


async def _send_anew(job: Job, kit: Kit) -> str:
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise _wrong(job)
    await _must_be_settled(job, kit)
    await kit.store.jobs.move(job, JobState.QUEUED, "sent again by the person", FRESH)
    if job.lane.local:
        return _("Job {id} is made again on this computer.").format(id=job.id)
    return _("Job {id} is sent again: a new job for the service, which is paid again.").format(id=job.id)


def _may_be_there(job: Job) -> bool:
    verdict = job.trouble is not None and job.trouble.kind in VERDICTS
    return job.state in (JobState.FAILED, JobState.CANCELLED) and bool(job.remote) and not verdict


async def _must_be_settled(job: Job, kit: Kit) -> None:
    if moment := await unsettled_until(kit, job):
        raise TooSoon(job, moment)


def _must_be(job: Job, state: JobState) -> None:
    if job.state is not state:
        raise _wrong(job)


def _service(job: Job) -> str:
    service = service_named(job.lane.service)
    return service.name if service else job.lane.service


def _wrong(job: Job) -> VividError:
    return VividError(_("That cannot be done with job {id} as it is now.").format(id=job.id))
