"""Takes kept in a folder: a FLAC of each, and a line of `takes.jsonl` that says what is heard in it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from lexfix_ml.features import SAMPLE_RATE

from .trials import Trial

LIST = "takes.jsonl"
DONE = "DONE"
"""There once the folder has them all; holds their number."""


@dataclass(frozen=True)
class Said:
    """What one take is of, in the inventory's sounds.

    `expected` are the sounds that the voice has for each word of `text`; `wrong` is the place in all of them of the
    slip, if there is one, and `heard` the sound said there (None: left out). `said` is every sound of the take.
    """

    id: str
    voice: str
    accent: str
    text: str
    expected: tuple[tuple[str, ...], ...]
    said: tuple[str, ...]
    wrong: int | None
    heard: str | None

    @property
    def canonical(self) -> tuple[str, ...]:
        """Every expected sound in order."""
        return tuple(sound for word in self.expected for sound in word)


def keep(folder: Path, said: Said, samples: NDArray[np.float32]) -> None:
    """Add a take of 16 kHz mono samples to a folder."""
    soundfile.write(folder / f"{said.id}.flac", samples, SAMPLE_RATE)
    with (folder / LIST).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(said), ensure_ascii=False) + "\n")


def finish(folder: Path) -> None:
    """Say that a folder is complete."""
    (folder / DONE).write_text(f"{len(listed(folder))}\n")


def listed(folder: Path) -> list[Said]:
    """What a folder's takes are of, as far as they are made."""
    list_ = folder / LIST
    return [_parse(line) for line in list_.read_text(encoding="utf-8").splitlines()] if list_.exists() else []


def kept(folder: Path) -> list[Said]:
    """What a folder's takes are of; raises FileNotFoundError where it is missing or incomplete."""
    if not (folder / DONE).exists():
        raise FileNotFoundError(f"{folder} holds no complete set of takes: make it with training.neural")
    return listed(folder)


def samples_of(folder: Path, said: Said) -> NDArray[np.float32]:
    """The take's 16 kHz mono samples."""
    samples: NDArray[np.float32] = soundfile.read(folder / f"{said.id}.flac", dtype="float32")[0]
    return samples


def trials(folder: Path) -> Iterator[Trial]:
    """A trial of every take, and for each right one another: as another phrase, against a text with no word of its."""
    said = kept(folder)
    texts = [one.text for one in said if one.wrong is None]
    for one in said:
        samples = samples_of(folder, one)
        yield Trial(samples, one.text, one.canonical, one.wrong, one.heard, False, one.voice)
        other = _without(one.text, texts) if one.wrong is None else None
        if other is not None:
            yield Trial(samples, other, (), None, None, True, one.voice)


def _without(text: str, texts: Sequence[str]) -> str | None:
    """The first of the texts after `text`, going round, that shares no word with it."""
    own, at = set(text.lower().split()), texts.index(text)
    around = (*texts[at:], *texts[:at])
    return next((other for other in around if own.isdisjoint(other.lower().split())), None)


def _parse(line: str) -> Said:
    fields = json.loads(line)
    expected = tuple(tuple(word) for word in fields["expected"])
    return Said(**{**fields, "expected": expected, "said": tuple(fields["said"])})
