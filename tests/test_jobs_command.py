"""The command `jobs`, over a real journal that nobody else owns, or that a window owns."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import Service, in_a_thread
from tests.hasty import core_for, hasten, until_all, until_idle
from vividdesk import cli, handover
from vividdesk.handover import Ownership
from vividdesk.model.job import JobState
from vividdesk.paths import Paths
from vividdesk.wishes.handing import grant
from vividdesk.wishes.own import Own

GOES_ON = "vividdesk make --resume takes it up"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    hasten(monkeypatch)
    with in_a_thread() as made:
        for name, value in made.environ.items():
            monkeypatch.setenv(name, value)
        yield made


def earlier(
    paths: Paths, service: Service, *marks: str, name: str = "vimmerse", until: JobState | None = None
) -> list[int]:
    """An earlier run of the program leaves these jobs: as they rest, or once all are in the state."""

    async def live() -> list[int]:
        core = core_for(service, paths)
        own = Own(core)
        await core.open(lanes=until is not JobState.QUEUED)
        photo = shelved(paths.photos)
        numbers = await own.enqueue([order(name, mark, photo) for mark in marks], "", marks[0], again=False)
        if until is None:
            await until_idle(own, numbers)
        else:
            await until_all(own, numbers, until)
        await core.close()
        return numbers

    return asyncio.run(live())


@pytest.fixture
def run(clean_logging: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """A command: its exit code, and what it said where."""

    def typed(*words: str) -> tuple[int, str, str]:
        code = cli.run(["jobs", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


Run = Callable[..., tuple[int, str, str]]


def test_an_empty_journal(run: Run) -> None:
    assert run() == (0, "There are no such jobs.\n", "")
    assert run("--json") == (0, "[]\n", "")


def test_a_list_for_people(service: Service, paths: Paths, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")  # which only counts for a terminal
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED)])
    unsure, done = earlier(paths, service, "mark-a", "mark-b")
    code, out, err = run()
    assert (code, err) == (0, "")
    heading, newest, oldest, question = out.splitlines()
    assert heading.split() == ["id", "photo", "template", "state", "since", "files"]
    rows = {line.split()[0]: line for line in (newest, oldest)}
    states = {number: run("--json", "--text", f"mark-{mark}")[1] for number, mark in ((unsure, "a"), (done, "b"))}
    asked, made = sorted(rows, key=lambda number: "unsure" not in states[int(number)])
    assert "trial.jpg  vimmerse/vim_dreamcareer_0226  nobody knows whether it was taken" in rows[asked]
    assert "done" in rows[made]
    assert str(paths.results) in rows[made]
    assert f"vividdesk jobs decide {asked} --found" in question


def test_a_list_for_programs(service: Service, paths: Paths, run: Run) -> None:
    numbers = earlier(paths, service, "mark-a", "mark-b", "mark-c", until=JobState.QUEUED)

    def found(*words: str) -> list[int]:
        code, out, err = run("--json", *words)
        assert (code, err) == (0, "")
        return [job["id"] for job in json.loads(out)]

    assert found() == numbers[::-1]
    assert found("--limit", "2") == numbers[:0:-1]
    assert found("--text", "mark-b") == numbers[1:2]
    assert found("--state", "queued", "--state", "done") == numbers[::-1]
    assert found("--state", "done") == []


def test_cancelling_what_was_never_sent(service: Service, paths: Paths, run: Run) -> None:
    (number,) = earlier(paths, service, "mark-a", until=JobState.QUEUED)
    code, out, err = run("cancel", str(number))
    assert (code, err) == (0, "")
    assert f"Job {number} is cancelled. It was never sent" in out
    code, out, err = run("cancel", str(number), "99")
    assert (code, out) == (1, "")
    assert f"That cannot be done with job {number}" in err
    assert "There is no job 99." in err
    assert service.works.charges == []


def test_cancelling_what_the_service_has_sends_nothing_else(service: Service, paths: Paths, run: Run) -> None:
    service.works.life = Life(looks=1_000_000)
    (sent,) = earlier(paths, service, "mark-a", until=JobState.WAITING)
    earlier(paths, service, "mark-b", until=JobState.QUEUED)
    code, out, err = run("cancel", str(sent))
    assert (code, err) == (0, "")
    assert f"Job {sent} is cancelled. Vimmerse deleted it" in out
    assert service.counts["change"] == 1
    assert [charge.mark for charge in service.works.charges] == ["mark-a"]


def test_what_failed_is_tried_again_by_who_works_next(service: Service, paths: Paths, run: Run) -> None:
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="too dark")])
    (number,) = earlier(paths, service, "mark-a")
    code, out, err = run("retry", str(number))
    assert code == 0
    assert f"Job {number} is sent again" in out
    assert GOES_ON in err
    assert len(service.works.charges) == 1
    assert cli.program(["make", "--resume"], standalone_mode=False) == 0
    assert len(service.works.charges) == 2


def test_what_was_lost_from_sight_is_looked_at_again_or_sent_anew(service: Service, paths: Paths, run: Run) -> None:
    service.plan.now([Mishap(Ask.LOOK, Act.FORGET, times=6)])
    first, other = map(str, earlier(paths, service, "mark-a", "mark-b"))
    assert "costs nothing" in run("retry", first)[1]
    assert "paid again" in run("retry", other, "--anew")[1]
    assert cli.program(["make", "--resume"], standalone_mode=False) == 0
    assert sorted(charge.mark for charge in service.works.charges) == ["mark-a", "mark-b", "mark-b"]


def test_deciding(service: Service, paths: Paths, run: Run) -> None:
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED, times=3)])
    found, resent, dropped = map(str, earlier(paths, service, "mark-a", "mark-b", "mark-c"))
    ids = {charge.mark: charge.id for charge in service.works.charges}
    code, out, err = run("decide", found, "--found", ids["mark-a"])
    assert (code, out) == (0, f"Job {found} goes on as {ids['mark-a']}.\n")
    assert GOES_ON in err
    assert GOES_ON in run("decide", resent, "--resend")[2]
    code, out, err = run("decide", dropped, "--drop")
    assert (code, err) == (0, "")
    assert "It is let go." in out
    assert run("decide", dropped, "--drop")[0] == 1
    assert cli.program(["make", "--resume"], standalone_mode=False) == 0
    assert [charge.mark for charge in service.works.charges].count("mark-b") == 2
    assert len(service.works.charges) == 4


def test_forgetting(service: Service, paths: Paths, run: Run) -> None:
    one, other = earlier(paths, service, "mark-a", "mark-b")
    (waiting,) = earlier(paths, service, "mark-c", until=JobState.QUEUED)
    files = {job["id"]: Path(job["files"][0]) for job in json.loads(run("--json", "--state", "done")[1])}
    assert run("forget", str(one)) == (0, "1 job is forgotten.\n", "")
    assert files[one].exists()
    assert run("forget", str(other), "--files") == (0, "1 job is forgotten. 1 file is deleted.\n", "")
    assert not files[other].exists()
    code, _out, err = run("forget", str(waiting), "--files")
    assert code == 1
    assert "Cancel it first." in err
    assert [job["id"] for job in json.loads(run("--json")[1])] == [waiting]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--state", "finished"), "there is no state finished; there are: queued, submitting"),
        (("--limit", "0"), "--limit"),
        (("decide", "1"), "exactly one of --found, --resend and --drop"),
        (("decide", "1", "--resend", "--drop"), "exactly one"),
        (("decide", "one", "--drop"), "valid integer"),
        (("retry",), "ID..."),
        (("frobnicate",), "No such command"),
    ],
)
def test_a_wrong_call(words: tuple[str, ...], sentence: str, run: Run, paths: Paths) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert not (paths.data / "journal.db").exists()


def test_while_a_window_is_open_it_is_asked(service: Service, paths: Paths, run: Run) -> None:
    """The lanes run there: what is decided goes on at once."""
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="too dark")])

    async def window(scenario: Callable[[Own], Awaitable[None]]) -> None:
        core = core_for(service, paths)
        ownership = handover.claim(paths.data, {"do": "hello"})
        assert isinstance(ownership, Ownership)
        own = Own(core)
        await core.open()
        await ownership.listen(partial(grant, own))
        try:
            await scenario(own)
        finally:
            ownership.deafen()
            await core.close()
            ownership.release()

    async def scenario(own: Own) -> None:
        asked = [order("vividflow", "mark-a", shelved(paths.photos))]
        (number,) = await own.enqueue(asked, "", "batch", again=False)
        assert (await until_idle(own, [number]))["jobs"][0]["state"] == "failed"
        code, out, err = await asyncio.to_thread(run, "retry", str(number))
        assert (code, err) == (0, "")
        assert "is sent again" in out
        assert (await until_idle(own, [number]))["jobs"][0]["state"] == "done"

    asyncio.run(window(scenario))
