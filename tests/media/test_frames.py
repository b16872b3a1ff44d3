"""Single frames are exactly those that were asked for; what cannot be read gives none."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio

from tests.media.conftest import Put
from tests.media.made_clips import FRAMES, RATE, WHOLE, clip
from tests.media.pictures import decoded
from tests.widgets.player.grey_clip import SIZE, brightness, grey_clip
from vividdesk.media.frames import Frames

ONE_CHILD = True


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def frames(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Frames]:
    made = Frames(tmp_path_factory.mktemp("frames") / "on their way")
    yield made
    await made.close()


def number_seen(content: bytes) -> int:
    """By how bright it is."""
    shade = decoded(content).convert("L").getpixel((SIZE[0] // 2, SIZE[1] // 2))
    return min(range(FRAMES), key=lambda number: abs(brightness(number) - shade))


@pytest.mark.parametrize("form", WHOLE)
async def test_each_step_shows_the_next_frame_in_every_form(form: str, frames: Frames, put: Put) -> None:
    file = put("clip", clip(form))
    at, seen = 0.0, []
    for by in (0, *[1] * (FRAMES - 1)):
        found = await frames.frame(file, at, by)
        assert found is not None
        seen.append((found.number, round(found.start * RATE)))
        at = found.start
    assert seen == [(number, number) for number in range(FRAMES)]


async def test_a_step_back_shows_what_was_there_before(frames: Frames, put: Put) -> None:
    file = put("clip", grey_clip())
    there = await frames.frame(file, 10.2 / RATE)
    back = await frames.frame(file, there.start if there else 0, -3)
    again = await frames.frame(file, back.start if back else 0, 3)
    assert there and back and again
    assert (there.number, back.number, again.number) == (10, 7, 10)
    assert again.content == there.content
    assert [number_seen(one.content) for one in (there, back)] == [10, 7]


@pytest.mark.parametrize(("at", "by", "number"), [(0, -5, 0), (1.9, 50, FRAMES - 1), (99, 0, FRAMES - 1)])
async def test_there_is_nothing_before_the_first_and_after_the_last(
    at: float, by: int, number: int, frames: Frames, put: Put
) -> None:
    found = await frames.frame(put("clip", clip()), at, by)
    assert found is not None
    assert found.number == number


async def test_the_strip_holds_the_clip_from_left_to_right(frames: Frames, put: Put) -> None:
    found = await frames.strip(put("clip", grey_clip()), "a hash")
    assert found is not None
    sheet = decoded(found.content).convert("L")
    wide = sheet.width // found.tiles
    shades = [sheet.getpixel((tile * wide + wide // 2, sheet.height - 8)) for tile in range(found.tiles)]
    assert found.tiles == FRAMES
    assert shades[0] + 60 < shades[-1]
    assert all(one <= other + 6 for one, other in pairwise(shades))


async def test_a_strip_is_made_once(frames: Frames, put: Put) -> None:
    file = put("clip", clip())
    first = await frames.strip(file, "another hash")
    file.unlink()
    assert await frames.strip(file, "another hash") is first
    assert await frames.strip(file, "a third") is None


@pytest.mark.parametrize("content", [b"", b"no clip at all", clip()[:700]], ids=["empty", "words", "cut off"])
async def test_what_is_no_clip_gives_no_frame(content: bytes, frames: Frames, put: Put) -> None:
    assert await frames.frame(put("clip", content), 0) is None


async def test_nothing_is_left_on_the_disk(tmp_path: Path, put: Put) -> None:
    mine = Frames(tmp_path / "way")
    assert await mine.frame(put("clip", clip()), 0)
    assert not list((tmp_path / "way").iterdir())
    await mine.close()
    assert not (tmp_path / "way").exists()
    assert await mine.frame(tmp_path / "elsewhere" / "clip", 0) is None
