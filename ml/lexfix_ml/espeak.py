"""espeak-ng, in process: the phonemes of a text, and speech with the time of every phoneme.

The library keeps global state, so one lock guards it; a call takes a millisecond or two for a sentence.
"""

import ctypes
import threading
from ctypes import (
    POINTER,
    Structure,
    Union,
    byref,
    c_char,
    c_char_p,
    c_int,
    c_long,
    c_short,
    c_uint,
    c_void_p,
    string_at,
)
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS = 2
_PHONEME_EVENTS_IN_IPA = 0x0003
_DONT_EXIT = 0x8000
_UTF8_WITH_PHONEMES = 0x101
_EVENT_END, _EVENT_PHONEME = 0, 7
_RATE, _PITCH, _RANGE = 1, 3, 4
_SEED = 1
_IPA_SEPARATED, _MNEMONICS_SEPARATED = 0x02 | ord("_") << 8, ord("_") << 8


class _Id(Union):
    _fields_ = (("number", c_int), ("name", c_char_p), ("string", c_char * 8))


class _Event(Structure):
    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", _Id),
    )


_CALLBACK = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


@dataclass(frozen=True)
class Speech:
    """Synthesised speech: mono samples in -1..1 at `rate` Hz, and (sample, IPA) for each phoneme's start."""

    samples: NDArray[np.float32]
    rate: int
    phonemes: tuple[tuple[int, str], ...]


class EspeakError(RuntimeError):
    """espeak-ng is missing or refused a voice."""


class Espeak:
    """The espeak-ng library; use `espeak()` for the one instance a process may have."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: list[bytes] = []
        self._events: list[tuple[int, str]] = []
        try:
            self._library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise EspeakError("libespeak-ng.so.1 was not found: install the package espeak-ng") from error
        self._library.espeak_TextToPhonemes.restype = c_char_p
        self._rate = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS_IN_IPA | _DONT_EXIT))
        if self._rate <= 0:
            raise EspeakError("espeak-ng could not start: its data folder is missing")
        self._callback = _CALLBACK(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def _collect(self, wave: "ctypes._Pointer[c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        if wave and count:
            self._samples.append(string_at(wave, count * 2))
        index = 0
        while events[index].type != _EVENT_END:
            if events[index].type == _EVENT_PHONEME:
                name = bytes(events[index].id.string).decode("utf-8", errors="ignore")
                self._events.append((int(events[index].sample), name))
            index += 1
        return 0

    def _use(self, voice: str) -> None:
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise EspeakError(f"espeak-ng has no voice {voice!r}")
            self._voice = voice

    def phonemes(self, text: str, voice: str, *, mnemonics: bool = False) -> tuple[tuple[str, ...], ...]:
        """The phonemes of each word of `text`, in IPA or in espeak-ng's own mnemonics (for `[[...]]` input)."""
        mode = _MNEMONICS_SEPARATED if mnemonics else _IPA_SEPARATED
        with self._lock:
            self._use(voice)
            pointer = c_char_p(text.encode())
            clauses: list[str] = []
            while pointer.value is not None:
                clauses.append(self._library.espeak_TextToPhonemes(byref(pointer), 1, mode).decode("utf-8"))
        words = " ".join(clauses).split()
        return tuple(tuple(phoneme for phoneme in word.split("_") if phoneme) for word in words)

    def say(
        self, text: str, voice: str, *, words_per_minute: int = 150, pitch: int = 50, pitch_range: int = 50
    ) -> Speech:
        """Speak `text` (or `[[mnemonics]]`) at 80..450 words a minute, with pitch and its range in 0..100.

        The same calls in the same order make the same samples; what was said before has a slight influence.
        """
        with self._lock:
            self._use(voice)
            # Its breath and tremor are drawn from the time of day otherwise, and no take could be made again.
            self._library.espeak_ng_SetRandSeed(c_long(_SEED))
            for parameter, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, pitch_range)):
                self._library.espeak_SetParameter(parameter, value, 0)
            self._samples, self._events = [], []
            encoded = text.encode()
            self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8_WITH_PHONEMES, None, None)
            samples = np.frombuffer(b"".join(self._samples), dtype=np.int16).astype(np.float32)
            samples *= np.float32(1 / 32768)
            return Speech(samples, self._rate, tuple(self._events))


@cache
def espeak() -> Espeak:
    """The process's espeak-ng, started on first use."""
    return Espeak()
