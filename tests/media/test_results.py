"""Results are what they claim, or refused; a finished one holds its recipe and is otherwise the same."""

import asyncio
import hashlib
import io
import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from tests.disks import small_disk
from tests.media import made_clips
from tests.media.made_clips import BOXED, FRAMES, RATE, WHOLE, box, clip, frames, tags
from tests.media.pictures import decoded, detailed, encoded, scene, turned
from vividdesk import __version__
from vividdesk.errors import FetchBroken, FolderGone, NoRoom, NotAResult
from vividdesk.media import inspector
from vividdesk.media.mp4_tags import SIGNED
from vividdesk.media.results import Bounds, Facts, Results
from vividdesk.media.stills import POSTER

ONE_CHILD = True

RECIPE = {
    "service": "vividflow",
    "template": "wan2.1",
    "label": "Arctic – Ærø",
    "options": {"prompt": 'slow "dolly" in\n🎉 חתול', "seed": 7, "loop": True, "strength": 0.5},
    "job": "vd-12",
    "made": "2026-11-21T10:15:00+00:00",
}
PNG, JPEG = encoded(detailed((160, 120)), "PNG"), encoded(detailed((160, 120)), "JPEG")
WEBP, GIF = encoded(detailed((160, 120)), "WEBP"), encoded(scene(), "GIF")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def results(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Results]:
    made = Results(tmp_path_factory.mktemp("results") / "posters")
    yield made
    await made.close()


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "clip.mp4.whole"


async def finished(
    results: Results, part: Path, content: bytes, claimed: str = "video/mp4", recipe: dict[str, Any] = RECIPE
) -> tuple[Facts, bytes]:
    """With nothing left beside it, and facts that hold."""
    part.write_bytes(content)
    facts, poster = await results.finish(part, claimed, recipe)
    made = part.read_bytes()
    assert [file.name for file in part.parent.iterdir()] == [part.name]
    assert (facts.size, facts.hash) == (len(made), hashlib.sha256(made).hexdigest())
    assert poster.name == f"{facts.hash}.jpg"
    with Image.open(poster) as image:
        image.load()
        assert image.format == "JPEG"
        assert max(image.size) <= POSTER
        assert abs(image.width / image.height - facts.width / facts.height) < 0.05
    assert await results.facts(part) == (facts, poster)
    assert part.read_bytes() == made
    return facts, made


async def refused(results: Results, part: Path, content: bytes, claimed: str = "video/mp4") -> str:
    part.write_bytes(content)
    with pytest.raises(NotAResult):
        await results.facts(part)
    with pytest.raises(NotAResult) as caught:
        await results.finish(part, claimed, RECIPE)
    assert caught.value.advice
    assert part.read_bytes() == content
    assert [file.name for file in part.parent.iterdir()] == [part.name]
    return caught.value.title


@pytest.mark.parametrize("form", WHOLE)
async def test_a_clip_is_finished(results: Results, part: Path, form: str) -> None:
    facts, made = await finished(results, part, clip(form))
    kind, suffix = {"QuickTime": ("video/quicktime", ".mov"), "WebM": ("video/webm", ".webm")}.get(
        form, ("video/mp4", ".mp4")
    )
    assert (facts.kind, facts.suffix, facts.width, facts.height) == (kind, suffix, *made_clips.SIZE)
    assert facts.seconds == pytest.approx(FRAMES / RATE, abs=0.2)  # a directory counts what was shifted
    assert frames(made) == frames(clip(form))
    if form == "WebM":
        assert made == clip(form)
        return
    found = tags(made)
    assert json.loads(found["comment"]) == RECIPE
    assert found["encoder"] == f"vividdesk {__version__}"
    assert (await finished(results, part, made))[1] == made


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [
        (PNG, "image/png", ".png"),
        (JPEG, "image/jpeg", ".jpg"),
        (WEBP, "image/webp", ".webp"),
        (GIF, "image/gif", ".gif"),
    ],
    ids=["PNG", "JPEG", "WebP", "GIF"],
)
async def test_a_picture_is_finished(results: Results, part: Path, content: bytes, kind: str, suffix: str) -> None:
    """Whatever it was promised to be."""
    before = decoded(content)
    for claimed in ("image/png", "video/mp4", ""):
        facts, made = await finished(results, part, content, claimed)
        assert (facts.kind, facts.suffix, (facts.width, facts.height), facts.seconds) == (kind, suffix, before.size, 0)
        after = decoded(made)
        assert (after.mode, after.tobytes()) == (before.mode, before.tobytes())
        assert (await finished(results, part, made))[1] == made
    found = recipe_in(made)
    assert found == (RECIPE if suffix in (".png", ".jpg") else None)


