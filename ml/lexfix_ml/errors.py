"""What cannot be scored, and the kind sentence that a learner's screen shows for it."""

from typing import Literal

Code = Literal[
    "empty_audio",
    "too_long",
    "too_large",
    "not_audio",
    "silence",
    "no_text",
    "text_too_long",
    "text_not_usable",
    "nothing_to_say",
    "starting",
    "busy",
]

_ANSWERS: dict[Code, tuple[int, str]] = {
    "empty_audio": (422, "The recording was empty. Please try recording again."),
    "too_long": (422, "That recording was a bit too long. Please keep it under 15 seconds."),
    "too_large": (413, "That recording was too big to send. Please make a shorter one."),
    "not_audio": (422, "I could not play that recording. Please record it again."),
    "silence": (422, "I could not hear a voice. Move a little closer and try again."),
    "no_text": (422, "There are no words to practise yet. Please choose a phrase."),
    "text_too_long": (422, "That is a lot of words at once. Please use 200 letters or fewer."),
    "text_not_usable": (422, "I cannot read that text. Please choose other words."),
    "nothing_to_say": (422, "There is nothing to say out loud in that text. Please choose some words."),
    "starting": (503, "I am still getting ready. Please try again in a moment."),
    "busy": (503, "Many people are practising right now. Please try again in a moment."),
}
_RETRY_SECONDS: dict[Code, int] = {"starting": 5, "busy": 2}


class Refusal(Exception):  # noqa: N818 - not a failure of the program
    """A request that cannot be met as it is, with its HTTP status and headers, a code and a kind sentence."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.status, self.message = _ANSWERS[code]
        self.headers = {"Retry-After": str(_RETRY_SECONDS[code])} if code in _RETRY_SECONDS else {}
        super().__init__(self.message)
