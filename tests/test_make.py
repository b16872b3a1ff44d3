"""The command `make`: from what is typed to files, and what it says and returns on the way."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import KEY, Service, in_a_thread
from tests.hasty import hasten
from tests.model.test_manifest import INFO
from tests.programs import vividdesk
from tests.waiting import until
from vividdesk import catalog, cli
from vividdesk.commands import make, names
from vividdesk.commands.interrupt import Interrupt
from vividdesk.commands.order import Words, WrongCall, requests
from vividdesk.commands.screen import ROWS, Moving
from vividdesk.commands.values import read
from vividdesk.errors import FolderInUse
from vividdesk.model import manifest
from vividdesk.model.request import Request
from vividdesk.model.schema import Field
from vividdesk.model.template import Template
from vividdesk.paths import Paths, resource
from vividdesk.settings import SettingsFile
from vividdesk.wishes.journal import ShownJob, Standing

PORTRAIT, GARMENT = str(resource("samples", "portrait.jpg")), str(resource("samples", "garment.jpg"))
VIM = ("vimmerse/vim_arctic",)
WAN = ("--with", "vividflow/wan2.1", "--set", "prompt=slow dolly in")


# From words to requests


async def nothing_saved() -> list[Template]:
    pytest.fail("nobody asked for saved workflows")


async def asked(paths: Paths, words: Words, said: list[str] | None = None) -> list[Request]:
    return await requests(words, paths.catalog, paths.photos, nothing_saved, (said if said is not None else []).append)


async def wrong(paths: Paths, *templates: str, **words: Any) -> list[str]:
    with pytest.raises(WrongCall) as met:
        await asked(paths, Words(templates=templates, **words))
    assert met.value.title == "Nothing was sent; this is in the way:"
    return [line.removeprefix("- ") for line in met.value.advice.splitlines()]


async def test_one_request_for_each_photo_and_template(paths: Paths) -> None:
    words = Words((PORTRAIT, GARMENT), ("vividflow/wan2.1", "Vivid Flow/veo 3.1"), ("prompt=snow", "length=9", "cfg=8"))
    found = await asked(paths, words)
    assert [(each.template, each.photos[0].name) for each in found] == [
        ("wan2.1", "portrait.jpg"),
        ("wan2.1", "garment.jpg"),
        ("veo3.1", "portrait.jpg"),
        ("veo3.1", "garment.jpg"),
    ]
    assert found[0].options["length"] == 9
    assert found[0].options["cfg"] == 8.0
    assert "length" not in found[2].options, "it goes to those that know it"
    assert {each.options["prompt"] for each in found} == {"snow"}
    for each in found:
        assert (paths.photos / each.photos[0].file_name).exists()


async def test_all_that_there_is_with_the_examples_of_the_catalogue(paths: Paths) -> None:
    every = catalog.load().templates
    names = tuple(f"{each.service}/{each.id}" for each in every)
    found = await asked(paths, Words((PORTRAIT,), names, slots=(f"garment_image={GARMENT}",), examples=True))
    assert [(each.service, each.template) for each in found] == [(each.service, each.id) for each in every]
    assert len(found) == 26
    by_name = {each.template: each for each in found}
    assert by_name["virtual_model"].photos == ()
    assert [photo.name for photo in by_name["virtual_tryon"].photos] == ["portrait.jpg", "garment.jpg"]
    assert "product_image" not in by_name["each_ugcproduct_0226"].options
    assert by_name["wan2.1"].options["prompt"].startswith("A cinematic")


async def test_several_photos_in_one_place_make_one_job(paths: Paths) -> None:
    slots = (f"image_files={PORTRAIT}", f"image_files={GARMENT}")
    (found,) = await asked(paths, Words((), ("vimmerse/vim_arctic",), ("title=Two of us",), slots))
    assert [photo.name for photo in found.photos] == ["portrait.jpg", "garment.jpg"]
    assert found.details["title"] == "Two of us"


async def test_who_sees_the_results_is_as_the_person_has_set_it(paths: Paths) -> None:
    paths.settings.write_text('[services.vimmerse]\nvisibility = "link"\n')
    usual = SettingsFile(paths.settings).settings.details

    async def visibility(*options: str) -> list[object]:
        words = Words((PORTRAIT,), ("vimmerse/vim_arctic", "vividflow/wan2.1"), ("prompt=snow", *options))
        found = await requests(words, paths.catalog, paths.photos, nothing_saved, pytest.fail, usual)
        return [each.details.get("visibility_status") for each in found]

    assert await visibility() == ["1", None]
    assert await visibility("visibility_status=2") == ["2", None]
    assert [each.details["visibility_status"] for each in await asked(paths, Words((PORTRAIT,), VIM))] == ["0"]


async def test_no_photo_where_none_is_needed(paths: Paths) -> None:
    (found,) = await asked(paths, Words((), ("vistoure/virtual_model",), ("gender=female", "more=2", 'text="2"')))
    assert found.options == {"gender": "female", "more": 2, "text": "2"}


async def test_what_the_person_should_know_is_said(paths: Paths) -> None:
    said: list[str] = []
    words = Words((PORTRAIT,), ("vividflow/veo3.1",), ("prompt=snow", "generate_audio=yes", "duration_seconds=8"))
    (found,) = await asked(paths, words, said)
    assert (found.options["generate_audio"], found.options["duration_seconds"]) == (True, 8)
    assert len(said) == 1
    assert said[0].startswith("vividflow/veo3.1: enhance_prompt: Veo 3.1 refuses")
    assert said[0].endswith("Better: --set enhance_prompt=true")


async def test_saved_workflows_are_fetched_when_one_is_named(paths: Paths) -> None:
    workflow = manifest.template(INFO)

    async def saved() -> list[Template]:
        return [workflow]

    words = Words(templates=(f"vistoure/{workflow.id}x",))
    with pytest.raises(WrongCall, match=f"Did you mean vistoure/{workflow.id}"):
        await requests(words, paths.catalog, paths.photos, saved, pytest.fail)


@pytest.mark.parametrize(
    ("template", "option", "sentence"),
    [
        ("vividflow/wan21", "", "There is no template “vividflow/wan21”. Did you mean vividflow/wan2.1"),
        ("wan2.1", "", "There is no template “wan2.1”. Did you mean vividflow/wan2.1"),
        ("vimerse/vim_arctic", "", "Did you mean vimmerse/vim_arctic"),
        ("vimmerse/artic", "", "Did you mean vimmerse/vim_arctic"),
        ("nobody/knows", "", "one is named SERVICE/TEMPLATE, with one of: vimmerse, vividflow, vistoure"),
        ("vividflow/sora", "", "there are: wan2.1, veo3.1"),
        ("vividflow/wan2.1", "promt=x", "There is no option “promt”. Did you mean prompt"),
        ("vimmerse/vim_arctic", "Shape=3:4", "There is no option “Shape”. Did you mean aspect_ratio?"),
        ("vividflow/wan2.1", "zzzzz=1", "There is no option “zzzzz”. There are: prompt, "),
        ("vividflow/wan2.1", "prompt", "--set takes NAME=VALUE, but is “prompt”."),
        ("vividflow/wan2.1", "=x", "--set takes NAME=VALUE, but is “=x”."),
        ("vividflow/wan2.1", "prompt=", "vividflow/wan2.1: prompt=: This is needed. Write at least 3 characters."),
        ("vividflow/wan2.1", "length=long", "vividflow/wan2.1: length=long: Give a whole number, 1 or more."),
        ("vividflow/wan2.1", "cfg=21", "vividflow/wan2.1: cfg=21: Give a number from 1 to 20."),
        ("vividflow/wan2.1", "cfg=nan", "cfg=nan: This cannot be sent"),
        ("vividflow/veo3.1", "duration_seconds=5", "duration_seconds=5: Choose 4, 6 or 8."),
        ("vividflow/veo3.1", "generate_audio=perhaps", "generate_audio=perhaps: Choose yes or no."),
    ],
)
async def test_what_is_wrong_is_said(paths: Paths, template: str, option: str, sentence: str) -> None:
    found = await wrong(paths, template, options=(option,) if option else ())
    assert [line for line in found if sentence in line], found


async def test_all_that_is_wrong_is_said_at_once(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    found = await wrong(
        paths,
        *("vividflow/wan2.1", "vividflow/none"),
        photos=(str(tmp_path / "text.jpg"), str(tmp_path)),
        options=("steps=0", "nothing=1"),
        slots=("mask=x.jpg",),
    )
    assert len(found) == 7, found
    for word in ("vividflow/none", "“text.jpg”", "a folder", "x.jpg", "steps=0", "“nothing”", "prompt: This is needed"):
        assert len([line for line in found if word in line]) == 1, (word, found)


async def test_without_words_it_asks_what_to_make(paths: Paths) -> None:
    assert await wrong(paths) == ["What shall be made? Say it by --with SERVICE/TEMPLATE: see vividdesk templates"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (Words((PORTRAIT, PORTRAIT), ("vimmerse/vim_arctic",)), "1 photo is given twice. --again makes"),
        (Words((PORTRAIT,), ("vistoure/virtual_model",)), "vistoure/virtual_model takes no photo"),
        (Words((), ("vimmerse/vim_arctic",)), "image_files: A photo is needed here."),
        (Words((PORTRAIT,), ("vividflow/wan2.1",), ("prompt=abc",), (f"mask={PORTRAIT}",)), "no place “mask”"),
        (Words((PORTRAIT,), ("vividflow/wan2.1",), ("prompt=abc",), (f"image={GARMENT}",)), "want the same place"),
        (Words((), ("vistoure/virtual_tryon",), (), (f"model_image={GARMENT}",)), "garment_image: A photo is needed"),
        (Words((), ("vistoure/fabric",), (), ("image",)), "--slot takes NAME=PHOTO, but is “image”."),
    ],
)
async def test_photos_and_their_places(paths: Paths, words: Words, sentence: str) -> None:
    with pytest.raises(WrongCall) as met:
        await asked(paths, words)
    assert sentence in met.value.advice


async def test_the_same_photo_twice_where_it_is_wanted(paths: Paths) -> None:
    assert len(await asked(paths, Words((PORTRAIT, PORTRAIT), ("vimmerse/vim_arctic",), again=True))) == 2


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field("n", type="integer"), " 81 ", 81),
        (Field("n", type="integer"), "81.0", 81.0),
        (Field("n", type="integer"), "many", "many"),
        (Field("n", type="integer"), "", ""),
        (Field("n", type="number"), "7.5", 7.5),
        (Field("n", type="boolean"), "Yes", True),
        (Field("n", type="boolean"), "off", False),
        (Field("n", type="boolean"), "perhaps", "perhaps"),
        (Field("n", type="integer", enum=(4, 6)), "6", 6),
        (Field("n", enum=("16:9", "Wide"), names={"16:9": "Landscape"}), "landscape", "16:9"),
        (Field("n", enum=("16:9", "Wide")), "WIDE", "Wide"),
        (Field("n", enum=("16:9", None), nullable=True), "", ""),
        (Field("n", type="object"), '{"a": [1]}', {"a": [1]}),
        (Field("n", type="object"), "{", "{"),
        (Field("n"), "12", "12"),
        (None, "12", 12),
        (None, "true", True),
        (None, "plain words", "plain words"),
        (None, "[" * 100_000, "[" * 100_000),
    ],
)
def test_values_are_read_as_the_option_takes_them(field: Field | None, text: str, value: object) -> None:
    found = read(field, text)
    assert (found, type(found)) == (value, type(value))


# From requests to files, with a service that takes every job


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    hasten(monkeypatch)
    with in_a_thread() as made:
        yield made


def made(paths: Paths, service: Service, *words: str) -> int:
    """As typed; the exit code."""
    for name, value in service.environ.items():
        os.environ[name] = value
    return cli.program(["make", *words], prog_name="vividdesk", standalone_mode=False)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test puts into it goes with the test."""
    for name in ("VIMMERSE", "VIVIDFLOW", "VISTOURE"):
        for what in ("URL", "KEY"):
            monkeypatch.setenv(f"VIVIDDESK_{name}_{what}", "")


