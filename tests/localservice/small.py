"""Tools that draw small, for tests to which it does not matter how large a result is: what cuts out costs the most."""

from vividdesk.localservice.render import cutout
from vividdesk.localservice.render.tools import product_shoot, tryon, virtual_model


def draw_small() -> None:
    """In the process in which it is called, for good."""
    cutout.WORKED = 192
    product_shoot.AREA = 240 * 300
    tryon.WORKED = 720
    virtual_model.SIZE = 540, 720
