"""Adds Qt to the core: the window, the loop, and an orderly end."""

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QDialog

from vividdesk import handover, log, texts
from vividdesk.bridge.connections import Connections
from vividdesk.bridge.languages import qt_speaks
from vividdesk.bridge.loop import on_signals, qt_loop, uncaught_told
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.preferences import Preferences
from vividdesk.bridge.qt_log import qt_logged
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.furniture import FURNITURE
from vividdesk.desk.window import Desk
from vividdesk.errors import FolderInUse, VividError
from vividdesk.handover import Answer, Ownership, Wish
from vividdesk.jobs.local import Restarted
from vividdesk.paths import Paths, has_display, resource
from vividdesk.texts import _
from vividdesk.widgets.theme import Theme

if TYPE_CHECKING:
    from vividdesk.bridge.studio import Studio
    from vividdesk.jobs.events import Event
    from vividdesk.wishes.journal import Journal

logger = logging.getLogger(__name__)

PAINTED_WITHIN = 2.0  # seconds
GRACE = 3.2  # seconds that running work has when the program closes; cancelled, it gets a tenth of that on top
SHORTEST_GRACE = 0.5  # seconds, where other work has used them up

MOST_DRAWN = 4096  # kB of what Qt has drawn before, beside what we keep ourselves

# As an argument, because setStyle() loads the whole of QStyle into Python: a tenth of the start.
FUSION = ("-style", "fusion")

Scenario = Callable[["App"], Awaitable[None]]


