"""What tells jobs apart that would read the same in the list."""

import time
from collections.abc import Sequence

from vividdesk.bridge import figures
from vividdesk.model.job import Job

NEAR = 12  # rows above and below that may be in sight at the same time
LONGEST = 16  # letters of a value that can be read in passing


def apart(jobs: Sequence[Job], row: int) -> str:
    """The option that sets it off from those near it with the same name and photo, or when it was asked for.

    Of one that has ended, the row tells when, as it is.
    """
    job = jobs[row]
    near = jobs[max(0, row - NEAR) : row + NEAR + 1]
    others = [each for each in near if each.id != job.id and _name(each) == _name(job)]
    if not others:
        return ""
    for option, value in job.request.options.items():
        can_be_read = isinstance(value, str | int | float) and not isinstance(value, bool)
        is_its_own = all(each.request.options.get(option) != value for each in others)
        if can_be_read and is_its_own and 0 < len(str(value)) <= LONGEST:
            return str(value)
    is_told = job.state.is_end or not figures.is_of_day(job.created_at, time.time())
    return "" if is_told else figures.time_of(job.created_at)


def _name(job: Job) -> tuple[str, str, str]:
    return job.label, job.photo_name, job.lane.service
