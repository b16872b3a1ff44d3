"""What must hold after a trial, read from the outside: the journal's file, the folder of results, the ledger."""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.faults import goods
from tests.faults.remote import MARK

UNFINISHED = (".part", ".whole", ".mark", ".mark-new", ".new", ".tmp")


@dataclass(frozen=True)
class Row:
    """A job as the journal has it."""

    id: int
    mark: str
    state: str
    remote: str
    trouble: str


def rows(home: Path) -> dict[str, Row]:
    with closing(_opened(home)) as db:
        found = db.execute("SELECT id, request, state, remote, ifnull(trouble_title, '') FROM jobs").fetchall()
    listed = [Row(number, _mark(request), state, remote, trouble) for number, request, state, remote, trouble in found]
    return {row.mark: row for row in listed}


def wrongs(home: Path, marks: Sequence[str], charges: Mapping[str, Sequence[str]], deep: bool) -> Iterator[str]:
    """Sentences about what is not as it must be; none where all is well and every job is done."""
    if deep and (said := integrity(home)) != "ok":
        yield f"journal: {said}"
        return
    yield from wrong_jobs(home, marks, charges)
    yield from left_over(home)


def wrong_jobs(
    home: Path, marks: Sequence[str], charges: Mapping[str, Sequence[str]], end: str = "done"
) -> Iterator[str]:
    known = rows(home)
    for mark in marks:
        row, taken = known.get(mark), charges.get(mark, ())
        if row is None:
            yield f"{mark}: LOST, there is no row of it"
            continue
        if len(taken) > 1:
            yield f"{mark}: CHARGED {len(taken)} TIMES {list(taken)}"
        if row.state != end:
            yield f"{mark}: is {row.state}, not {end}: {row.trouble}"
        elif end == "done":
            if list(taken) != [row.remote]:
                yield f"{mark}: the journal has {row.remote}, the ledger {list(taken)}"
            yield from _wrong_files(home, row)


def _wrong_files(home: Path, row: Row) -> Iterator[str]:
    with closing(_opened(home)) as db:
        results = db.execute(
            "SELECT file, kind, bytes, hash, state, step FROM results WHERE job = ?", (row.id,)
        ).fetchall()
        clips = dict(db.execute("SELECT file, poster FROM clips WHERE job = ?", (row.id,)).fetchall())
    if not results:
        yield f"{row.mark}: has no result"
    for file, kind, size, digest, state, step in results:
        if state != "kept":
            yield f"{row.mark}: result is {state}"
            continue
        try:
            content = Path(file).read_bytes()
        except OSError as fault:
            yield f"{row.mark}: {fault}"
            continue
        if (len(content), hashlib.sha256(content).hexdigest()) != (size, digest):
            yield f"{row.mark}: {file} is not what the journal says"
        if not goods.is_of(content, row.remote, goods.PICTURE if step else kind):
            yield f"{row.mark}: {file} is not what the service gave"
        if file not in clips:
            yield f"{row.mark}: {file} is not in the library"
        elif clips[file] and not Path(clips[file]).is_file():
            yield f"{row.mark}: its poster is gone"
    if len(clips) != len(results):
        yield f"{row.mark}: {len(results)} results, {len(clips)} clips"


def left_over(home: Path) -> Iterator[str]:
    """Halves of files that nobody will finish. The folder of photos sweeps itself."""
    for path in home.rglob("*"):
        if path.suffix in UNFINISHED and path.parent.name != "photos":
            yield f"left over: {path.relative_to(home)}"


def integrity(home: Path) -> str:
    with closing(_opened(home)) as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])


def _opened(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(home / "journal.db")


def _mark(request: str) -> str:
    found = MARK.search(request)
    return found[0] if found else ""