class App:
    """The core with a window around it. `run` lives until somebody wants to leave, or the scenario has ended."""

    def __init__(self, application: QApplication, core: Core, ownership: Ownership) -> None:
        self.application = application
        self.core = core
        self._ownership = ownership
        self.painted = asyncio.Event()
        self.notices = Notices()
        self.preferences = Preferences(core.settings, self.notices)
        self.tasks = Tasks(self.notices)
        self.connections = Connections(core, self.notices)
        core.local.told = self._tell_of_local
        core.listen(self._hear)
        self._journal: Journal | VividError | None = None
        self.journal_known = asyncio.Event()
        self.studio: Studio | None = None
        self.furnished = asyncio.Event()
        self.theme = Theme(application, self.preferences)
        self.desk = Desk(core.paths, self.preferences, self.connections, self.notices, self.tasks, self.theme)

    async def run(self, scenario: Scenario | None) -> None:
        leaving = asyncio.Event()
        self.desk.closing.connect(leaving.set)
        self.desk.painted.connect(self.painted.set)
        self.desk.closing.connect(self._ownership.deafen)
        on_signals(asyncio.get_running_loop(), lambda: leaving.is_set() or self.desk.close())
        try:
            await self._listen()
            self.preferences.tell_problems()
            self.tasks.start(self._load_the_rest())
            await self._until(leaving, scenario)
        finally:
            leaving.set()
            await self._close()

    async def _until(self, leaving: asyncio.Event, scenario: Scenario | None) -> None:
        """Until somebody wants to leave, or the scenario has ended; its faults are the caller's."""
        ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(leaving.wait())]
        if scenario is not None:
            ends.append(asyncio.ensure_future(scenario(self)))
        done, rest = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for one in rest:
            one.cancel()
        await asyncio.gather(*done)
        await asyncio.gather(*rest, return_exceptions=True)

    async def _listen(self) -> None:
        """Work goes on without it: a second start then says that this one does not answer."""
        try:
            await self._ownership.listen(self._grant)
        except OSError:
            logger.warning("A second start cannot reach this one", exc_info=True)

    async def _load_the_rest(self) -> None:
        """What the first picture does not need waits for it, though not for ever: a window may begin minimised."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.painted.wait(), PAINTED_WITHIN)
        work = self.connections.load(), self._furnish()
        came = await asyncio.gather(*work, return_exceptions=True)
        await self._begin_work()  # jobs go on without a desk, and commands are not kept waiting
        gc.freeze()  # what is there now stays: the collector would hold the window up to look through it
        for fault in came:
            if fault is not None:
                raise fault

    async def _furnish(self) -> None:
        """What the window is for comes into it; loading it takes longer than a window may stand still."""
        await self.core.warm_up()
        for module in FURNITURE:
            importlib.import_module(module)
            await asyncio.sleep(0)
        from PySide6.QtGui import QPixmapCache

        from vividdesk.bridge.studio import Studio
        from vividdesk.memory import give_back_large

        give_back_large()
        QPixmapCache.setCacheLimit(MOST_DRAWN)
        self.studio = await Studio.made(self.core, self.tasks, self.notices)
        await self.desk.fill(self.studio)
        self.furnished.set()
        await self.connections.loaded.wait()
        self.tasks.start(self.studio.discover())

    async def _begin_work(self) -> None:
        """Jobs go on, and commands may bring more: with the keys known, so that none goes where it should not."""
        from vividdesk.wishes.own import Own

        try:
            await self.core.open()
            self._journal = Own(self.core)
            if self.studio is not None:
                self.studio.begin()
            if (bench := self.desk.create_page.bench) is not None:
                bench.pane.begin()
                logger.info("The desk is ready")
        except VividError as fault:
            self._journal = fault
            if (bench := self.desk.create_page.bench) is not None:
                bench.without_journal(fault, lambda: self.tasks.start(self._begin_work()))
            raise
        finally:
            self.journal_known.set()

    async def _close(self) -> None:
        """Each step is taken, whatever became of the one before."""
        self._journal = None
        self.journal_known.set()  # commands that wait for it are told that it closes
        for step in (self._ownership.deafen, self.desk.remember, *self._windows(), self._stop_reading):
            self._try(step)
        deadline = asyncio.get_running_loop().time() + GRACE
        for end in (self._close_studio, self.tasks.finish, self.core.close):
            try:
                await end(max(SHORTEST_GRACE, deadline - asyncio.get_running_loop().time()))
            except Exception:
                logger.exception("While running work was ended")
        self._journal = None
        gc.unfreeze()
        self._try(self.desk.deleteLater)

    async def _close_studio(self, _patience: float) -> None:
        if (bench := self.desk.create_page.bench) is not None:
            await bench.preview.close_media()
        if self.studio is not None:
            await self.studio.close()

    def _hear(self, event: "Event") -> None:
        from vividdesk.jobs.events import Over, Told

        if self.studio is not None:
            self.studio.hear(event)
        if (bench := self.desk.create_page.bench) is not None:
            bench.hear(event)
        match event:
            case Told(VividError() as fault):
                self.notices.fault(fault)
            case Told(fault):
                self.notices.bug("a job", fault)
            case Over(VividError() as fault):
                self.notices.settle(fault)

    def _stop_reading(self) -> None:
        if self.studio is not None:
            self.studio.photos.stop()

    def _tell_of_local(self, news: Restarted | VividError) -> None:
        if isinstance(news, VividError):
            self.notices.fault(news)
        else:
            self.notices.say(str(news))

    def _windows(self) -> list[Callable[[], None]]:
        """How each goes: dialogs and panels taken out are windows of their own. A question is answered with no."""
        shown = [window for window in self.application.topLevelWidgets() if window.isVisible()]
        return [window.reject for window in shown if isinstance(window, QDialog)] + [window.hide for window in shown]

    def _try(self, step: Callable[[], Any]) -> None:
        try:
            step()
        except Exception:
            logger.exception("While closing: %s", step)

    def _grant(self, wish: Wish) -> Answer | Awaitable[Answer]:
        if wish.get("do") == "raise":
            self.desk.raise_up()
            return {"done": "raised", "pid": os.getpid()}
        if wish.get("do") == "hello":
            return {"done": "hello"}
        return self._grant_of_journal(wish)

    async def _grant_of_journal(self, wish: Wish) -> Answer:
        """As soon as the journal is there; where there is none, its fault is the answer."""
        from vividdesk.wishes.handing import grant, refusal

        await self.journal_known.wait()
        if self._journal is None:
            return refusal(VividError(_("vividdesk is closing."), _("Try again in a moment.")))
        if isinstance(self._journal, VividError):
            return refusal(self._journal)
        return await grant(self._journal, wish)


def open_desk() -> int:
    """The exit code."""
    sys.excepthook = log.log_uncaught
    try:
        if not has_display(os.environ):
            raise VividError(
                _("There is no display to open a window on."),
                _("Start vividdesk from a desktop session, or look around without one: vividdesk tour"),
            )
        return run(Paths.of(os.environ), os.environ)
    except VividError as fault:
        log.print_fault(fault)
        return 1


def run(paths: Paths, environ: Mapping[str, str], scenario: Scenario | None = None, keyring: bool = True) -> int:
    """The exit code. Where vividdesk is open already, its window comes to the front and this start leaves."""
    paths.make()
    ownership = handover.claim(paths.data, {"do": "raise"})
    if not isinstance(ownership, Ownership):
        if "done" not in ownership:
            raise FolderInUse(
                _("A command of vividdesk works on {folder}, and it has no window.").format(folder=paths.data),
                _("Wait until it has ended, or end it with Ctrl-C: its jobs then go on in the window."),
            )
        print(_("vividdesk is open already; its window is in front now."))
        return 0
    try:
        log.start(paths.logs)
        core = Core(paths, environ, keyring)
        log.set_level(core.settings.settings.log_level)
        texts.speak(languages(core), resource("locale"))
        with qt_logged():
            _live(core, ownership, scenario)
    finally:
        ownership.release()
    return 0


def _live(core: Core, ownership: Ownership, scenario: Scenario | None) -> None:
    application = QApplication.instance() or QApplication([*sys.argv[:1], *FUSION])
    assert isinstance(application, QApplication)
    application.setApplicationName("vividdesk")
    application.setDesktopFileName("vividdesk")
    application.setQuitOnLastWindowClosed(False)
    with qt_speaks(application):
        app = App(application, core, ownership)
        with qt_loop(application) as loop, uncaught_told(loop, app.notices):
            app.desk.show()
            loop.run_until_complete(app.run(scenario))


def languages(core: Core) -> list[str]:
    """The person's choice, or what the system speaks."""
    chosen = core.settings.settings.language
    if chosen != "system":
        return [chosen]
    from PySide6.QtCore import QLocale

    return [name.replace("-", "_") for name in QLocale.system().uiLanguages()]
