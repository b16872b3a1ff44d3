"""Draws the sample pictures: cd packaging && ../.venv/3.11/bin/python -m samples [NAME…]"""

import argparse
import importlib
from pathlib import Path

from samples.printing import saved

TARGET = Path(__file__).resolve().parents[2] / "resources" / "samples"
FILES = {
    "portrait": "jpg", "family": "jpg", "standing": "jpg", "garment": "jpg", "product": "jpg", "sketch": "png",
    "landscape": "jpg",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="samples", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--to", type=Path, default=TARGET, help="the folder to write to")
    parser.add_argument("--quick", action="store_true", help="without the finer drawing")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    for name in asked.names or FILES:
        picture = importlib.import_module(f"samples.{name}").draw(1 if asked.quick else 2)
        saved(picture, asked.to / f"{name}.{FILES[name]}")


if __name__ == "__main__":
    main()
