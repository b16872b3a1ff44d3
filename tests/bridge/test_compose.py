"""From a template and chosen photos to jobs in the journal."""

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copyfile

import pytest

from tests.faults.service import Service, running
from tests.hasty import core_for, hasten
from tests.waiting import until_on_loop
from vividdesk import catalog
from vividdesk.bridge.compose import Compose
from vividdesk.bridge.limit_words import beyond_limit
from vividdesk.bridge.outlook import lasting, what_will_happen
from vividdesk.core import Core
from vividdesk.errors import NotReady
from vividdesk.jobs.money import Prospect
from vividdesk.jobs.pacing import Past
from vividdesk.jobs.runner import AskedTwice
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Draft
from vividdesk.model.job import JobState
from vividdesk.model.photo import Photo, WebPhoto
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.paths import Paths, resource
from vividdesk.settings import Visibility

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with running() as made:
        yield made


@pytest.fixture
async def core(service: Service, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Core]:
    hasten(monkeypatch)
    made = core_for(service, paths)
    await made.open()
    await made.runner.pause()
    yield made
    await made.close(grace=0.1)


@pytest.fixture
async def compose(core: Core, paths: Paths) -> AsyncIterator[Compose]:
    intake = Intake(paths.photos)
    yield Compose(core, intake)
    await intake.close()


def template(service: str, name: str) -> Template:
    found = catalog.load().find(service, name)
    assert found is not None
    return found


def photo(paths: Paths, mark: str) -> Photo:
    """As it lies on the shelf once it was taken in."""
    made = Photo((mark * 64)[:64], "image/jpeg", 640, 480, 1000, f"{mark}.jpg")
    paths.photos.mkdir(exist_ok=True)
    copyfile(resource("samples", "portrait.jpg"), paths.photos / made.file_name)
    return made


