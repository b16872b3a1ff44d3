"""ICC profiles made by hand, so that their effect is known beforehand."""

import struct

Triple = tuple[float, float, float]

SRGB: tuple[Triple, Triple, Triple] = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
DISPLAY_P3: tuple[Triple, Triple, Triple] = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
D50 = (0.96420, 1.0, 0.82491)


def coloured(red: Triple, green: Triple, blue: Triple, name: str = "made by hand") -> bytes:
    """By its primaries as a screen of D50 shows them, with the curve of sRGB."""
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {b"rXYZ": _xyz(red), b"gXYZ": _xyz(green), b"bXYZ": _xyz(blue)}
    return _profile(b"RGB ", b"XYZ ", name, tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def grey(gamma: float) -> bytes:
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    return _profile(b"GRAY", b"XYZ ", "grey", {b"kTRC": curve})


def inks(lab: "dict[tuple[int, int, int, int], Triple]") -> bytes:
    """CMYK by what each mixture of full inks looks like; a mixture that is not named is black."""
    table = b""
    for cyan in (0, 1):
        for magenta in (0, 1):
            for yellow in (0, 1):
                for black in (0, 1):
                    light, a, b = lab.get((cyan, magenta, yellow, black), (0.0, 0.0, 0.0))
                    table += struct.pack(">HHH", round(light * 652.8), round(a * 256 + 0x8000), round(b * 256 + 0x8000))
    straight = struct.pack(">HH", 0, 65535)
    matrix = _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut = (
        b"mft2\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + struct.pack(">HH", 2, 2) + straight * 4 + table + straight * 3
    )
    return _profile(b"CMYK", b"Lab ", "inks", {b"A2B0": lut}, kind=b"prtr")


def _profile(space: bytes, between: bytes, name: str, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    text = name.encode() + b"\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {b"desc": described, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50)} | tags
    at = 128 + 4 + 12 * len(tags)
    index, content = struct.pack(">I", len(tags)), b""
    for key, value in tags.items():
        padded = value + bytes(-len(value) % 4)
        index += key + struct.pack(">II", at + len(content), len(value))
        content += padded
    head = struct.pack(">I4sI4s4s4s", at + len(content), b"lcms", 0x02400000, kind, space, between)
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(*D50) + bytes(48)
    return head + index + content


def _xyz(values: Triple) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))
