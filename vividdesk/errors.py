"""What the world can do to us, in words for the person who meets it.

    VividError
    ├── DataFolderError       the data folder cannot be used
    │   └── FolderInUse       another vividdesk holds it and does not answer
    ├── SettingsError         a changed setting could not be written
    ├── KeyringError          the system keyring did not do what was asked
    │   ├── NoKeyring         this computer has none
    │   ├── KeyringLocked     it is locked, and nobody unlocked it
    │   └── KeyringSilent     it does not answer
    ├── PhotoRefused          a file is no photo that can be used
    ├── CameraFault           no pictures come from a camera: none there, gone, taken, forbidden
    ├── NotReady              what is being composed cannot be sent yet
    ├── LocalServiceFault     the service on this computer does not run
    ├── NoWay                 there is no key for a job's service any more, or its address is another one
    ├── JournalError          the journal cannot be used
    │   ├── JournalUnwritable it takes nothing more: no room, or the disk refuses; what was to be written is not
    │   ├── JournalBusy       another program holds it
    │   └── JournalNewer      a later version of vividdesk wrote it
    ├── ResultFault           a result could not be fetched or kept
    │   ├── FetchBroken       the way to it broke; what came is kept
    │   ├── LinkExpired       its link leads to nothing any more
    │   ├── NotAResult        what came is not what it should be
    │   ├── NoRoom            the disk is full
    │   └── FolderGone        the folder for results cannot be used
    └── ServiceError          a hosted service did not do what was asked
        ├── Unreachable       nothing was sent: no network, no such host, no secure connection
        ├── BrokenAnswer      the connection broke, or the answer makes no sense
        ├── Unsure            the same on a submit: it may have been accepted, so it is not sent again
        ├── Rejected          400, 413, 422 and the like: this request will never be taken
        ├── KeyRefused        401
        ├── NotAllowed        403: the account as a whole, or just this job
        ├── OutOfCredits      402
        ├── NotKnown          404
        └── SlowDown          429

Our own mistakes are ordinary exceptions and are never turned into one of these.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class VividError(Exception):
    """`title` says what happened and what it means, `advice` what to do; both are shown as they are."""

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(f"{title} {advice}".rstrip())
        self.title = title
        self.advice = advice


class DataFolderError(VividError):
    pass


class FolderInUse(DataFolderError):
    pass


class SettingsError(VividError):
    pass


class KeyringError(VividError):
    pass


class NoKeyring(KeyringError):
    pass


class KeyringLocked(KeyringError):
    pass


class KeyringSilent(KeyringError):
    pass


class PhotoRefused(VividError):
    pass


class CameraFault(VividError):
    pass


class NotReady(VividError):
    """`faults` has a sentence per option or photo slot, by its name."""

    def __init__(self, title: str, advice: str = "", faults: "Mapping[str, str] | None" = None) -> None:
        super().__init__(title, advice)
        self.faults = dict(faults or {})


class LocalServiceFault(VividError):
    pass


class NoWay(VividError):
    pass


class JournalError(VividError):
    pass


class JournalUnwritable(JournalError):
    pass


class JournalBusy(JournalError):
    pass


class JournalNewer(JournalError):
    pass


class ResultFault(VividError):
    pass


class FetchBroken(ResultFault):
    """`wait` is how many seconds the host wants to be left alone, where it says so."""

    def __init__(self, title: str, advice: str = "", wait: float = 0.0) -> None:
        super().__init__(title, advice)
        self.wait = wait


class LinkExpired(ResultFault):
    pass


class NotAResult(ResultFault):
    pass


class NoRoom(ResultFault):
    pass


class FolderGone(ResultFault):
    pass


class ServiceError(VividError):
    """With what the service itself said, where it said something. `answer` is its body, cleaned of secrets."""

    status: int | None = None
    words: str = ""
    request_id: str = ""
    answer: str = ""


class Unreachable(ServiceError):
    pass


class BrokenAnswer(ServiceError):
    pass


class Unsure(ServiceError):
    pass


class Rejected(ServiceError):
    """`fields` has the service's words per option, where it names one."""

    def __init__(self, title: str, advice: str = "", fields: "Mapping[str, str] | None" = None) -> None:
        super().__init__(title, advice)
        self.fields = dict(fields or {})


class KeyRefused(ServiceError):
    pass


class NotAllowed(ServiceError):
    pass


class OutOfCredits(ServiceError):
    pass


class NotKnown(ServiceError):
    pass


class SlowDown(ServiceError):
    """`wait` is how many seconds the service wants to be left alone, kept between 1 and 900."""

    def __init__(self, title: str, advice: str = "", wait: float = 60.0) -> None:
        super().__init__(title, advice)
        self.wait = wait
