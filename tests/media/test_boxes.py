"""The walk through an MP4's boxes, and the tags put into one: right with good files, at an end with all others."""

import io
from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.made_clips import BOXED, box, boxes, changed, clip, frames, tags
from vividdesk.media import boxes as walk
from vividdesk.media import mp4_tags
from vividdesk.media.edits import Edit, Odd, copy
from vividdesk.media.mp4_tags import SIGNED, Tags

TAGS = Tags("Arctic – Ærø 🎉", "vividdesk 0.0", '{"template":"wan2.1","label":"Ærø 🎉","quote":"\\""}')
LONGER = Tags("Another", "vividdesk 0.1", '{"x":"' + "y" * 3000 + '"}')
TABLE = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def edits(content: bytes, tags: Tags = TAGS) -> list[Edit]:
    return mp4_tags.edits(io.BytesIO(content), len(content), tags)


def tagged(content: bytes, tags: Tags = TAGS) -> bytes:
    made = io.BytesIO()
    copy(io.BytesIO(content), made, edits(content, tags))
    return made.getvalue()


def media(content: bytes) -> list[bytes]:
    return [body for kind, body in boxes(content) if kind == b"mdat"]


def wide(content: bytes) -> bytes:
    """The same with places of 64 bits."""

    def widened(body: bytes) -> bytes:
        parts = [
            box(b"co64", part[:8], *(b"\0\0\0\0" + part[at : at + 4] for at in range(8, len(part), 4)))
            if kind == b"stco"
            else box(kind, part)
            for kind, part in boxes(body)
        ]
        return b"".join(parts)

    return changed(content, TABLE, widened)


@pytest.mark.parametrize("form", BOXED)
def test_a_good_clip_is_walked(form: str) -> None:
    content = clip(form)
    found = walk.checked(io.BytesIO(content), len(content))
    assert [box.kind for box in found] == [kind for kind, _body in boxes(content)]
    assert [content[box.body : box.end] for box in found] == [body for _kind, body in boxes(content)]


