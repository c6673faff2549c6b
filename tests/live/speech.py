"""The recordings of real learners, where this machine has them: no part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import soundfile

from tools.paths import REPOSITORY

VARIABLE = "LEXFIX_SPEECH"
BESIDE = REPOSITORY.parent / "shared" / "speech"
QUIET_SECONDS = 0.5
"""Around the words: the microphone opens before the recorder starts."""


def folder() -> Path | None:
    """The corpus's folder: what ``LEXFIX_SPEECH`` names, or ``../shared/speech``, or nothing."""
    named = os.environ.get(VARIABLE)
    wanted = Path(named) if named else BESIDE
    return wanted if (wanted / "recordings").is_dir() else None


def lay_out(corpus: Path, recording: str, target: Path) -> None:
    """Write one of its recordings as the 16-bit WAV that a browser's microphone can play."""
    samples, rate = soundfile.read(corpus / "recordings" / f"{recording}.opus", dtype="float32")
    quiet = np.zeros(int(QUIET_SECONDS * rate), np.float32)
    soundfile.write(target, np.concatenate([quiet, samples, quiet]), rate, subtype="PCM_16")
