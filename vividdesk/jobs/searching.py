"""The step for a job of which nobody knows whether it was taken: looked for where the service keeps a history."""

from vividdesk.errors import ServiceError, VividError
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.reconcile import candidates, settled_at
from vividdesk.jobs.steps import OF_THE_LANE, Became
from vividdesk.model.job import Ask, Attempt, Job, JobState, Outcome
from vividdesk.model.report import History
from vividdesk.providers.base import KeepsHistory
from vividdesk.store.jobs import JobChanges

LONG_AGO = 86_400.0  # seconds, after which a submit can no longer be meant
KEEP_HISTORY = ("vividflow",)  # services


def may_help(job: Job) -> bool:
    """Whether anything can be done about an unsure job without asking the person."""
    return job.lane.local or job.lane.service in KEEP_HISTORY


async def unsettled_until(kit: Kit, job: Job) -> float:
    """Until then a slow service may take what was sent last, if it has not yet; 0: no more."""
    attempts = await kit.store.jobs.attempts(job.id)
    return settled_at(attempts[-1], kit.pace.settled, kit.now()) if attempts and not job.lane.local else 0.0


async def doubted(kit: Kit, job: Job) -> Job:
    """One that is being submitted, as the journal has it, while no step works on it: nobody will ever know."""
    changes, move = JobChanges(ask=Ask.TAKEN), kit.store.jobs.move
    return await move(job, JobState.UNSURE, "its submit broke off", changes, outcome=Outcome.UNSURE)


async def search(kit: Kit, job: Job, is_last: bool) -> Became:
    """Adopts the one that it must be; after the last search the person is asked.

    Nothing is paid on this computer: there it is simply sent again.
    """
    if job.lane.local:
        return Became(await _send_again(kit, job))
    if job.ask is not None and not is_last:
        job = await kit.store.jobs.note(job, JobChanges(ask=None))
    try:
        wire = await kit.wires.of(job.lane)
        assert isinstance(wire.client, KeepsHistory)
        history = await wire.client.history()
    except OF_THE_LANE as fault:
        return Became(job, lane=fault, failed=True)
    except ServiceError:
        return Became(await _ask(kit, job) if is_last else job)
    except VividError as fault:
        return Became(job, lane=fault, failed=True)
    attempt = (await kit.store.jobs.attempts(job.id))[-1]
    found = await _found(kit, job, attempt, history)
    if found is None:
        return Became(job, failed=True)
    if len(found) == 1 and not await _is_rivalled(kit, job, found, history):
        changes = JobChanges(remote=found[0], account=wire.account, trouble=None, ask=None, misses=0, empties=0)
        move = kit.store.jobs.move
        return Became(
            await move(job, JobState.WAITING, "found in the service's history", changes, outcome=Outcome.ACCEPTED)
        )
    return Became(await _ask(kit, job) if is_last else job)


async def _send_again(kit: Kit, job: Job) -> Job:
    changes = JobChanges(trouble=None, ask=None)
    return await kit.store.jobs.move(job, JobState.QUEUED, "nothing is paid here: sent again", changes)


async def _found(kit: Kit, job: Job, attempt: Attempt, history: History) -> list[str] | None:
    """None while another of ours is on its way that asks for the same: its id may be in the history already."""
    on_their_way = await kit.store.jobs.in_states(job.lane, [JobState.SUBMITTING])
    if any(_prompt(other) == _prompt(job) for other in on_their_way):
        return None
    claimed = await kit.store.jobs.claimed(job.lane.service, [report.id for report in history.reports])
    return list(candidates(job, attempt, history, claimed, kit.pace.settled))


async def _is_rivalled(kit: Kit, job: Job, found: list[str], history: History) -> bool:
    """Whether another submit of ours could be meant as well, whatever became of its job since."""
    return any(
        other.id != job.id and not set(found).isdisjoint(candidates(other, attempt, history, (), kit.pace.settled))
        for other, attempt in await kit.store.jobs.doubtful(job.lane, kit.now() - LONG_AGO)
    )


def _prompt(job: Job) -> object:
    return job.request.options.get("prompt")


async def _ask(kit: Kit, job: Job) -> Job:
    return job if job.ask is Ask.TAKEN else await kit.store.jobs.note(job, JobChanges(ask=Ask.TAKEN))
