"""Fault 26: what becomes of a photo's file once it was taken in does not matter."""

from pathlib import Path

from tests.faults import goods
from tests.faults.conftest import World, hurried
from tests.faults.orders import order
from vividdesk.media.intake import Intake
from vividdesk.model.job import JobState


@hurried
async def test_fault_26_the_source_is_deleted_or_changed_while_queued(world: World, tmp_path: Path) -> None:
    deleted, changed = tmp_path / "deleted.jpg", tmp_path / "changed.jpg"
    deleted.write_bytes(goods.photo(30_000))
    changed.write_bytes(goods.photo(40_000))
    async with world.core(lanes=False) as core:
        intake = Intake(core.paths.photos)
        photos = [(await intake.take(source)).photo for source in (deleted, changed)]
        await intake.close()
        jobs = await core.runner.enqueue([order("vimmerse", f"mark-{photo.name[:-4]}", photo) for photo in photos])
    deleted.unlink()
    changed.write_bytes(goods.photo(50_000))
    async with world.core() as core:
        for job in jobs:
            await world.until(core, job, JobState.DONE)
    arrived = {charge.mark: charge.photos for charge in world.service.works.charges}
    assert arrived == {"mark-deleted": (photos[0].hash,), "mark-changed": (photos[1].hash,)}


@hurried
async def test_fault_26_without_the_copy_nothing_is_sent(world: World) -> None:
    request = world.order("vistoure")
    (photo,) = request.photos
    async with world.core(lanes=False) as core:
        (job,) = await core.runner.enqueue([request])
        (core.paths.photos / photo.file_name).unlink()
    async with world.core() as core:
        job = await world.until(core, job, JobState.FAILED)
        assert job.trouble is not None
        assert job.trouble.kind == "PhotoRefused"
    assert world.sent == 0
