"""What is said, and by whom, in training and in tests: words and voices are split so that tests use unseen ones."""

import hashlib
import random
from functools import cache
from pathlib import Path

ACCENTS = ("en-us", "en", "en-gb-x-rp", "en-gb-scotland")
TEST_ACCENTS = ("en-us", "en")
VOICES = (
    "m1 m2 m3 m4 m5 m6 f1 f2 f3 f4 klatt klatt2 klatt3 Alex Alicia Andrea Andy Annie Denis Diogo Gene Hugo Jacky "
    "Marco Mario Nguyen benjamin boris caleb david ed edward gustave iven iven2 john linda marcelo max michel miguel "
    "norbert pablo paul pedro quincy rob robert sandro shelby steph steph2 travis victor zac RicishayMax antonio"
).split()
TEST_VOICES = "m7 m8 f5 klatt4 Mike Lee Michael steph3 iven3 adam anika Henrique belinda aunty".split()
"""espeak-ng variants never heard in training."""
FLITE_VOICES = ("kal16", "awb", "rms")
FLITE_TEST_VOICE = "slt"
"""Another synthesiser, made from recordings of people; slt is the only woman among its voices."""

KOKORO_VOICES = (
    "af_alloy af_bella af_jessica af_kore af_nova af_sarah af_sky am_echo am_eric am_fenrir am_liam am_onyx "
    "bf_isabella bf_lily bm_fable bm_lewis"
).split()
KOKORO_TEST_VOICES = "af_aoede af_heart am_michael am_puck bf_emma bm_george".split()
"""Neural voices. In neither list: af_nicole, who whispers, and those that Kokoro's authors grade worst."""
JOE = "joe"
"""The one voice of Piper's family that there is: in training and in tests, with other words."""


def accent_of(voice: str) -> str:
    """espeak-ng's accent nearest to a neural voice's."""
    return "en-gb-x-rp" if voice.startswith("b") else "en-us"


_SENTENCES = (
    "The {} is in the {}.",
    "I can see a {} and a {}.",
    "We like the {} very much.",
    "Do you want some {}?",
    "She has a {} for her {}.",
    "He was at the {} with them.",
    "This is my {} {}.",
    "It is not a {}.",
    "Where are you going with that {}?",
    "They have to go to the {}.",
)


@cache
def words(*, held_out: bool) -> tuple[str, ...]:
    """The word list's fifth that is kept for tests, or the rest for training."""
    every = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()
    return tuple(word for word in every if (hashlib.sha256(word.encode()).digest()[0] % 5 == 0) is held_out)


def training_text(random_: random.Random) -> str:
    """A few words or a sentence, of training words."""
    vocabulary = words(held_out=False)
    if random_.random() < 0.35:
        sentence = random_.choice(_SENTENCES)
        return sentence.format(*(random_.choice(vocabulary) for _ in range(sentence.count("{}"))))
    return " ".join(random_.choice(vocabulary) for _ in range(random_.choice((1, 1, 2, 2, 3, 4))))


def test_text(random_: random.Random, count: int) -> str:
    """`count` words never trained on."""
    return " ".join(random_.sample(words(held_out=True), count))
