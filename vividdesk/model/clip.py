"""A finished picture or clip and where it came from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Clip:
    """A row of the library. `missing` says that its file was gone when last looked at."""

    id: int
    file: str
    service: str
    template: str
    label: str
    kind: str  # media type
    width: int
    height: int
    seconds: float  # 0 for a picture
    size: int  # bytes
    hash: str
    poster: str  # a file; empty where there is none
    made_at: float
    job: int | None = None
    local: bool = False  # rendered on this computer
    photo: str = ""  # name of the first photo it was made from
    prompt: str = ""
    title: str = ""
    rating: int = 0
    missing: bool = False
    step: str = ""  # an intermediate picture of this step
    address: str = ""  # of the service that made it; empty for the one on this computer
    remote: str = ""  # what it is called there; of what one job made, all the same

    @property
    def is_moving(self) -> bool:
        return self.kind.startswith("video/")