async def test_nothing_is_sent_before_there_is_what_it_takes(
    compose: Compose, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (compose.outlook().button, compose.outlook().ready) == ("Choose a template", False)
    with pytest.raises(NotReady):
        await compose.send(compose.drafts())
    compose.choose(template("vividflow", "wan2.1"))
    assert (compose.outlook().button, compose.outlook().ready) == ("Choose a photo", False)
    compose.take([photo(paths, "a")])
    assert compose.outlook().button == "Still missing: Prompt"
    monkeypatch.setattr("vividdesk.bridge.outlook.LONGEST", 4)
    assert compose.outlook().button == "1 thing is still missing", "the button does not grow with what it names"
    monkeypatch.undo()
    with pytest.raises(NotReady):
        await compose.send(compose.drafts())
    assert compose.draft is not None
    compose.edit(compose.draft.set("prompt", "slow dolly in").set("width", "wide"))
    assert (compose.outlook().button, compose.outlook().ready) == ("1 thing is not right yet", False)
    compose.edit(compose.draft.reset("width"))
    assert (compose.outlook().button, compose.outlook().ready) == ("Make 1 clip with Vivid Flow", True)


async def test_each_chosen_photo_gets_a_job_of_its_own(compose: Compose, core: Core, paths: Paths) -> None:
    compose.choose(template("vividflow", "wan2.1"))
    compose.fill(Draft(template("vividflow", "wan2.1")).set("prompt", "slow dolly in"))
    compose.take([photo(paths, mark) for mark in "abc"])
    assert compose.outlook().button == "Make 3 clips with Vivid Flow"
    jobs = await compose.send(compose.drafts())
    assert [job.photo_name for job in jobs] == ["a.jpg", "b.jpg", "c.jpg"]
    assert {job.request.options["prompt"] for job in jobs} == {"slow dolly in"}
    assert {job.state for job in await core.store.jobs.many([job.id for job in jobs])} == {JobState.QUEUED}
    with pytest.raises(AskedTwice):
        await compose.send(compose.drafts())
    assert len(await compose.send(compose.drafts(), again=True)) == 3
    compose.take([photo(paths, mark) for mark in "bcde"])
    new = await compose.new_of(compose.drafts())
    assert [draft.pictures["image"][0].name for draft in new] == ["d.jpg", "e.jpg"]


async def test_what_it_makes_follows_the_options(compose: Compose, paths: Paths) -> None:
    arctic = template("vimmerse", "vim_arctic")
    compose.choose(arctic)
    compose.take([photo(paths, "a")])
    by_value = arctic.made.by_value  # type: ignore[union-attr]
    said = set()
    for value in by_value:
        compose.fill(Draft(arctic).set(arctic.made.option, value))  # type: ignore[union-attr]
        said.add(compose.outlook().button)
    assert said >= {"Make 1 clip with Vimmerse", "Make 1 picture with Vimmerse"}


async def test_where_the_local_service_stands_in_the_button_promises_no_other(paths: Paths) -> None:
    """In all that it can make; and the words beside it say whose work it is not."""
    keyless = Core(paths, {}, keyring=False)
    compose = Compose(keyless, Intake(paths.photos))
    arctic, wan = template("vimmerse", "vim_arctic"), template("vividflow", "wan2.1")
    compose.choose(wan)
    assert compose.outlook().note == "Rendered on this computer, not by Vivid Flow"
    compose.take([photo(paths, "a"), photo(paths, "b")])
    compose.fill(Draft(wan).set("prompt", "slow dolly in"))
    compose._prospects["vividflow", "wan2.1"] = Prospect(Past(30.0, 60.0))
    assert compose.outlook().button == "Make 2 clips on this computer"
    assert compose.outlook().note == "usually 30 s · costs nothing · not by Vivid Flow"
    assert compose.outlook().more == "usually ready in 30 s (9 of 10 within 1 min)"
    compose.choose(arctic)
    said = set()
    for value in arctic.made.by_value:  # type: ignore[union-attr]
        compose.fill(Draft(arctic).set(arctic.made.option, value))  # type: ignore[union-attr]
        said.add(compose.outlook().button)
    assert said == {"Make 2 clips on this computer", "Make 2 pictures on this computer"}
    assert compose.outlook().note == "costs nothing · not by Vimmerse"


async def test_each_template_keeps_what_was_set_and_photos_go_along(compose: Compose, paths: Paths) -> None:
    wan, veo = template("vividflow", "wan2.1"), template("vividflow", "veo3.1")
    compose.take([photo(paths, "a")])
    compose.choose(wan)
    assert compose.draft is not None
    compose.edit(compose.draft.set("prompt", "slow dolly in"))
    compose.choose(veo)
    assert compose.draft.options == {}
    assert compose.draft.pictures["image"] == (photo(paths, "a"),)
    compose.choose(wan)
    assert compose.draft.options == {"prompt": "slow dolly in"}
    other = Compose(compose._core, compose._intake)
    other.recall(compose.memory())
    other.choose(wan)
    assert other.draft is not None
    assert other.draft.options == {"prompt": "slow dolly in"}


async def test_an_address_stays_while_no_photo_is_chosen(compose: Compose, paths: Paths) -> None:
    compose.choose(template("vistoure", "upscale"))
    address = WebPhoto("https://pictures.example/a.jpg")
    compose.put("image", address)
    compose.take([])
    assert compose.draft is not None
    assert compose.draft.pictures["image"] == (address,)
    assert compose.outlook().ready
    compose.take([photo(paths, "a")])
    assert compose.draft.pictures["image"] == (photo(paths, "a"),)
    compose.take([])
    assert compose.draft.pictures["image"] == ()


async def test_a_second_slot_keeps_its_photo(compose: Compose, paths: Paths) -> None:
    compose.choose(template("vistoure", "virtual_tryon"))
    compose.put("garment_image", photo(paths, "b"))
    compose.take([photo(paths, "a"), photo(paths, "c")])
    jobs = await compose.send(compose.drafts())
    assert [[each.name for each in job.request.photos] for job in jobs] == [["a.jpg", "b.jpg"], ["c.jpg", "b.jpg"]]


async def test_a_photo_that_is_too_large_for_the_service_is_brought_within_its_limits(
    compose: Compose, core: Core, paths: Paths, tmp_path: Path
) -> None:
    import random

    from PIL import Image

    noise = Image.frombytes("RGB", (2600, 2000), random.Random(7).randbytes(2600 * 2000 * 3))
    noise.save(tmp_path / "noise.png")
    taken = (await compose._intake.take(tmp_path / "noise.png")).photo
    assert taken.size > 10_000_000
    compose.choose(template("vividflow", "wan2.1"))
    compose.fill(Draft(template("vividflow", "wan2.1")).set("prompt", "slow dolly in"))
    compose.take([taken])
    (job,) = await compose.send(compose.drafts())
    (sent,) = job.request.photos
    assert sent.size <= 10_000_000
    assert sent.name == "noise.png"


async def test_a_job_as_it_was_sent_comes_back_to_be_changed(compose: Compose, paths: Paths) -> None:
    arctic = template("vimmerse", "vim_arctic")
    compose.choose(arctic)
    compose.take([photo(paths, "a")])
    (job,) = await compose.send(compose.drafts())
    compose.choose(template("vividflow", "wan2.1"))
    compose.again(arctic, job.request)
    assert compose.draft is not None
    assert "title" not in compose.draft.details, "the tag of the first job is not that of the next"
    assert compose.draft.pictures["image_files"] == (photo(paths, "a"),)
    assert dict(compose.draft.check().options) == dict(job.request.options)


async def test_who_can_see_new_results_is_as_the_settings_say_unless_the_form_says_otherwise(
    compose: Compose, core: Core
) -> None:
    arctic, santa = template("vimmerse", "vim_arctic"), template("vimmerse", "vim_dancing_santa")

    def seen_by() -> object:
        assert compose.draft is not None
        return compose.draft.check().details["visibility_status"]

    def edited(name: str, value: str) -> None:
        assert compose.draft is not None
        compose.edit(compose.draft.set(name, value))

    core.settings.change(vimmerse_visibility=Visibility.EVERYBODY)
    compose.choose(arctic)
    edited("event_id", "party")
    assert seen_by() == "2"
    (remembered,) = compose.memory()
    assert remembered["details"] == {"event_id": "party"}, "what the settings say is nobody's last value"
    compose.choose(santa)
    core.settings.change(vimmerse_visibility=Visibility.LINK)
    compose.settings_changed()
    assert seen_by() == "1"
    edited("visibility_status", "0")
    compose.choose(arctic)
    assert seen_by() == "1"
    compose.choose(santa)
    assert seen_by() == "0", "said for this one"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min"), (110, "1 min 50 s"), (3600, "60 min")]
)
def test_how_long_it_takes(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


async def test_what_is_shown_is_what_is_sent(compose: Compose, core: Core, paths: Paths) -> None:
    """Also where photos were chosen before something else took their place."""
    tryon = template("vistoure", "virtual_tryon")
    compose.choose(tryon)
    compose.put("garment_image", photo(paths, "b"))
    compose.take([photo(paths, "a")])
    (job,) = await compose.send(compose.drafts())
    compose.take([photo(paths, "b")])
    compose.again(tryon, job.request)
    (again,) = compose.drafts()
    assert {slot: taken[0].name for slot, taken in again.pictures.items()} == {  # type: ignore[union-attr]
        "model_image": "a.jpg",
        "garment_image": "b.jpg",
    }
    compose.take([photo(paths, "a"), photo(paths, "c")])
    compose.put("model_image", address := WebPhoto("https://pictures.example/a.jpg"))
    (shown,) = compose.drafts()
    assert shown.pictures["model_image"] == (address,)


async def test_photos_times_presets(compose: Compose, core: Core, paths: Paths) -> None:
    wan = template("vividflow", "wan2.1")
    compose.choose(wan)
    compose.fill(Draft(wan).set("prompt", "slow dolly in"))
    compose.take([photo(paths, mark) for mark in "ab"])
    compose.vary([Preset.of(str(width), Draft(wan).set("width", width)) for width in (256, 512)])
    assert compose.outlook().button == "Make 4 clips with Vivid Flow"
    jobs = await compose.send(compose.drafts())
    assert [(job.photo_name, job.request.options["width"]) for job in jobs] == [
        *(("a.jpg", 256), ("a.jpg", 512)),
        *(("b.jpg", 256), ("b.jpg", 512)),
    ]
    assert {job.request.options["prompt"] for job in jobs} == {"slow dolly in"}
    compose.vary([Preset.of("wrong", Draft(wan).set("width", "wide"))])
    assert not compose.outlook().ready
    compose.choose(template("vividflow", "veo3.1"))
    assert compose.variants == ()


def test_presets_are_made_as_they_were_saved_whatever_the_form_says(compose: Compose) -> None:
    arctic = template("vimmerse", "vim_arctic")
    compose.choose(arctic)
    usual, clip = Preset.of("usual", Draft(arctic)), Preset.of("clip", Draft(arctic).set("pipeline_mode", "video"))
    compose.fill(Draft(arctic).set("pipeline_mode", "video"))
    compose.vary([usual, clip])
    assert [each.options.get("pipeline_mode", "image") for each in compose.varied()] == ["image", "video"]
    assert what_will_happen(compose.varied(), 2, local=True) == "Make 2 results on this computer"
    assert what_will_happen(compose.varied()[1:], 1, local=True) == "Make 1 clip on this computer"


async def test_what_is_known_beforehand_is_said(compose: Compose, core: Core, service: Service, paths: Paths) -> None:
    core.settings.change(vividflow_jobs_a_day=3, prices={"vividflow": {"wan2.1": 20.0}})
    wan = template("vividflow", "wan2.1")
    compose.choose(wan)
    compose.fill(Draft(wan).set("prompt", "slow dolly in"))
    compose.take([photo(paths, mark) for mark in "ab"])
    await compose.look_ahead()
    assert compose.outlook().note == "about 40 credits"
    assert (await compose.prospect(wan)).jobs_left == 3
    await compose.send(compose.drafts())
    assert (await compose.prospect(wan)).jobs_left == 1, "those that wait go out before"
    await core.runner.resume()
    await until_on_loop(lambda: len(service.works.charges) == 2)
    assert (await compose.prospect(wan)).jobs_left == 1
    assert "the limit lets 1 out today" in compose.outlook().note
    assert "credits left" in compose.outlook().note
    await until_on_loop(lambda: not core.runner.is_busy)


async def test_what_waits_counts_by_its_own_price(compose: Compose, core: Core, paths: Paths) -> None:
    wan, veo = template("vividflow", "wan2.1"), template("vividflow", "veo3.1")
    prices = {"vividflow": {"wan2.1": 20.0, "veo3.1": 50.0}}
    core.settings.change(vividflow_credits_a_day=100, prices=prices)
    assert [(await compose.prospect(each)).jobs_left for each in (wan, veo)] == [5, 2]
    compose.choose(veo)
    compose.fill(Draft(veo).set("prompt", "slow dolly in"))
    compose.take([photo(paths, "a")])
    await compose.send(compose.drafts())
    assert [(await compose.prospect(each)).jobs_left for each in (wan, veo)] == [2, 1]


@pytest.mark.parametrize(
    ("number", "left", "wants_price", "told"),
    [
        (1, 0, False, ("has no room left.", "It waits", "Queue it", "")),
        (5, 3, False, ("lets 3 of these 5 out.", "The other 2 wait", "Queue all 5", "Make 3 today")),
        (1, 0, True, ("nobody knows what these jobs cost.", "It waits", "Queue it", "")),
        (4, 1, True, ("nobody knows what these jobs cost.", "The others wait", "Queue all 4", "Make 1 today")),
    ],
)
def test_what_is_asked_beyond_the_limit_of_a_day(
    number: int, left: int, wants_price: bool, told: tuple[str, str, str, str]
) -> None:
    said = beyond_limit(number, left, wants_price)
    assert said.title.endswith(told[0])
    assert said.says.startswith(told[1])
    assert (said.all, said.fewer) == told[2:]


async def test_a_time_that_is_as_good_as_certain_is_said_once(compose: Compose) -> None:
    compose.choose(template("vividflow", "wan2.1"))
    for past, said in ((Past(30.2, 30.4), "usually ready in 30 s"), (Past(30.0, 45.0), "(9 of 10 within 45 s)")):
        compose._prospects["vividflow", "wan2.1"] = Prospect(past)
        assert compose.outlook().note.endswith("usually 30 s")
        assert compose.outlook().more.endswith(said)


async def test_a_photo_that_was_cropped_is_what_is_sent_wherever_it_was_put(compose: Compose, paths: Paths) -> None:
    """Also where it is not chosen in the tray, as after "Again with changes"."""
    whole, part, other = (photo(paths, mark) for mark in "abc")
    compose.swap(whole, part)  # before there is a template
    compose.choose(template("vistoure", "virtual_tryon"))
    compose.put("model_image", other)
    compose.put("garment_image", whole)
    changed: list[bool] = []
    compose.changed.connect(lambda: changed.append(True))
    compose.swap(whole, part)
    (draft,) = compose.drafts()
    assert draft.pictures == {"model_image": (other,), "garment_image": (part,)}
    compose.swap(whole, part)
    assert changed == [True], "what is not there changes nothing"