ALL_THREE = ("--with", "vividflow/wan2.1", "--with", "vimmerse/vim_arctic", "--with", "vistoure/upscale")


def test_a_file_of_each_service_and_nothing_else_on_stdout(
    paths: Paths, service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert made(paths, service, PORTRAIT, *ALL_THREE, "--examples", "--out", str(out)) == 0
    said = capsys.readouterr()
    files = [Path(line) for line in said.out.splitlines()]
    assert len(files) == 3
    assert {file.parent for file in files} == {out}
    assert all(file.stat().st_size > 1_000 for file in files)
    assert len(service.works.charges) == 3
    lines = said.err.splitlines()
    assert all(line.startswith("vividdesk: ") for line in lines)
    assert len([line for line in lines if line.endswith("→ Wan 2.1): done")]) == 1
    assert "this computer" not in said.err
    for file in (each for each in paths.data.rglob("*") if each.is_file()):
        assert KEY.encode() not in file.read_bytes(), f"the key is in {file}"


def test_a_line_of_json_for_each_job_and_a_failure(
    paths: Paths, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="too dark", service="vimmerse")])
    assert made(paths, service, PORTRAIT, *ALL_THREE, "--examples", "--json") == 1
    said = capsys.readouterr()
    jobs = {job["service"]: job for job in map(json.loads, said.out.splitlines())}
    assert {name: job["state"] for name, job in jobs.items()} == {
        "vividflow": "done",
        "vimmerse": "failed",
        "vistoure": "done",
    }
    assert Path(jobs["vividflow"]["files"][0]).exists()
    assert jobs["vimmerse"]["files"] == []
    assert "too dark" in jobs["vimmerse"]["trouble"]["title"]
    assert "too dark" in said.err


