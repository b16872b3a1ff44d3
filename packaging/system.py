"""What the machine must have beside Python: shared libraries, a font, and programs for the tests."""

import ctypes
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

FONT = "a font"
VENV = "ensurepip"
ACCESSIBILITY = "at-spi-bus-launcher"
HELPERS = ("/usr/libexec", "/usr/lib")  # where it lies: nobody calls it by its name

# What Qt's xcb, wayland, ffmpeg, network and printing parts link to or load; its package in Debian and in Arch.
# Fedora and openSUSE find a package by the name of the library or program in it.
LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libXext.so.6": ("libxext6", "libxext"),
    "libXrandr.so.2": ("libxrandr2", "libxrandr"),
    "libbrotlidec.so.1": ("libbrotli1", "brotli"),
    "libcups.so.2": ("libcups2", "libcups"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libdrm.so.2": ("libdrm2", "libdrm"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5"),
    "libpipewire-0.3.so.0": ("libpipewire-0.3-0", "libpipewire"),
    "libpulse.so.0": ("libpulse0", "libpulse"),
    "libva.so.2": ("libva2", "libva"),
    "libva-drm.so.2": ("libva-drm2", "libva"),
    "libva-x11.so.2": ("libva-x11-2", "libva"),
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    "libwayland-egl.so.1": ("libwayland-egl1", "wayland"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-glx.so.0": ("libxcb-glx0", "libxcb"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
TOOLS = {
    "Xvfb": ("xvfb", "xorg-server-xvfb"),
    "xdotool": ("xdotool", "xdotool"),
    "openbox": ("openbox", "openbox"),
    "dbus-daemon": ("dbus", "dbus"),
    ACCESSIBILITY: ("at-spi2-core", "at-spi2-core"),  # what a screen reader would hear is tested over its bus
    "gnome-keyring-daemon": ("gnome-keyring", "gnome-keyring"),
    "strace": ("strace", "strace"),
    "curl": ("curl", "curl"),
}
RIVALS = {"ffmpeg": ("ffmpeg", "ffmpeg")}  # what `bench` measures against
EVERY_START = frozenset(LIBRARIES) | {FONT, VENV}

INSTALLERS = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install",
    "zypper": "zypper install",
    "pacman": "pacman -S --needed",
}
FONT_PACKAGES = {
    "apt-get": "fonts-dejavu-core",
    "dnf": "dejavu-sans-fonts",
    "zypper": "dejavu-fonts",
    "pacman": "ttf-dejavu",
}

DISK_FULL = "The disk is full, here or in the temporary folder: free 2 GB and start again."
_FULL = re.compile(r"No space left on device|Errno 28|enough free space|Disk quota exceeded")
_OFFLINE = re.compile(
    r"Failed to establish a new connection|Temporary failure (in name )?resol|Could not resolve|"
    r"Network is unreachable|Max retries exceeded|Could not connect|(Unable|Failed) to connect|"
    r"Cannot initiate the connection|Connection (refused|timed out|reset|broken)|Read timed out|"
    r"ProxyError|No route to host"
)


class SetupError(Exception):
    """One sentence for the person: what happened and what to do."""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def finish(
    words: list[str], folder: Path, variables: Mapping[str, str] | None = None, *, captured: bool = True
) -> tuple[int, str]:
    """Run a program to its end, after Ctrl-C too, which it hears as we do; its output, if captured."""
    pipe = subprocess.PIPE if captured else None
    child = subprocess.Popen(
        words,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL if captured else None,
        stdout=pipe,
        stderr=subprocess.STDOUT if captured else None,
        encoding="utf-8",
        errors="replace",
    )
    try:
        output, _ = child.communicate()
    except KeyboardInterrupt:
        child.communicate()
        raise
    return child.returncode, output or ""


def explained(output: str, log: Path) -> str:
    """The end of a sentence: what the output of a failed install means, and what to do."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    tail = "\n".join(lines[-40:])
    if _FULL.search(tail):
        return DISK_FULL
    if _OFFLINE.search(tail):
        return "the network cannot be reached; go online (or check the proxy) and start again."
    in_build = [line for line, after in pairwise(lines) if after == "[end of output]"]
    errors = [line for line in lines if re.match(r"E(RROR)?:|[Ee]rror:", line) and "for help" not in line]
    last = (in_build or errors or lines or ["it says nothing"])[-1]
    return f"{last} (correct that and start again; the whole output is in {log})"


def provide(names: frozenset[str], log: Path) -> None:
    """Install what is missing of these as root on Debian, else name the command and leave it at that."""
    missing = sorted(name for name in names if not present(name))
    if not missing:
        return
    installer = next((program for program in INSTALLERS if shutil.which(program)), "")
    root = os.geteuid() == 0
    if installer == "apt-get" and root:
        _apt(missing, log)
        return
    rest = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    advice = "Install them with your system's own packages."
    if installer:
        advice = f"Type this, then start again: {install_command(missing, installer, '' if root else 'sudo ')}"
    say(f"Missing on this machine: {', '.join(missing[:3])}{rest}. {advice}")


def present(name: str) -> bool:
    if name == FONT:
        return _any_font()
    if name == VENV:
        importlib.invalidate_caches()
        return importlib.util.find_spec(VENV) is not None
    if name not in LIBRARIES:
        return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), *HELPERS])) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install_command(names: list[str], installer: str, sudo: str) -> str:
    refresh = f"{sudo}apt-get update && " if installer == "apt-get" else ""
    return f"{refresh}{sudo}{INSTALLERS[installer]} {' '.join(_packages(names, installer))}"


def _packages(names: list[str], installer: str) -> list[str]:
    return sorted({package(name, installer) for name in names})


def package(name: str, installer: str) -> str:
    """What to ask this installer for, quoted for a shell where it must be."""
    if name == FONT:
        return FONT_PACKAGES[installer]
    if name == VENV:
        return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" if installer == "apt-get" else "python3"
    debian, arch = (LIBRARIES | TOOLS | RIVALS)[name]
    if installer == "apt-get":
        return debian
    if installer == "pacman":
        return arch
    folder = "libexec" if name == ACCESSIBILITY else "bin"
    return f"'{name}()(64bit)'" if name in LIBRARIES else f"/usr/{folder}/{name}"


def _any_font() -> bool:
    """Whether fontconfig knows a font, which is what Qt asks; without one all text is boxes."""
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    fontconfig.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(ctypes.c_int)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fonts = fontconfig.FcConfigGetFonts(fontconfig.FcInitLoadConfigAndFonts(), 0)
    return bool(fonts) and fonts[0] > 0


def _apt(missing: list[str], log: Path) -> None:
    packages = _packages(missing, "apt-get")
    say(f"Installing system packages that this machine lacks ({len(packages)}, with apt-get) …")
    variables = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _, updated = finish(["apt-get", "update"], Path("/"), variables)
    words = [*INSTALLERS["apt-get"].split(), "-o", "DPkg::Lock::Timeout=120", *packages]
    code, installed = finish(words, Path("/"), variables)
    log.write_text(updated + installed, "utf-8")
    if code:
        raise SetupError(f"apt-get failed: {explained(installed + updated, log)}")
