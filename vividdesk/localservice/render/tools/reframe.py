"""Another shape for the whole photo."""

from vividdesk.localservice.render.extension import extended
from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.picture import opaque
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import wishes
from vividdesk.localservice.render.tools.piece import handy

TALL, WIDE = 9 / 16, 16 / 9
LONGEST = 4096  # pixels of the result's longer side


def reframe(photos: Photos, options: Options) -> Pixels:
    photo = opaque(only(photos))
    height, width = photo.shape[:2]
    aspect = wishes.aspect(options, TALL if width >= height else WIDE)
    share = min(1.0, LONGEST / max(height * aspect, width, width / aspect, height))
    return extended(handy(photo, max(1, round(max(height, width) * share))), aspect)
