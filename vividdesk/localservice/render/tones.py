"""What a track is made of: chords and noise, drawn as spectra; drops and bells, as small grains; slow swells."""

import numpy as np
from numpy.typing import NDArray

RATE = 48000  # samples per second
ROOTS = (146.83, 155.56, 164.81, 174.61, 196.00, 220.00)  # Hz
BELLS = (24, 26, 28, 31, 33, 36, 38)  # semitones above the root
PARTIALS = 9
HIGHEST = 9000.0  # Hz

Track = NDArray[np.float32]  # samples × 2, between -1 and 1
Values = NDArray[np.float32]  # samples × 1


class Tones:
    """Of one track: all are in one key and of so many samples, as loud as each other."""

    def __init__(self, count: int, seed: int) -> None:
        self._count = count
        self._whole = max(1, -(-count // RATE)) * RATE  # a length that is quickly transformed
        self._random = np.random.default_rng(seed)
        self._root = float(self._random.choice(ROOTS))

    def chords(self, notes: tuple[tuple[int, ...], ...], fall: float, octave: float = 1.0) -> Track:
        """One after the other, each passing softly into the next; the faster its partials fall, the darker."""
        share = np.linspace(0, len(notes), self._count, dtype=np.float32)
        total = np.zeros((self._count, 2), np.float32)
        for number, chord in enumerate(notes):
            here = np.clip(1.15 - 0.65 * np.abs(2 * (share - number) - 1), 0, 1) if len(notes) > 1 else share * 0 + 1
            total += self._chord(chord, fall, octave) * (np.sin(here * np.float32(np.pi / 2)) ** 2)[:, None]
        return total

    def _chord(self, notes: tuple[int, ...], fall: float, octave: float) -> Track:
        """Each partial is a narrow band with chance in its phases: that sounds as many players do."""
        spectrum = self._silence()
        bins = self._whole / RATE
        for number, note in enumerate(notes):
            pitch = self._root * octave * 2 ** (note / 12)
            for partial in range(1, PARTIALS + 1):
                middle = pitch * partial
                if middle > HIGHEST:
                    break
                spread = (0.7 + 0.0035 * middle) * bins
                first, end = round(middle * bins - 3 * spread), round(middle * bins + 3 * spread) + 1
                shape = np.exp(-(((np.arange(first, end) - middle * bins) / spread) ** 2)) / np.sqrt(spread)
                phases = self._random.random((2, end - first)) * 2 * np.pi
                spectrum[:, first:end] += shape * partial**-fall * 0.85**number * np.exp(1j * phases)
        return self._heard(spectrum)

    def noise(self, middle: float, octaves: float) -> Track:
        """Around this pitch, so many octaves to each side."""
        spectrum, bins = self._silence(), self._whole / RATE
        first = max(1, round(middle * bins / 2 ** (2 * octaves)))
        end = min(spectrum.shape[1], round(middle * bins * 2 ** (2 * octaves)))
        pitches = np.arange(first, end, dtype=np.float32) / np.float32(middle * bins)
        shape = np.exp(-((np.log2(pitches) / np.float32(octaves)) ** 2)) / np.sqrt(pitches)
        chance = self._random.standard_normal((2, end - first, 2), np.float32)
        spectrum[:, first:end] = chance.view(np.complex64)[:, :, 0] * shape
        return self._heard(spectrum)

    def _silence(self) -> NDArray[np.complex64]:
        return np.zeros((2, self._whole // 2 + 1), np.complex64)

    def _heard(self, spectrum: NDArray[np.complex64]) -> Track:
        sound = np.fft.irfft(spectrum, self._whole)[:, : self._count].T
        return np.asarray(sound * np.float32(1 / max(float(sound.std()), 1e-12)), np.float32)

    def swell(self, depth: float, pace: float = 0.35) -> Values:
        """Comes and goes, by chance; 1 at the most."""
        steps = self._count * 20 // RATE + 2
        moments = np.arange(steps) / 20
        one, two, three = self._random.random(3) * 2 * np.pi
        turn = 2 * np.pi * pace * moments
        level = 0.5 + 0.3 * np.sin(turn + one) + 0.14 * np.sin(1.7 * turn + two) + 0.06 * np.sin(4.3 * turn + three)
        return self._finely(1 - depth * level)

    def pulse(self, period: float) -> Values:
        return self._finely(0.5 - 0.5 * np.cos(np.arange(self._count // 960 + 2) * (0.02 * 2 * np.pi / period)), 50)

    def flutter(self) -> Values:
        """The many small starts of what rustles."""
        steps = self._count * 24 // RATE + 2
        return self._finely(self._random.random(steps) ** 2.5, 24)

    def _finely(self, levels: NDArray[np.float64], pace: float = 20) -> Values:
        """Levels, so many a second, for each sample; rounded, so that nothing clicks."""
        each = round(RATE / pace)
        share = np.arange(each, dtype=np.float32) / np.float32(each)
        share = share * share * (3 - 2 * share)
        low = np.asarray(levels, np.float32)[:, None]
        return (low[:-1] + (low[1:] - low[:-1]) * share).reshape(-1, 1)[: self._count]

    def drops(self, each_second: float) -> Track:
        """On leaves and stones: high and short."""
        total = np.zeros((self._count, 2), np.float32)
        for _drop in range(round(each_second * self._count / RATE)):
            length = self._random.uniform(0.010, 0.028)
            self._grain(total, self._random.uniform(1500, 5200), 0.0, length, self._random.random() ** 2.5)
        return total

    def bubbles(self, each_second: float) -> Track:
        """Their pitch rises as they do."""
        total = np.zeros((self._count, 2), np.float32)
        for _bubble in range(round(each_second * self._count / RATE)):
            pitch, length = self._random.uniform(320, 760), self._random.uniform(0.05, 0.11)
            self._grain(total, pitch, 4.0 * pitch, length, 0.3 + 0.7 * self._random.random())
        return total

    def bells(self, each_second: float) -> Track:
        total = np.zeros((self._count, 2), np.float32)
        for _bell in range(max(1, round(each_second * self._count / RATE))):
            pitch = self._root * 2 ** (self._random.choice(BELLS) / 12)
            level = 0.35 + 0.65 * self._random.random()
            begin, aside = self._random.random(), self._random.random()
            for partial, share in ((1.0, 1.0), (2.76, 0.22)):
                self._grain(total, pitch * partial, 0.0, 0.6 / partial, level * share, begin, aside)
        return total

    def _grain(
        self,
        total: Track,
        pitch: float,
        rise: float,
        length: float,
        level: float,
        begin: float | None = None,
        aside: float | None = None,
    ) -> None:
        """A tone that dies away; `rise` in Hz per second."""
        first = int((self._random.random() if begin is None else begin) * self._count)
        last = 5 * length
        moments = np.arange(min(round(last * RATE), self._count - first), dtype=np.float32) / np.float32(RATE)
        tone = np.sin(np.float32(2 * np.pi) * (np.float32(pitch) * moments + np.float32(rise / 2) * moments**2))
        tone *= np.exp(-moments / np.float32(length)) * (1 - moments / np.float32(last)) * np.float32(level)
        tone *= np.minimum(moments / np.float32(0.002), 1)
        place = self._random.random() if aside is None else aside
        total[first : first + len(tone), 0] += tone * np.float32(np.cos(place * np.pi / 2))
        total[first : first + len(tone), 1] += tone * np.float32(np.sin(place * np.pi / 2))
