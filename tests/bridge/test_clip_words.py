"""What tells clips apart, and their steps in the words that the queue has for them."""

from dataclasses import replace

import pytest

from tests.bridge.test_job_words import job
from vividdesk.bridge import clip_words, job_words
from vividdesk.jobs.events import Progress
from vividdesk.model.clip import Clip
from vividdesk.model.report import RemoteState, Step

CLIP = Clip(1, "a.mp4", "vimmerse", "vim_arctic", "Arctic", "video/mp4", 64, 64, 1.0, 9, "", "", 1000.0, photo="a.jpg")


@pytest.mark.parametrize("name", ["crop_to_content", "create_media", "video_overlay", "replace_alpha_with_gray"])
def test_a_step_has_one_name_wherever_it_is_named(name: str) -> None:
    running = (Step(name, RemoteState.RUNNING), Step("upscale", RemoteState.QUEUED))
    said = job_words.state_words(job(words="processing"), Progress(0.4, running))
    assert said == f"Making · {clip_words.step(replace(CLIP, step=name))}, 1 of 2"
    assert "_" not in said


def test_those_with_one_name_are_told_apart_only_by_what_differs_the_shortest_first() -> None:
    other, later = replace(CLIP, photo="b.jpg"), replace(CLIP, made_at=1000.0 + 86_400)
    assert clip_words.told_apart([CLIP, replace(other, title="Snow")]) == ["Arctic", "Snow"]
    assert clip_words.told_apart([CLIP, other]) == ["a.jpg", "b.jpg"]
    assert clip_words.told_apart([CLIP, later]) == [clip_words.made(CLIP), clip_words.made(later)]
    soon = replace(CLIP, id=2, made_at=CLIP.made_at + 120)
    times = [clip_words.made_exactly(clip).split(", ")[1] for clip in (CLIP, soon)]
    assert clip_words.told_apart([CLIP, soon]) == times, "a day that both have tells nothing"
    tall, again = replace(soon, height=128), replace(CLIP, id=3)
    assert clip_words.told_apart([CLIP, tall]) == ["64 × 64", "64 × 128"]
    assert clip_words.told_apart([CLIP, again]) == ["1", "2"], "made in the same minute"
    assert clip_words.told_apart([replace(CLIP, photo=""), CLIP]) == ["Arctic", "a.jpg"], "none is without words"
    assert clip_words.told_apart([CLIP, CLIP]) == ["Arctic", "Arctic"], "one and the same"
    assert clip_words.told_apart([CLIP, replace(other, title="Snow"), replace(CLIP, photo="long name.jpg")]) == [
        "Arctic · a.jpg",
        "Snow · b.jpg",
        "Arctic · long name.jpg",
    ]
