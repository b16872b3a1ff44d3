"""The short form of the campaign; `packaging/dev.py campaign photos` is the long one."""

from tests.campaigns.photos import run


async def test_spoilt_pictures_are_kept_or_refused() -> None:
    ledger = await run(400, seed=7)
    assert ledger.wrong == []
    kept = sum(number for outcome, number in ledger.outcomes.items() if outcome.startswith("kept"))
    assert 40 < kept < 360, "most of them must be neither good nor hopeless"
    assert ledger.outcomes.total() == 400
