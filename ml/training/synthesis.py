"""Speech with the time of every sound: espeak-ng and flite, in rooms, through microphones and lines of all sorts."""

import random
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from scipy.fft import next_fast_len

from lexfix_ml.espeak import espeak
from lexfix_ml.features import HOP, SAMPLE_RATE
from lexfix_ml.phonemes import INDEX, SILENCE, VOWELS, sounds_of

_ARPABET = {
    "aa": "ɑː", "ae": "æ", "ah": "ʌ", "ao": "ɔː", "aw": "aʊ", "ax": "ə", "ay": "aɪ", "b": "b", "ch": "tʃ", "d": "d",
    "dh": "ð", "eh": "ɛ", "er": "ɚ", "ey": "eɪ", "f": "f", "g": "ɡ", "hh": "h", "ih": "ɪ", "iy": "iː", "jh": "dʒ",
    "k": "k", "l": "l", "m": "m", "n": "n", "ng": "ŋ", "ow": "oʊ", "oy": "ɔɪ", "p": "p", "r": "r", "s": "s", "sh": "ʃ",
    "t": "t", "th": "θ", "uh": "ʊ", "uw": "uː", "v": "v", "w": "w", "y": "j", "z": "z", "zh": "ʒ", "pau": SILENCE,
}  # fmt: skip
"""flite's names for the sounds."""


_VOWEL_BEFORE_L = 0.6
"""The part of a vowel and the l after it that is the vowel."""


