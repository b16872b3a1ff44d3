"""The service's folder: each job has its own in it, with its record, what was sent in, parts of clips, and results.

What is on disk is whole: files and folders get their names when all of them is there.
"""

import logging
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from vividdesk.errors import DataFolderError, FolderInUse
from vividdesk.localservice import record
from vividdesk.localservice.job import Job
from vividdesk.paths import locked, sync_folder, write_whole
from vividdesk.texts import _

logger = logging.getLogger(__name__)

RECORD = "job.json"
PART = "part-"
UNFINISHED = "."  # begins the name of a job's folder that is not whole yet


def wait_until_free(path: Path, within: float) -> None:
    """For as long as whoever has the folder may need to end."""
    end = time.monotonic() + within
    while (path / "lock").exists() and time.monotonic() < end:
        lock = locked(path / "lock")
        if lock is not None:
            lock.close()
            return
        time.sleep(0.05)


class Folder:
    """One process at a time has it: FolderInUse."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._jobs = path / "jobs"
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
            self._jobs.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            raise DataFolderError(
                _("The local service cannot use its folder {folder} ({reason}).").format(
                    folder=path, reason=fault.strerror
                ),
                _("Give yourself the right to write there, or set VIVIDDESK_HOME to another folder."),
            ) from fault
        lock = locked(path / "lock")
        if lock is None:
            raise FolderInUse(
                _("Another local service works in {folder}.").format(folder=path),
                _("Close the other vividdesk, or end it in the system's task list, then start again."),
            )
        self._lock = lock

    def close(self) -> None:
        self._lock.close()

    def read(self) -> list[Job]:
        """All jobs, oldest first. What a crash left half done is removed, what cannot be read is set aside."""
        jobs = []
        for folder in sorted(self._jobs.iterdir()):
            try:
                if job := self._read(folder):
                    jobs.append(job)
                    self.tidy(job)
            except OSError as fault:
                logger.warning("The folder %s cannot be put in order: %s", folder, fault)
        return sorted(jobs, key=lambda job: job.created)

    def add(self, job: Job, photos: Mapping[str, bytes]) -> None:
        """Survives whatever happens from now on."""
        unfinished, whole = self._jobs / f"{UNFINISHED}{job.id}", self._jobs / job.id
        try:
            unfinished.mkdir(mode=0o700)
            for name, made in job.photos.items():
                write_whole(unfinished / made.token, photos[name])
            write_whole(unfinished / RECORD, record.written(job))
            unfinished.rename(whole)
            sync_folder(self._jobs)
        except OSError:
            for folder in (unfinished, whole):
                shutil.rmtree(folder, ignore_errors=True)
            raise

    def write(self, job: Job) -> None:
        write_whole(self.file(job, RECORD), record.written(job))

    def put(self, job: Job, name: str, content: bytes) -> None:
        write_whole(self.file(job, name), content)

    def file(self, job: Job, name: str) -> Path:
        return self._jobs / job.id / name

    def tidy(self, job: Job) -> None:
        """Removes all files that the job does not need, or need any more."""
        needed = {RECORD, *(made.token for made in job.files if job.kept)}
        for file in self._files(job):
            is_part = file.name.startswith(PART) and not file.name.endswith(".part")
            if file.name not in needed and (job.state.is_end or not is_part):
                file.unlink(missing_ok=True)

    def remove(self, job: Job) -> None:
        """The record first: without one, what may be left is removed at the next start."""
        self.file(job, RECORD).unlink(missing_ok=True)
        shutil.rmtree(self._jobs / job.id, ignore_errors=True)

    def _files(self, job: Job) -> Iterator[Path]:
        yield from (self._jobs / job.id).iterdir()

    def _read(self, folder: Path) -> Job | None:
        if folder.name.startswith(UNFINISHED) or not (folder / RECORD).exists():
            shutil.rmtree(folder, ignore_errors=True)
            return None
        try:
            job = record.read((folder / RECORD).read_bytes())
            if job.id != folder.name:
                raise ValueError(f"it is the record of {job.id}")
        except (OSError, ValueError) as fault:
            aside = self.path / "unreadable" / f"{folder.name}-{time.time_ns()}"
            aside.parent.mkdir(mode=0o700, exist_ok=True)
            folder.rename(aside)
            logger.warning("The job in %s cannot be read and is set aside as %s: %s", folder, aside, fault)
            return None
        return job
