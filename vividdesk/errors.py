"""What the world can do to us, in words for the person who meets it.

    VividError
    ├── DataFolderError       the data folder cannot be used
    │   └── FolderInUse       another vividdesk holds it and does not answer
    ├── SettingsError         a changed setting could not be written
    ├── KeyringError          the system keyring did not do what was asked
    │   ├── NoKeyring         this computer has none
    │   ├── KeyringLocked     it is locked, and nobody unlocked it
    │   └── KeyringSilent     it does not answer
    └── ServiceError          a hosted service did not do what was asked
        ├── Unreachable       nothing was sent: no network, no such host, no secure connection
        ├── BrokenAnswer      the connection broke, or the answer makes no sense
        ├── KeyRefused        401, 403
        └── SlowDown          429

Our own mistakes are ordinary exceptions and are never turned into one of these.
"""


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


class ServiceError(VividError):
    pass


class Unreachable(ServiceError):
    pass


class BrokenAnswer(ServiceError):
    pass


class KeyRefused(ServiceError):
    pass


class SlowDown(ServiceError):
    pass