@pytest.mark.parametrize("wanted", [False, True])
def test_a_failure_gets_into_vimmerses_error_log_where_that_is_set_although_the_command_ends_with_it(
    paths: Paths, service: Service, wanted: bool
) -> None:
    if wanted:
        paths.settings.write_text("[services.vimmerse]\nerror_reports = true\n")
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="portrait is too dark", service="vimmerse")])
    assert made(paths, service, PORTRAIT, *ALL_THREE, "--examples") == 1
    messages = [json.loads(body)["error_message"] for body in service.reports]
    assert messages == ["Job failed (Failed): [hidden] is too dark"] * wanted


def test_an_unsure_one_stays_and_is_asked_about(
    paths: Paths, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED)])
    assert made(paths, service, PORTRAIT, "--with", "vimmerse/vim_arctic", "--json") == 3
    said = capsys.readouterr()
    (job,) = map(json.loads, said.out.splitlines())
    assert (job["state"], job["ask"]) == ("unsure", "taken")
    assert "vividdesk jobs decide 1 --found" in said.err
    assert "1 job stays in the journal." in said.err
    with pytest.raises(WrongCall, match="exactly the same"):
        make.run(make.Call(Words((PORTRAIT,), ("vimmerse/vim_arctic",))), paths, service.environ, nothing_saved)
    assert len(service.works.charges) == 1