@pytest.mark.parametrize("form", BOXED)
def test_fault_31_what_breaks_off_is_not_whole(form: str) -> None:
    content = clip(form)
    for end in range(0, len(content), len(content) // 20):
        with pytest.raises(walk.Broken):
            walk.checked(io.BytesIO(content[:end]), end)


def at(content: bytes, kind: bytes) -> int:
    return content.index(kind) - 4


def put(content: bytes, place: int, new: bytes) -> bytes:
    return content[:place] + new + content[place + len(new) :]


FRONT, LAST = clip("index in front"), clip("index at the end")
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "less than a box": b"\0\0\0",
    "a size of seven": put(FRONT, at(FRONT, b"mdat"), b"\0\0\0\x07"),
    "a size beyond the end": put(FRONT, at(FRONT, b"mdat"), b"\x7f\xff\xff\xff"),
    "64 bits beyond the end": FRONT[: at(FRONT, b"mdat")] + b"\0\0\0\x01mdat" + b"\xff" * 8 + bytes(2000),
    "64 bits of too little": FRONT[: at(FRONT, b"mdat")] + b"\0\0\0\x01mdat" + b"\0" * 7 + b"\x0f" + bytes(2000),
    "64 bits that break off": FRONT[: at(FRONT, b"mdat")] + b"\0\0\0\x01mdat\0\0",
    "a size of nothing inside": put(FRONT, at(FRONT, b"trak"), bytes(4)),
    "inside beyond its box": put(FRONT, at(FRONT, b"trak"), b"\0\0\xff\xff"),
    "a table beyond its box": put(FRONT, at(FRONT, b"stco") + 12, b"\xff\xff\xff\xff"),
    "a place beyond the end": put(FRONT, at(FRONT, b"stco") + 16, b"\0\x01\0\0"),
    "64 bits of a place beyond the end": put(wide(LAST), at(wide(LAST), b"co64") + 16, b"\0\0\0\x01"),
    "no index": b"".join(box(kind, body) for kind, body in boxes(FRONT) if kind != b"moov"),
    "two indexes": FRONT + b"".join(box(kind, body) for kind, body in boxes(FRONT) if kind == b"moov"),
    "no pictures": b"".join(box(kind, body) for kind, body in boxes(FRONT) if kind != b"mdat"),
    "no beginning": b"".join(box(kind, body) for kind, body in boxes(FRONT) if kind != b"ftyp"),
    "trailing rubbish": FRONT + b"\0\0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_fault_31_hostile_sizes_end_the_walk(name: str) -> None:
    with pytest.raises(walk.Broken):
        walk.checked(io.BytesIO(HOSTILE[name]), len(HOSTILE[name]))


@pytest.mark.parametrize("is_inside", [False, True], ids=["outside", "inside"])
def test_fault_31_boxes_without_end(monkeypatch: pytest.MonkeyPatch, is_inside: bool) -> None:
    monkeypatch.setattr(walk, "MOST_BOXES", 100)
    for number in (50, 101):
        many = b"\0\0\0\x08free" * number
        content = box(b"ftyp") + (box(b"moov", many) if is_inside else box(b"moov") + many) + box(b"mdat")
        if number == 50:
            walk.checked(io.BytesIO(content), len(content))
        else:
            with pytest.raises(walk.Broken, match="too many"):
                walk.checked(io.BytesIO(content), len(content))


def test_an_index_without_measure_is_not_read() -> None:
    """The file is a claim: nothing lies there."""
    size = 16 + walk.LARGEST_INDEX + 1
    with pytest.raises(walk.Broken):
        walk.read(io.BytesIO(), walk.Box(b"moov", 16, 24, size))


def test_boxes_inside_each_other_without_end() -> None:
    content = b""
    for _level in range(5000):
        content = box(b"trak", content)
    whole = box(b"ftyp") + box(b"moov", content) + box(b"mdat", b"x")
    walk.checked(io.BytesIO(whole), len(whole))


@pytest.mark.parametrize("is_last", [False, True], ids=["64 bits", "to the end"])
def test_other_ways_to_tell_a_size(is_last: bool) -> None:
    (before, body), after = (LAST.split(box(b"mdat", media(LAST)[0]))[0], media(LAST)[0]), boxes(LAST)[-1]
    if is_last:
        content = FRONT[: at(FRONT, b"mdat")] + b"\0\0\0\0mdat" + media(FRONT)[0]
        assert walk.checked(io.BytesIO(content), len(content))[-1].end == len(content)
        assert tags(tagged(content))["comment"] == TAGS.comment
        assert frames(tagged(content)) == frames(FRONT)
        return
    size = (16 + len(body)).to_bytes(8, "big")
    moved = changed(
        LAST,
        TABLE,
        lambda table: b"".join(
            box(kind, part[:8], (int.from_bytes(part[8:12], "big") + 8).to_bytes(4, "big"), part[12:])
            if kind == b"stco"
            else box(kind, part)
            for kind, part in boxes(table)
        ),
    )
    content = before + b"\0\0\0\x01mdat" + size + body + box(*boxes(moved)[-1])
    assert after[0] == b"moov"
    assert len(frames(content)) == len(frames(LAST))
    assert frames(tagged(content)) == frames(LAST)


@pytest.mark.parametrize("form", BOXED)
def test_tags_are_read_by_players_and_nothing_else_changes(form: str) -> None:
    content = clip(form, artist="Somebody", title="Theirs") if form == "index in front" else clip(form)
    made = tagged(content)
    found = tags(made)
    assert found["comment"] == TAGS.comment
    assert found["encoder"] == TAGS.tool
    assert media(made) == media(content)
    assert frames(made) == frames(content)
    assert [kind for kind, _body in boxes(made)] == [kind for kind, _body in boxes(content)]
    walk.checked(io.BytesIO(made), len(made))
    if form == "index in front":
        assert (found["title"], found["artist"]) == ("Theirs", "Somebody")
    elif form != "QuickTime":
        assert found["title"] == TAGS.name


@pytest.mark.parametrize("form", BOXED)
def test_a_second_time_changes_nothing(form: str) -> None:
    made = tagged(clip(form))
    assert edits(made) == []
    longer = tagged(made, LONGER)
    assert tags(longer)["comment"] == LONGER.comment
    assert frames(longer) == frames(made)
    assert made.count(b"\xa9cmt") == longer.count(b"\xa9cmt") == 1
    again = tagged(longer, Tags("", TAGS.tool, TAGS.comment))
    assert media(again) == media(made)
    assert again == made  # shorter again, all places are back where they were


def test_a_comment_of_theirs_stays_in_the_file() -> None:
    content = clip("index in front", comment="their words")
    made = tagged(content)
    assert tags(made)["comment"] == TAGS.comment
    assert b"their words" in made
    assert edits(made) == []


@pytest.mark.parametrize("form", ["index in front", "index at the end"])
def test_places_of_64_bits_move_along(form: str) -> None:
    content = wide(clip(form))
    if form == "index in front":  # the wider table moved the pictures
        more = len(content) - len(clip(form))
        content = changed(
            content,
            TABLE,
            lambda table: b"".join(
                box(kind, part[:8], (int.from_bytes(part[8:16], "big") + more).to_bytes(8, "big"), part[16:])
                if kind == b"co64"
                else box(kind, part)
                for kind, part in boxes(table)
            ),
        )
    assert frames(tagged(content)) == frames(content) == frames(clip(form))


def test_every_place_in_fragments_moves_along() -> None:
    """Also those in the directory at the end, by which a player jumps."""
    content = clip("fragments that tell their places")
    made = tagged(content)
    starts = accumulate((8 + len(body) for _kind, body in boxes(made)), initial=0)
    fragments = [start for start, (kind, _body) in zip(starts, boxes(made), strict=False) if kind == b"moof"]
    directory = next(body for kind, body in boxes(made) if kind == b"mfra")
    entries = next(body for kind, body in boxes(directory) if kind == b"tfra")
    width = 8 if entries[0] else 4
    listed = [
        int.from_bytes(entries[place + width : place + 2 * width], "big")
        for place in range(16, len(entries), 2 * width + 3)
    ]
    assert set(listed) <= set(fragments)
    assert listed
    for _kind, body in [each for each in boxes(made) if each[0] == b"moof"]:
        head = next(part for kind, part in boxes(boxes(body)[1][1]) if kind == b"tfhd")
        assert int.from_bytes(head[8:16], "big") in fragments


def end_mark(content: bytes) -> bytes:
    """With the zero of 32 bits behind the person's data that QuickTime writes."""
    return changed(content, (b"moov", b"udta"), lambda body: body + bytes(4))


def without_version(content: bytes) -> bytes:
    return changed(content, (b"moov", b"udta", b"meta"), lambda body: body[4:])


@pytest.mark.parametrize("change", [end_mark, without_version])
def test_odd_places_for_tags(change: Callable[[bytes], bytes]) -> None:
    made = tagged(change(LAST))
    assert tags(made)["comment"] == TAGS.comment
    assert frames(made) == frames(LAST)
    assert edits(made) == []
    if change is end_mark:
        (user_data,) = [body for kind, body in boxes(boxes(made)[-1][1]) if kind == b"udta"]
        assert user_data.endswith(bytes(4))


ODD: dict[str, bytes] = {
    "signed": LAST + box(b"uuid", SIGNED, b"a hash over all this"),
    "places told elsewhere": LAST + box(b"meta", bytes(4)),
    "a directory before the index": LAST.replace(b"\0\0\0\x08free", b"\0\0\0\x08sidx"),
    "a packed index": changed(LAST, (b"moov",), lambda _body: box(b"cmov", bytes(20))),
    "tags of another kind": LAST.replace(b"mdirappl", b"mdtaappl"),
    "tags in no order": changed(LAST, (b"moov", b"udta"), lambda body: body + b"\0\0\0\x01"),
    "a place that would not fit": put(FRONT, at(FRONT, b"stco") + 16, b"\xff\xff\xff\xff"),
    "no index": box(b"ftyp"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_cannot_be_changed_without_risk_is_left_alone(name: str) -> None:
    with pytest.raises(Odd):
        edits(ODD[name])


@settings(max_examples=300, deadline=None)
@given(
    form=st.sampled_from(BOXED),
    spoils=st.lists(st.tuples(st.integers(0, 1400), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4),
)
def test_no_bytes_break_the_walk_or_the_tags(form: str, spoils: list[tuple[int, bytes]]) -> None:
    content = clip(form)
    for place, new in spoils:
        content = put(content, place, new)
    for work in (lambda: walk.checked(io.BytesIO(content), len(content)), lambda: tagged(content)):
        try:
            work()
        except (walk.Broken, Odd):
            continue


def test_a_copy_with_changes_at_every_border() -> None:
    for source, changes, expected in (
        (b"", [], b""),
        (b"abc", [], b"abc"),
        (b"abc", [Edit(0, 0, b"x"), Edit(3, 3, b"y")], b"xabcy"),
        (b"abc", [Edit(0, 1, b""), Edit(1, 2, b"zz"), Edit(2, 3, b"")], b"zz"),
        (bytes(3 << 20), [Edit(1 << 20, 2 << 20, b"-")], bytes(1 << 20) + b"-" + bytes(1 << 20)),
    ):
        made = io.BytesIO()
        copy(io.BytesIO(source), made, changes)
        assert made.getvalue() == expected
