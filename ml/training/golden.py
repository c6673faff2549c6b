"""The golden recordings, and the scores that the model in this image gives them: what a new model is compared with.

Run it in the image `training` with the checkout's `ml/golden` mounted: `python -m training.golden --out /golden`.
"""

import argparse
import io
import json
from pathlib import Path

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from lexfix_ml.audio import decode
from lexfix_ml.espeak import espeak
from lexfix_ml.scoring import Scorer

_RATE = 48_000
_BITS_PER_SECOND = 20_000
PHRASES = (
    ("boat", "The yellow boat is on the lake", "en-us+f5", ""),
    ("butterfly", "I can see a red butterfly", "en+m7", ""),
    ("dog", "a big dog", "en", ""),
    ("morning", "good morning", "en-us", ""),
    ("school", "We usually walk to school together.", "en-gb-x-rp", ""),
    ("thin", "this thing is thin", "en-us+f5", ""),
    ("thin-as-sin", "this thing is thin", "en-us+f5", "this sing is sin"),
    ("moon-as-sun", "the moon is full soon", "en", "the noon is fool zoon"),
    ("another-phrase", "good morning", "en-us", "seven people went to school by bus"),
    ("another-word", "thank you very much", "en+m7", "a round brown house"),
)
"""Recording, the text it is scored against, the voice, and what that says instead of the text: a model that finds
everything right, or everything wrong, must show as well."""


def record(said: str, voice: str) -> bytes:
    """Ogg with Opus, as Firefox records it, a quarter of a second of quiet on either side."""
    speech = espeak().say(said, voice, words_per_minute=140)
    samples: NDArray[np.float32] = soxr.resample(speech.samples, speech.rate, _RATE).astype(np.float32)
    quiet = np.random.default_rng(0).normal(0, 0.001, _RATE // 4).astype(np.float32)
    padded = np.concatenate([quiet, samples * 0.5, quiet]).astype(np.float32)
    target = io.BytesIO()
    with av.open(target, "w", format="ogg") as output:
        stream = output.add_stream("libopus", rate=_RATE)
        stream.layout = "mono"
        stream.bit_rate = _BITS_PER_SECOND
        frame = av.AudioFrame.from_ndarray(padded[None], format="flt", layout="mono")
        frame.sample_rate = _RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            output.mux(packet)
    return target.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep-recordings", action="store_true", help="score those that are there")
    arguments = parser.parse_args()
    scorer, golden = Scorer(), []
    for name, text, voice, said in PHRASES:
        file = arguments.out / f"{name}.ogg"
        if not arguments.keep_recordings:
            file.write_bytes(record(said or text, voice))
        assessment = scorer.score(decode(file.read_bytes()), text)
        golden.append({"recording": name, "text": text, "score": assessment.score})
    (arguments.out / "golden.json").write_text(json.dumps(golden, indent=2) + "\n")


if __name__ == "__main__":
    main()