def recipe_in(content: bytes) -> Any:
    with Image.open(io.BytesIO(content)) as image:
        text = image.info.get("vividdesk")
        if text is None and isinstance(note := image.info.get("comment"), bytes):
            text = note.decode().removeprefix("vividdesk ")
    return json.loads(text) if text and text.startswith("{") else None


@pytest.mark.parametrize("content", [clip(), PNG, JPEG], ids=["MP4", "PNG", "JPEG"])
async def test_another_recipe_takes_the_place_of_ours(results: Results, part: Path, content: bytes) -> None:
    longer = RECIPE | {"options": {"prompt": "x" * 5000}}
    _facts, made = await finished(results, part, content)
    _facts, other = await finished(results, part, made, recipe=longer)
    assert made.count(b"wan2.1") == other.count(b"wan2.1") == 1
    assert (await finished(results, part, other))[1] == made


@pytest.mark.parametrize("content", [clip(), PNG, JPEG], ids=["MP4", "PNG", "JPEG"])
async def test_a_recipe_of_any_letters(results: Results, part: Path, content: bytes) -> None:
    """Also halves of letters, as a file's name can have them; and none at all."""
    _facts, made = await finished(results, part, content, recipe={"label": "", "photo": "caf\udce9\0\u2028.jpg"})
    found = json.loads(tags(made)["comment"]) if content == clip() else recipe_in(made)
    assert found == {"label": "", "photo": "caf?\0\u2028.jpg"}
    if content == clip():
        assert "title" not in tags(made)
    await finished(results, part, content, recipe={})


def png_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    at, found = 8, []
    while at < len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        found.append((content[at + 4 : at + 8], content[at + 8 : end]))
        at = end + 4
    return found


async def test_a_pngs_chunks_stay(results: Results, part: Path) -> None:
    image = detailed((64, 64))
    image.info["dpi"] = (300, 300)
    content = encoded(image, "PNG", dpi=(300, 300))
    _facts, made = await finished(results, part, content)
    ours = [chunk for chunk in png_chunks(made) if chunk[0] == b"iTXt"]
    assert png_chunks(made)[1] == ours[0]
    assert [chunk for chunk in png_chunks(made) if chunk not in ours] == png_chunks(content)
    assert len(ours) == 1


async def test_a_jpegs_own_comment_stays(results: Results, part: Path) -> None:
    content = encoded(detailed((64, 64)), "JPEG", comment="their words", exif=turned(1)["exif"])
    _facts, made = await finished(results, part, content)
    assert b"their words" in made
    assert len(made) - len(content) == 4 + len("vividdesk ") + len(compact(RECIPE))


def compact(recipe: dict[str, Any]) -> bytes:
    return json.dumps(recipe, ensure_ascii=False, separators=(",", ":")).encode()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_mpf(content: bytes) -> bytes:
    return content[:2] + b"\xff\xe2\x00\x08MPF\0II" + content[2:]


