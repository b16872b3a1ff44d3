"""What a screen reader gets of the program: the tree of accessible objects, over a real accessibility bus."""

import contextlib
import os
import subprocess
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.conftest import tool
from tests.waiting import PATIENCE, until

ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"
NOBODY = "/org/a11y/atspi/null"
REGISTRY, SPOKEN = "org.a11y.atspi.Registry", "object:announcement"
DEEPEST = 40


class State(IntEnum):
    """The bits that matter here, as AT-SPI numbers them."""

    CHECKED = 4
    COLLAPSED = 5
    DEFUNCT = 6
    EDITABLE = 7
    ENABLED = 8
    EXPANDABLE = 9
    EXPANDED = 10
    FOCUSABLE = 11
    FOCUSED = 12
    SELECTABLE = 22
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    VISIBLE = 30
    CHECKABLE = 41


@dataclass
class Thing:
    """One accessible object, as it was when it was looked at."""

    name: str
    role: str
    says: str  # its description
    states: frozenset[State]
    path: str
    parts: list["Thing"] = field(default_factory=list)
    above: str = ""  # roles and names on the way to it

    def walk(self) -> Iterator["Thing"]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def __str__(self) -> str:
        return f"{self.above} > {self.role} “{self.name}”"


class Reader:
    """Looks at the programs on an accessibility bus."""

    def __init__(self, line: DBusConnection) -> None:
        self._line = line
        self._spoken: deque[Message] = deque()
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        self._line.send_and_get_reply(message_bus.AddMatch(rule), timeout=PATIENCE)
        self._line.filter(rule, queue=self._spoken)
        self.ask(REGISTRY, "/org/a11y/atspi/registry", REGISTRY, "RegisterEvent", "sass", SPOKEN, [], "")

    def spoken(self) -> list[str]:
        """What was said by itself, since the beginning."""
        return [str(each.body[3][1]) for each in self._spoken]

    def ask(self, owner: str, path: str, interface: str, method: str, signature: str = "", *given: Any) -> Any:
        """None where the object has gone meanwhile."""
        call = new_method_call(DBusAddress(path, owner, interface), method, signature or None, given)
        reply = self._line.send_and_get_reply(call, timeout=PATIENCE)
        if reply.header.message_type is MessageType.error:
            return None
        return reply.body[0] if reply.body else True

    def program(self, pid: int) -> str:
        """Its name on the bus, once it is there."""

        def look() -> str:
            there = self.ask(REGISTRY, ROOT, ACCESSIBLE, "GetChildren") or []
            return next((owner for owner, _path in there if self._pid(owner) == pid), "")

        return until(look)

    def _pid(self, owner: str) -> int:
        bus = "org.freedesktop.DBus"
        return self.ask(bus, "/org/freedesktop/DBus", bus, "GetConnectionUnixProcessID", "s", owner) or 0

    def tree(self, owner: str, path: str = ROOT, above: str = "", depth: int = 0, role: str = "") -> Thing:
        """All of it, or of the windows those of one role."""
        states = self.ask(owner, path, ACCESSIBLE, "GetState") or [0, 0]
        bits = states[0] | states[1] << 32
        thing = Thing(
            name=self._property(owner, path, "Name"),
            role=self.ask(owner, path, ACCESSIBLE, "GetRoleName") or "",
            says=self._property(owner, path, "Description"),
            states=frozenset(state for state in State if bits >> state & 1),
            path=path,
            above=above,
        )
        is_there = depth == 0 or State.SHOWING in thing.states or thing.role in ("application",)
        if is_there and depth < DEEPEST:
            here = f"{above} > {thing.role} “{thing.name}”" if above else thing.role
            for _owner, part in self.ask(owner, path, ACCESSIBLE, "GetChildren") or []:
                if part != NOBODY and role in ("", self.ask(owner, part, ACCESSIBLE, "GetRoleName")):
                    thing.parts.append(self.tree(owner, part, here, depth + 1))
        return thing

    def press(self, owner: str, thing: Thing) -> None:
        assert self.ask(owner, thing.path, ACTION, "DoAction", "i", 0), f"it cannot be pressed: {thing}"

    def _property(self, owner: str, path: str, name: str) -> str:
        told = self.ask(owner, path, PROPERTIES, "Get", "ss", ACCESSIBLE, name)
        return str(told[1]) if told else ""


@contextlib.contextmanager
def listening(folder: Path, display: str) -> Iterator[tuple[Reader, dict[str, str]]]:
    """A session bus with an accessibility bus of its own; and what a program must be told to be on it."""
    address = f"unix:path={folder}/session"
    environ = {"DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    words = [tool("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--print-address", f"--address={address}"]
    surroundings = os.environ | environ | {"DISPLAY": display}
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        try:
            assert daemon.stdout is not None
            daemon.stdout.readline()
            with open_dbus_connection(address) as session:
                where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
                told = session.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=PATIENCE)
                with open_dbus_connection(told.body[0]) as line:
                    yield Reader(line), environ
        finally:
            daemon.terminate()
