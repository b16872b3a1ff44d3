"""`packaging/dev.py campaign photos [--count N] [--seed S]`: long trials that the suite holds a short form of."""

import argparse
import sys

from tests.campaigns import photos


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="packaging/dev.py campaign")
    parser.add_argument("which", choices=["photos"])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args(words)
    return photos.main(wanted.count, wanted.seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
