"""All that can be drawn, by the name an order calls it by."""

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.framing import framed
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Make, Photos, Tool, only
from vividdesk.localservice.render.scenes.amazonia import Amazonia
from vividdesk.localservice.render.scenes.arctic import Arctic
from vividdesk.localservice.render.scenes.birthday import Birthday
from vividdesk.localservice.render.scenes.ces_show import CesShow
from vividdesk.localservice.render.scenes.dream_career import DreamCareer
from vividdesk.localservice.render.scenes.exploded_loop import ExplodedLoop
from vividdesk.localservice.render.scenes.frame_escape import FrameEscape
from vividdesk.localservice.render.scenes.new_year import NewYear
from vividdesk.localservice.render.scenes.product_showcase import ProductShowcase
from vividdesk.localservice.render.scenes.santa import DancingSanta
from vividdesk.localservice.render.scenes.sketch_me import SketchMe
from vividdesk.localservice.render.scenes.ugc_product import UgcProduct
from vividdesk.localservice.render.tools.background_removal import background_removal
from vividdesk.localservice.render.tools.fabric import fabric
from vividdesk.localservice.render.tools.multipose import multipose
from vividdesk.localservice.render.tools.product_shoot import product_shoot
from vividdesk.localservice.render.tools.reframe import reframe
from vividdesk.localservice.render.tools.sketch_to_dress import sketch_to_dress
from vividdesk.localservice.render.tools.tryon import virtual_tryon, virtual_tryon_pro, virtual_tryon_pro_fit
from vividdesk.localservice.render.tools.upscale import upscale
from vividdesk.localservice.render.tools.virtual_model import virtual_model
from vividdesk.localservice.render.veo import Veo
from vividdesk.localservice.render.wan import Video, Wan


def _crop(photos: Photos, options: Options) -> Pixels:
    """What other steps begin with; no service offers it by itself."""
    return framed(only(photos), (options["width"], options["height"]))


SCENES: dict[str, Make] = {
    "vim_new_year_2026": NewYear,
    "vim_dancing_santa": DancingSanta,
    "vim_birthday": Birthday,
    "vim_instagramframeescape_0226": FrameEscape,
    "vim_dreamcareer_0226": DreamCareer,
    "vim_ces_show": CesShow,
    "vim_amazonia": Amazonia,
    "vim_arctic": Arctic,
    "vim_sketch_me": SketchMe,
    "vim_product_showcase": ProductShowcase,
    "each_explodedloop_0226": ExplodedLoop,
    "each_ugcproduct_0226": UgcProduct,
    "wan2.1": Wan,
    "veo3.1": Veo,
    "video": Video,
}
TOOLS: dict[str, Tool] = {
    "crop": _crop,
    "background_removal": background_removal,
    "fabric": fabric,
    "multipose": multipose,
    "product_shoot": product_shoot,
    "reframe": reframe,
    "sketch_to_dress": sketch_to_dress,
    "upscale": upscale,
    "virtual_model": virtual_model,
    "virtual_tryon": virtual_tryon,
    "virtual_tryon_pro": virtual_tryon_pro,
    "virtual_tryon_pro_fit": virtual_tryon_pro_fit,
}
