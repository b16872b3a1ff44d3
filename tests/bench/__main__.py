"""`packaging/dev.py bench [TURNS]`: prints each ratio; exit code 1 if one is over its limit."""

import sys

from tests.bench import (
    catalog,
    clicks,
    desk,
    journal,
    lanes,
    library,
    photos,
    renders,
    service,
    smoothness,
    start,
    thumbs,
    uploads,
)

MEASURES = (
    start,
    catalog,
    photos,
    thumbs,
    uploads,
    journal,
    lanes,
    library,
    desk,
    clicks,
    renders,
    smoothness,
    service,
)


def main(turns: int) -> int:
    over = 0
    for measures in MEASURES:
        for ratio in measures.measure(turns):
            print(ratio, flush=True)
            over += ratio.value > ratio.limit
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