@dataclass(frozen=True)
class Take:
    """16 kHz mono speech and its sounds as (first sample, sound), silence included."""

    samples: NDArray[np.float32]
    sounds: tuple[tuple[int, str], ...]

    def labels(self) -> NDArray[np.uint8]:
        """The sound's index at each of the recogniser's output frames (20 ms)."""
        frames = (1 + len(self.samples) // HOP) // 2
        centres = (2 * np.arange(frames) + 0.5) * HOP
        starts = np.array([start for start, _ in self.sounds])
        names = np.array([INDEX[sound] for _, sound in self.sounds], dtype=np.uint8)
        labels: NDArray[np.uint8] = names[np.maximum(np.searchsorted(starts, centres, side="right") - 1, 0)]
        return labels

    def said(self) -> tuple[str, ...]:
        """The sounds without the silences."""
        return tuple(sound for _, sound in self.sounds if sound != SILENCE)


def by_espeak(text: str, voice: str, random_: random.Random) -> Take:
    """`text` (or `[[mnemonics]]`) by an espeak-ng voice.

    Speed and pitch are drawn, and so is the size of the speaker, from a large adult to a small child, by playing
    slower or faster.
    """
    speech = espeak().say(
        text,
        voice,
        words_per_minute=random_.randint(90, 230),
        pitch=random_.randint(10, 95),
        pitch_range=random_.randint(5, 95),
    )
    size = float(np.exp(random_.uniform(-0.16, 0.30)))
    samples = soxr.resample(speech.samples, speech.rate * size, SAMPLE_RATE, quality="MQ").astype(np.float32)
    scale = SAMPLE_RATE / (speech.rate * size)
    sounds: list[tuple[int, str]] = [(0, SILENCE)]
    ends = [start for start, _ in speech.phonemes[1:]] + [len(speech.samples)]
    for (start, ipa), end in zip(speech.phonemes, ends, strict=True):
        names = sounds_of(ipa) or (SILENCE,)
        for index, name in enumerate(names):
            sounds.append((int((start + (end - start) * 0.6 * index) * scale), name))
    return Take(samples, _with_dark_l(sounds))


def _with_dark_l(sounds: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """The sounds with each l after a vowel beginning where it is heard.

    espeak-ng plays the two as one and reports the l at its very end, so that "ball" would teach that l is a vowel.
    """
    placed = list(sounds)
    for index in range(1, len(sounds) - 1):
        (vowel_start, vowel), (start, sound), (end, _) = sounds[index - 1 : index + 2]
        if sound == "l" and vowel in VOWELS:
            placed[index] = (min(start, int(vowel_start + (end - vowel_start) * _VOWEL_BEFORE_L)), sound)
    return tuple(placed)


def by_flite(text: str, voice: str, random_: random.Random, *, phones: bool = False) -> Take:
    """`text` (or flite's phones) by a flite voice, at a drawn speed and speaker size."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "take.wav"
        stretch = f"duration_stretch={random_.uniform(0.8, 1.4):.3f}"
        command = ["flite", "-voice", voice, "--setf", stretch, "-psdur", "-p" if phones else "-t", text, "-o", wave]
        listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        samples, rate = soundfile.read(wave, dtype="float32")
    size = float(np.exp(random_.uniform(-0.10, 0.12)))
    sounds: list[tuple[int, str]] = []
    start = 0.0
    for name, end in re.findall(r"([a-z]+):([\d.]+)", listing):
        sounds.append((int(start * SAMPLE_RATE / size), _ARPABET[name]))
        start = float(end)
    sounds.append((int(start * SAMPLE_RATE / size), SILENCE))
    return Take(soxr.resample(samples, rate * size, SAMPLE_RATE, quality="MQ").astype(np.float32), tuple(sounds))


def flite_phones(sounds: tuple[str, ...]) -> str:
    """The sounds as flite's phones; raises KeyError for one that American English lacks."""
    names = {sound: name for name, sound in _ARPABET.items()} | {"ɜː": "er", "ɒ": "aa", "ɾ": "t"}
    return " ".join(names[sound] for sound in sounds)


def in_a_room(take: Take, random_: random.Random, *, hard: float = 1.0) -> Take:
    """The take as a learner's device might record it.

    Pauses around it, a microphone's colour, a room's echo, noise and level are drawn; `hard` (0..1) scales how bad
    they get. Silence in the take becomes the room's noise.
    """
    generator = np.random.default_rng(random_.getrandbits(63))
    before, after = (int(SAMPLE_RATE * random_.uniform(0.02, 0.5)) for _ in range(2))
    clean = np.concatenate([np.zeros(before, np.float32), take.samples, np.zeros(after, np.float32)])
    size = next_fast_len(len(clean) + SAMPLE_RATE // 2, real=True)
    spectrum = np.fft.rfft(clean, size)
    frequencies = np.fft.rfftfreq(size, 1 / SAMPLE_RATE).astype(np.float64)
    spectrum *= _colour(frequencies, random_, hard)
    if random_.random() < 0.6 * hard:
        spectrum *= np.fft.rfft(_echo(random_, generator), size)
    sound = np.fft.irfft(spectrum, size)[: len(clean)]
    power = float(np.mean(sound**2)) + 1e-12
    if random_.random() < 0.9:
        quiet = random_.uniform(35 - 28 * hard, 40)
        noise = _noise(len(sound), random_, generator)
        sound = sound + noise * np.sqrt(power / (np.mean(noise**2) + 1e-12)) * 10 ** (-quiet / 20)
    sound = sound / (np.abs(sound).max() + 1e-9) * 10 ** (random_.uniform(-30, 0) / 20)
    if random_.random() < 0.05 * hard:
        limit = np.abs(sound).max() * random_.uniform(0.4, 0.8)
        sound = np.clip(sound, -limit, limit)
    shifted = ((0, SILENCE), *((start + before, name) for start, name in take.sounds))
    return Take(sound.astype(np.float32), (*shifted, (before + len(take.samples), SILENCE)))


def no_voice(random_: random.Random) -> Take:
    """A recording in which nobody speaks: noise of some colour, with or without knocks."""
    generator = np.random.default_rng(random_.getrandbits(63))
    sound = _noise(int(SAMPLE_RATE * random_.uniform(0.5, 3)), random_, generator)
    for _ in range(random_.choice((0, 0, 1, 3))):
        at, fade = random_.randrange(len(sound)), np.exp(-np.arange(1600) / random_.uniform(20, 300))
        knock = (generator.standard_normal(1600) * fade * random_.uniform(2, 20))[: len(sound) - at]
        sound[at : at + len(knock)] += knock
    return in_a_room(Take(sound.astype(np.float32), ((0, SILENCE),)), random_)


def _colour(frequencies: NDArray[np.float64], random_: random.Random, hard: float) -> NDArray[np.float64]:
    """A smooth random response, sometimes band-limited like a phone line or a low-rate codec."""
    octaves = np.log2(np.maximum(frequencies, 50) / 50)
    response = np.interp(octaves, np.linspace(0, 7.4, 8), [random_.gauss(0, 5 * hard) for _ in range(8)])
    response = response + random_.uniform(-2, 2) * hard * octaves
    if random_.random() < 0.3 * hard:
        response = response - 24 * np.maximum(0, np.log2(np.maximum(frequencies, 1) / random_.uniform(3400, 7000)))
    if random_.random() < 0.5 * hard:
        response = response - 12 * np.maximum(0, np.log2(random_.uniform(80, 300) / np.maximum(frequencies, 1)))
    gain: NDArray[np.float64] = 10 ** (np.maximum(response, -60) / 20)
    return gain


def _echo(random_: random.Random, generator: np.random.Generator) -> NDArray[np.float64]:
    """A room's impulse response: the direct sound, then noise that dies away over 0.1 to 0.5 s."""
    fade = random_.uniform(0.1, 0.5)
    count = int(fade * SAMPLE_RATE)
    tail: NDArray[np.float64] = generator.standard_normal(count) * np.exp(-6.9 * np.linspace(0, 1, count))
    tail *= 10 ** (-random_.uniform(0, 15) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return tail


def _noise(count: int, random_: random.Random, generator: np.random.Generator) -> NDArray[np.float64]:
    """Noise between white and brown, sometimes with mains hum."""
    size = next_fast_len(count, real=True)
    spectrum = np.fft.rfft(generator.standard_normal(size))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** random_.uniform(0, 1)
    noise = np.fft.irfft(spectrum, size)[:count]
    noise /= noise.std() + 1e-12
    if random_.random() < 0.2:
        noise = noise + random_.uniform(0.3, 1.5) * np.sin(
            2 * np.pi * random_.choice((50, 60, 100, 120)) * np.arange(count) / SAMPLE_RATE
        )
    return noise
