"""`packaging/dev.py campaign WHICH [--count N] [--seed S] …`: long trials that the suite holds a short form of."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

COUNTS = {"photos": 100_000, "kills": 10_000, "faults": 5_000, "nth": 0, "soak": 0, "monkey": 0, "keys": 0}


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="packaging/dev.py campaign")
    parser.add_argument("which", choices=list(COUNTS))
    parser.add_argument("--count", type=int, help="rounds; nth: runs at most, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes side by side, for kills and nth")
    parser.add_argument("--minutes", type=float, default=30.0, help="for soak and monkey")
    parser.add_argument("--short", action="store_true", help="as in the suite, for kills and nth")
    parser.add_argument("--ledger", type=Path, help="a file to which the figures are added")
    wanted = parser.parse_args(words)
    count = COUNTS[wanted.which] if wanted.count is None else wanted.count

    def told(figures: str) -> None:
        print(figures, flush=True)
        if wanted.ledger is not None:
            with wanted.ledger.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · campaign {' '.join(words)}\n{figures}\n\n")

    match wanted.which:
        case "kills":
            from tests.campaigns import kills

            return kills.main(count, wanted.seed, wanted.workers, told, wanted.short)
        case "faults":
            from tests.campaigns import faults

            return faults.main(count, wanted.seed, told)
        case "nth":
            from tests.campaigns import nth

            return nth.main(count, wanted.seed, wanted.workers, told, wanted.short)
        case "soak":
            from tests.campaigns import soak

            return soak.main(wanted.minutes, told)
        case "keys":
            from tests.campaigns import keys

            return keys.main(wanted.seed, told)
        case "monkey":
            from tests.campaigns import monkey

            return monkey.main(wanted.minutes, wanted.seed, told)
        case _:
            from tests.campaigns import photos

            return photos.main(count, wanted.seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