def test_a_lane_in_trouble_says_why(paths: Paths, service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    service.plan.now([Mishap(Ask.SUBMIT, Act.SAY, status=402, body="{}", times=99)])
    paths.settings.write_text('[prices.vividflow]\n"wan2.1" = "much"\n')
    assert made(paths, service, PORTRAIT, *WAN) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("Vivid Flow: ") == 1
    assert "settings.toml, line 2: prices.vividflow.wan2.1 is “much”" in said.err
    assert "credits" in said.err
    assert "vividdesk make --resume" in said.err
    assert service.works.charges == []


def test_time_runs_out_and_a_later_run_goes_on(
    paths: Paths, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.works.life = Life(looks=1_000_000)
    assert made(paths, service, PORTRAIT, *WAN, "--timeout", "0.3") == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "the time is up" in said.err
    service.works.life = Life()
    assert made(paths, service, "--resume") == 0
    (file,) = capsys.readouterr().out.splitlines()
    assert Path(file).exists()
    assert len(service.works.charges) == 1
    assert made(paths, service, "--resume") == 0
    assert "nothing to go on with" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((PORTRAIT, "--resume"), "--resume goes on with what is there"),
        ((PORTRAIT, *WAN, "--timeout", "soon"), "--timeout"),
        ((PORTRAIT, *WAN, "--out", PORTRAIT), "is a file"),
        ((PORTRAIT, "--with", "vividflow/wan2.1"), "prompt: This is needed"),
        ((PORTRAIT,), "What shall be made?"),
    ],
)
@pytest.mark.usefixtures("clean_logging")
def test_a_wrong_call_is_no_job(
    words: tuple[str, ...], sentence: str, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["make", *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert not (paths.data / "journal.db").exists()


# On a terminal


def shown_job(number: int, **facts: Any) -> ShownJob:
    job = ShownJob(
        id=number,
        state="waiting",
        service="vividflow",
        template="wan2.1",
        label="Wan 2.1",
        here=False,
        photo="a.jpg",
        remote="x",
        words="",
        trouble=None,
        ask=None,
        question="",
        files=[],
        created=NOW,
        changed=NOW,
        sent=NOW,
        ended=None,
        cost=None,
        batch="",
    )
    job.update(**facts)
    return job


NOW = "2026-01-01T10:00:00+00:00"


def test_a_table_that_moves() -> None:
    """The last picture of it; what is printed aside stands by itself."""
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100, color_system=None)
    moving = Moving(console)
    queued = [shown_job(number, state="queued", sent=None) for number in range(100, 100 + 2 * ROWS)]
    past = {"median": 90.0, "p90": 120.0}
    just_now = datetime.now(UTC).isoformat()
    moving.show([shown_job(number, expected=past, sent=sent) for number, sent in ((1, just_now), (2, NOW))])
    moving.show([*queued, shown_job(1, progress=0.5, words="processing", expected=past, sent=just_now)])
    with moving.aside():
        written.seek(0)
        seen = written.read()
        written.truncate(0)
        written.seek(0)
    moving.show([shown_job(1, state="done", ended=NOW)])
    moving.close()
    *early, first, late = [line for line in seen.splitlines() if "is being made" in line][:4]
    assert len(early) == 2
    assert "a.jpg → Wan 2.1" in first and "of about 1 min" in first and "━" in first
    assert ", usually 1 min" in late and "about" not in late and "━" not in late
    waiting = [line for line in seen.splitlines() if "waits to be sent" in line]
    assert len(waiting) == 2 * (ROWS - 2), "drawn once more before it gives way"
    assert "0 of 42 ended" in seen
    assert "1 of 42 ended" in written.getvalue()


def test_an_option_is_meant_before_one_that_is_only_called_so() -> None:
    known = [("prompt", "Prompt"), ("text", "Prompt")]
    assert names.no_such("No.", "promt", known) == "No. Did you mean prompt?"
    assert names.no_such("No.", "Prompt", known) == "No. Did you mean prompt?"


class Canned:
    """A journal of which each look shows the next picture."""

    def __init__(self, *pictures: list[ShownJob], fault: Exception | None = None) -> None:
        self._pictures = iter(pictures)
        self._fault = fault

    async def ask(self, _wish: object) -> Standing:
        return Standing(jobs=next(self._pictures), lanes=[], idle=False)

    async def news(self) -> None:
        if self._fault is not None:
            raise self._fault


async def watched(journal: Any, *numbers: int) -> int:
    with Interrupt() as interrupt:
        return await make.Watch(journal, numbers, make.Call(Words()), interrupt).run()


async def test_a_job_that_somebody_else_forgets(capsys: pytest.CaptureFixture[str]) -> None:
    done = shown_job(2, state="done", ended=NOW, files=["/clips/a.mp4"])
    assert await watched(Canned([shown_job(1), shown_job(2)], [done]), 1, 2) == 1
    said = capsys.readouterr()
    assert said.out == "/clips/a.mp4\n"
    assert "1: somebody has taken this job off the list." in said.err


async def test_a_fault_while_it_waits_for_news_leaves_the_jobs(capsys: pytest.CaptureFixture[str]) -> None:
    assert await watched(Canned([shown_job(1)], fault=FolderInUse("It is in use.", "Wait.")), 1) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "It is in use.\nWait.\n" in said.err
    assert "1 job stays in the journal." in said.err


# As processes


def test_a_clip_on_a_fresh_folder_without_a_key(home: Path) -> None:
    small = [word for size in ("width=64", "height=64", "length=5") for word in ("--set", size)]
    done = vividdesk("make", PORTRAIT, *WAN, *small, "--json")
    assert done.returncode == 0, done.stderr
    job = json.loads(done.stdout)
    assert (job["state"], job["here"], job["service"], job["template"]) == ("done", True, "vividflow", "wan2.1")
    assert done.stderr.count("rendered on this computer, not by the hosted service: Vivid Flow") == 1
    (file,) = map(Path, job["files"])
    assert file.parent == home / "results"
    assert b"ftyp" in file.read_bytes()[:12]


STUBBORN = """
import asyncio, sys
from vividdesk.commands.interrupt import Interrupt

async def live():
    with Interrupt() as interrupt:
        interrupt.before_leaving = lambda: print("leaves")
        print("ready", flush=True)
        await interrupt.wait()
        print("stops", flush=True)
        await asyncio.Event().wait()

asyncio.run(live())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_second_ctrl_c_leaves_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, text=True) as stubborn:
        assert stubborn.stdout is not None
        for said in ("ready", "stops"):
            assert stubborn.stdout.readline() == f"{said}\n"
            stubborn.send_signal(signal.SIGINT)
        assert stubborn.stdout.read() == "leaves\n"
    assert stubborn.returncode == 130


def start(service: Service, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "vividdesk", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | service.environ,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_two_at_once_and_the_first_is_interrupted(paths: Paths) -> None:
    """The second hands its job to the first; when that leaves, it goes on with all that is in the journal."""
    with in_a_thread() as service:
        service.works.life = Life(looks=1_000_000)
        first = start(service, "make", PORTRAIT, *WAN)
        until(lambda: len(service.works.charges) == 1)
        second = start(service, "make", GARMENT, *WAN)
        until(lambda: len(service.works.charges) == 2)
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=30)
        assert (first.returncode, out) == (130, "")
        assert "stopped waiting; the jobs are not stopped." in err
        assert "1 job stays in the journal." in err
        assert "Traceback" not in err
        service.works.life = Life()
        out, err = second.communicate(timeout=30)
        assert second.returncode == 0, err
        (file,) = out.splitlines()
        assert "garment" in Path(file).name
        assert len(service.works.charges) == 2
