"""What jobs cost: a limit for each day, and the service's own count before and after."""

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from vividdesk.errors import ServiceError, VividError
from vividdesk.jobs.kit import Kit
from vividdesk.jobs.pacing import Past
from vividdesk.model.job import Job, LaneId
from vividdesk.providers.base import CountsCredits
from vividdesk.store.ledger import Spent
from vividdesk.texts import _

TINY = 1e-9  # of a job, which adding up prices may lose


class LimitReached(VividError):
    pass


@dataclass(frozen=True)
class Limit:
    """For one day. Where a price is not known, jobs are counted alone."""

    jobs: int | None = None
    credits: float | None = None


Limits = Callable[[str], Limit]


def midnight(now: float) -> float:
    """When the person's day began."""
    day = time.localtime(now)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday, 0, 0, 0, 0, 0, -1))


async def over_limit(kit: Kit, lane: LaneId, limit: Limit, price: float | None) -> LimitReached | None:
    """Whether one more of this price would be too much today.

    What was sent counts, also where nobody knows whether it was taken. Where a price is not known and credits are
    limited, one a day goes out: its cost may then be seen.
    """
    if lane.local or (limit.jobs is None and limit.credits is None):
        return None
    spent = await kit.store.ledger.spent(lane, midnight(kit.now()))
    if limit.jobs is not None and spent.jobs >= limit.jobs:
        said = _("The limit of {n} jobs a day is reached.").format(n=limit.jobs)
    elif limit.credits is not None and price is None and spent.unpriced:
        return LimitReached(
            _("Credits are limited for each day, and nobody knows what these jobs cost."),
            _("Fill in their price in the settings, or limit the number of jobs instead."),
        )
    elif limit.credits is not None and spent.credits + (price or 0) > limit.credits:
        said = _("The limit of {n} credits a day is reached.").format(n=f"{limit.credits:g}")
    else:
        return None
    return LimitReached(said, _("The rest goes out tomorrow; or raise the limit in the settings."))


@dataclass(frozen=True)
class Prospect:
    """What is known of jobs of one kind before they are sent; None: it is not known, or there is no limit."""

    past: Past | None = None
    price: float | None = None  # credits, of one
    credits: float | None = None  # that the account has left
    jobs_left: int | None = None  # that the limit lets out today beyond those that wait in the queue
    wants_price: bool = False  # credits are limited, and it lets out no more until the price is known


async def prospect(
    kit: Kit, lane: LaneId, limit: Limit, template: str, past: Past | None, credits_left: float | None
) -> Prospect:
    if lane.local:
        return Prospect(past)
    price = await _price(kit, lane, template)
    if limit.jobs is None and limit.credits is None:
        return Prospect(past, price, credits_left)
    spent = await kit.store.ledger.spent(lane, midnight(kit.now()))
    queued = await kit.store.jobs.queued(lane)
    costs = sum([number * (await _price(kit, lane, each) or 0) for each, number in queued.items()])
    then = Spent(spent.jobs + sum(queued.values()), spent.credits + costs, spent.unpriced)
    return Prospect(past, price, credits_left, *_lets_out(limit, then, price))


async def _price(kit: Kit, lane: LaneId, template: str) -> float | None:
    seen = await kit.store.ledger.price(lane.service, template)
    return kit.price(lane.service, template) if seen is None else seen


def _lets_out(limit: Limit, then: Spent, price: float | None) -> tuple[int, bool]:
    """As `over_limit` counts, which decides one by one as they go out; and whether it is for want of a price."""
    jobs = sys.maxsize if limit.jobs is None else limit.jobs - then.jobs
    if limit.credits is None or price == 0:
        return max(0, jobs), False
    if price is None:
        blind = 0 if then.unpriced else 1
        return max(0, min(jobs, blind)), blind < jobs
    return max(0, min(jobs, math.floor((limit.credits - then.credits) / price + TINY))), False


@dataclass
class _Bought:
    job: int
    attempt: int
    template: str


class Purse:
    """The credits of one account as the service counts them.

    What a job cost is known where the count was read before and after it, and all that was sent in between was of
    one template.
    """

    def __init__(self) -> None:
        self.left: float | None = None
        self._bought: list[_Bought] = []

    def bought(self, job: Job) -> None:
        self._bought.append(_Bought(job.id, job.attempts, job.request.template))

    @property
    def is_due(self) -> bool:
        return bool(self._bought)

    async def count(self, kit: Kit, lane: LaneId) -> None:
        """Asks the service, where it tells."""
        bought, self._bought = self._bought, []
        try:
            wire = await kit.wires.of(lane)
            if not isinstance(wire.client, CountsCredits):
                return
            left = (await wire.client.usage()).credits_left
        except ServiceError:
            self.left = None  # what was bought meanwhile cannot be told apart any more
            return
        before, self.left = self.left, left
        fact = None
        if before is not None and left is not None and before > left and len({each.template for each in bought}) == 1:
            fact = (before - left) / len(bought)
        for each in bought:
            await kit.store.ledger.credits(each.job, each.attempt, before, left, fact)