LEFT_ALONE: dict[str, tuple[bytes, dict[str, Any]]] = {
    "a signed clip": (clip() + box(b"uuid", SIGNED, b"a hash"), RECIPE),
    "a signed PNG": (PNG[:33] + chunk(b"caBX", b"a hash") + PNG[33:], RECIPE),
    "a signed JPEG": (JPEG[:2] + b"\xff\xeb\x00\x0aJPxxxxxx" + JPEG[2:], RECIPE),
    "a JPEG with others behind it": (with_mpf(JPEG) + JPEG, RECIPE),
    "a recipe that no JPEG holds": (JPEG, {"x": "y" * 70_000}),
    "tags of another kind": (clip().replace(b"mdirappl", b"mdtaappl"), RECIPE),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
async def test_without_its_recipe_rather_than_spoilt(results: Results, part: Path, name: str) -> None:
    content, recipe = LEFT_ALONE[name]
    assert (await finished(results, part, content, recipe=recipe))[1] == content


@pytest.mark.parametrize("content", [clip(), PNG], ids=["MP4", "PNG"])
def test_a_recipe_that_spoilt_the_file_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """Should our own surgery have a flaw: what was paid for stays as it came."""
    part = tmp_path / "x.whole"
    part.write_bytes(content)
    monkeypatch.setattr(inspector, "copy", lambda _source, target, _edits: target.write(content[:-200]))
    told = inspector.finish(part, tmp_path / "posters", "{}", "")
    assert part.read_bytes() == content
    assert told["facts"]["size"] == len(content)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["posters", "x.whole"]


async def test_a_turned_picture_has_the_size_in_which_it_is_seen(results: Results, part: Path) -> None:
    facts, made = await finished(results, part, encoded(scene(), "JPEG", **turned(6)))
    assert (facts.width, facts.height) == (scene().height, scene().width)
    assert decoded(made).size == scene().size


TURN = {90: (0, 1, -1, 0), 270: (0, -1, 1, 0)}  # as a phone writes it: clockwise


@pytest.mark.parametrize("degrees", TURN)
async def test_a_turned_clip_too(results: Results, part: Path, degrees: int) -> None:
    a, b, c, d = (value << 16 for value in TURN[degrees])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)

    def turn(body: bytes) -> bytes:
        return body[:40] + matrix + body[76:]

    content = made_clips.changed(clip(), (b"moov", b"trak", b"tkhd"), turn)
    facts, _made = await finished(results, part, content)
    assert (facts.width, facts.height) == made_clips.SIZE[::-1]
    _facts, poster = await results.facts(part)
    with Image.open(poster) as image:
        grey = image.convert("L")
        left, right = grey.getpixel((3, grey.height // 2)), grey.getpixel((grey.width - 4, grey.height // 2))
    assert isinstance(left, int)
    assert isinstance(right, int)
    assert (right > left) == (degrees == 90)  # the bright top


async def test_a_webm_without_a_directory(results: Results, part: Path) -> None:
    """As it is written while it is made: of no length that is told."""
    facts, _made = await finished(results, part, clip("WebM as it was made"))
    assert facts.seconds == pytest.approx(FRAMES / RATE, abs=0.2)


async def test_a_large_picture_has_a_small_poster(results: Results, part: Path) -> None:
    for image in (detailed((800, 500)), Image.new("RGBA", (900, 300), (255, 0, 0, 90)), Image.new("I;16", (800, 700))):
        await finished(results, part, encoded(image, "PNG"))
    await finished(results, part, encoded(Image.new("RGBA", (8, 8)), "PNG"))


rng = random.Random(31)
CLAIMS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "a page": (b"<!doctype html><html><body>Sign in</body></html>", "is a web page, not a clip"),
    "JSON": (b'{"error": "no such file"}', "is a text file"),
    "random": (rng.randbytes(5000), "of an unknown kind"),
    "zeros": (bytes(5000), "of an unknown kind"),
    "zeros in the size of a clip": (clip()[:40] + bytes(len(clip()) - 40), "breaks off|damaged"),
    "a photo's other kind": (encoded(scene(), "TIFF"), "a picture of the kind TIFF"),
    "a phone's photo": (encoded(scene(), "HEIF"), "a picture of the kind HEIF"),
    "sound": (b"\0\0\0\x1cftypM4A " + bytes(16) + clip()[28:], "a sound file"),
    "an archive": (b"PK\x03\x04" + bytes(60), "an archive"),
    "a program": (b"\x7fELF" + bytes(60), "a program"),
    "a list of addresses": (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", "a text file"),
    "a Matroska": (b"\x1aE\xdf\xa3" + clip("WebM")[4:].replace(b"webm", b"matr"), "a video"),
    "PNG with a wrong sum": (PNG[:-16] + bytes(4) + PNG[-12:], "damaged"),
    "PNG without its end": (PNG[:-12], "breaks off"),
    "JPEG without its end": (JPEG[:-2], "breaks off"),
    "JPEG filled up with zeros": (JPEG[: len(JPEG) // 2] + bytes(5 * len(JPEG)), "breaks off"),
    "JPEG with nothing in it": (b"\xff\xd8\xff\xd9", "breaks off|damaged"),
    "clip without pictures": (box(b"ftyp", b"isom", bytes(4)) + box(b"moov") + box(b"mdat", b"x"), "damaged"),
    "random behind a good start": (clip()[:1100] + rng.randbytes(len(clip()) - 1100), "breaks off|damaged"),
    "pictures that are zeros": (
        b"".join(box(kind, bytes(len(body)) if kind == b"mdat" else body) for kind, body in made_clips.boxes(clip())),
        "breaks off|damaged",
    ),
}


@pytest.mark.parametrize("name", CLAIMS)
async def test_fault_31_what_is_not_what_it_claims(results: Results, part: Path, name: str) -> None:
    content, words = CLAIMS[name]
    title = await refused(results, part, content)
    assert re.search(words, title), title


@pytest.mark.parametrize("name", [*WHOLE, "PNG", "JPEG", "WebP", "GIF"])
async def test_fault_31_truncated_anywhere(results: Results, part: Path, name: str) -> None:
    content = {"PNG": PNG, "JPEG": JPEG, "WebP": WEBP, "GIF": GIF}.get(name) or clip(name)
    for share in range(1, 20):
        await refused(results, part, content[: len(content) * share // 20])
    await refused(results, part, content[:-1])


async def test_fault_31_a_bomb_is_not_decoded(results: Results, part: Path) -> None:
    huge = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", b"x")
    content = b"\x89PNG\r\n\x1a\n" + huge + chunk(b"IEND", b"")
    assert "more pixels or bytes" in await refused(results, part, content)


async def test_fault_27_what_is_not_there(results: Results, tmp_path: Path) -> None:
    with pytest.raises(NotAResult, match="not there any more"):
        await results.facts(tmp_path / "gone.mp4")
    with pytest.raises(FolderGone, match=r"The folder .*gone cannot be used"):
        await results.facts(tmp_path / "gone" / "x.mp4")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", "64k") as place:
        yield place


async def test_fault_7_no_room_for_the_recipe(results: Results, small: Path) -> None:
    """The result stays as it came, and is finished when there is room."""
    part = small / "x.whole"
    rest = small / "rest"
    part.write_bytes(JPEG)
    with pytest.raises(OSError, match="No space"):
        rest.write_bytes(bytes(1 << 17))
    with pytest.raises(NoRoom, match=r"no room left on the disk of .*small"):
        await results.finish(part, "image/jpeg", RECIPE)
    assert part.read_bytes() == JPEG
    rest.unlink()
    assert sorted(small.iterdir()) == [part]
    await finished(results, part, JPEG)


async def test_fault_7_no_room_for_a_poster(small: Path, tmp_path: Path) -> None:
    (small / "rest").touch()
    with pytest.raises(OSError, match="No space"):
        (small / "rest").write_bytes(bytes(1 << 17))
    results = Results(small / "posters")
    (tmp_path / "elsewhere").mkdir()
    part = tmp_path / "elsewhere" / "x.whole"
    part.write_bytes(clip())
    try:
        with pytest.raises(NoRoom):
            await results.finish(part, "video/mp4", RECIPE)
        (small / "rest").unlink()
        await finished(results, part, clip())
    finally:
        await results.close()


async def test_fault_27_posters_that_cannot_be_written(tmp_path: Path, part: Path) -> None:
    (tmp_path / "file").touch()
    results = Results(tmp_path / "file" / "posters")
    part.write_bytes(clip())
    try:
        with pytest.raises(FolderGone):
            await results.finish(part, "video/mp4", RECIPE)
    finally:
        await results.close()
    assert frames(part.read_bytes()) == frames(clip())


POINTS = ["copy", "os.fsync", "Path.replace", "sync_folder", "write_whole"]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("content", [clip(), PNG], ids=["MP4", "PNG"])
def test_cut_off_at_any_point_it_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, content: bytes
) -> None:
    """What lies there is whole each time, and in the end what an undisturbed run makes."""
    part, other = tmp_path / "x.whole", tmp_path / "undisturbed"
    for file in (part, other):
        file.write_bytes(content)
    question = {"finish": str(part), "recipe": compact(RECIPE).decode(), "label": "x"}
    expected = inspector.answer(question | {"finish": str(other)}, tmp_path / "others")

    class Cut(BaseException):
        pass

    def cut(*_arguments: Any) -> None:
        raise Cut

    with monkeypatch.context() as patched, pytest.raises(Cut):
        patched.setattr(f"vividdesk.media.inspector.{point}", cut)
        inspector.answer(question, tmp_path / "posters")
    assert inspector.answer({"facts": str(part)}, tmp_path / "others")["facts"]
    assert inspector.answer(question, tmp_path / "posters")["facts"] == expected["facts"]
    assert part.read_bytes() == other.read_bytes()
    assert not list(tmp_path.glob("*.new"))


async def test_a_child_that_is_killed_costs_one_answer(tmp_path: Path, part: Path) -> None:
    """And what it left behind is overwritten by the next."""
    results = Results(tmp_path / "posters")
    part.write_bytes(clip())
    part.with_name(f"{part.name}.new").write_bytes(b"a half")
    try:
        await results.finish(part, "video/mp4", RECIPE)
        assert results._child._process is not None
        os.kill(results._child._process.pid, signal.SIGSTOP)
        asking = asyncio.ensure_future(results.facts(part))
        for _turn in range(5):
            await asyncio.sleep(0)
        os.kill(results._child._process.pid, signal.SIGKILL)
        assert (await asking)[0].width == made_clips.SIZE[0]  # it had not begun: another child does it
        assert sorted(file.name for file in tmp_path.iterdir()) == [part.name, "posters"]
    finally:
        await results.close()


async def test_time_and_memory_are_bounded(tmp_path: Path, part: Path) -> None:
    results = Results(tmp_path / "posters", Bounds(seconds=0.1))
    part.write_bytes(clip())
    try:
        with pytest.raises(NotAResult, match="takes too long"):
            while True:
                asking = asyncio.ensure_future(results.facts(part))
                await asyncio.sleep(0)
                process = results._child._process
                if process is not None:
                    os.kill(process.pid, signal.SIGSTOP)
                await asking
    finally:
        await results.close()
    hungry = Results(tmp_path / "posters", Bounds(memory=10_000_000))
    try:
        with pytest.raises(FetchBroken, match="does not start"):
            await hungry.facts(part)
    finally:
        await hungry.close()


async def test_after_closing(tmp_path: Path, part: Path) -> None:
    results = Results(tmp_path / "posters")
    await results.close()
    with pytest.raises(FetchBroken, match="closing"):
        await results.facts(part)


async def test_our_own_mistakes_are_told_with_their_traceback(results: Results, part: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)the child that checks results failed.*Traceback.*ValueError"):
        await results._ask(part, "", {"nonsense": 1})


@pytest.mark.parametrize("form", BOXED)
async def test_with_sound(results: Results, part: Path, form: str) -> None:
    """Its places move along as well."""
    content = made_clips.with_sound(form)
    _facts, made = await finished(results, part, content)
    assert frames(made) == frames(content)
    assert made_clips.sound(made) == made_clips.sound(content)
    assert json.loads(tags(made)["comment"]) == RECIPE


def test_this_process_never_opens_a_result() -> None:
    script = "import sys, vividdesk.media.results; print({'PIL', 'av', 'json'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
