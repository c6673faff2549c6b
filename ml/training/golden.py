"""Write down the scores of the golden recordings: `python -m training.golden --golden FOLDER`.

What a new model is compared with is its own work, so it has to say of each recording what is so before its scores are
kept: a model that finds everything right, or everything wrong, gets no file.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lexfix_ml.audio import decode
from lexfix_ml.schemas import PronunciationOut
from lexfix_ml.scoring import Scorer

FILE = "golden.json"

Answer = Mapping[str, Any]
"""What the service answers, `PronunciationOut` as a dictionary."""
Ask = Callable[[bytes, str], Answer]
"""Has a recording scored against a text."""


class UnsoundModelError(ValueError):
    """A model said of golden recordings what is not so."""


def told(answer: Answer, wrong: str | None) -> str:
    """What a learner reads: the outcome, or where that is "said" the verdict, on the word `wrong` if there is one."""
    if answer["outcome"] != "said":
        return str(answer["outcome"])
    verdicts = {word["text"]: word["verdict"] for word in answer["words"]}
    return str(verdicts[wrong] if wrong else answer["verdict"])


def scored(golden: Mapping[str, Any], recordings: Path, ask: Ask) -> dict[str, Any]:
    """`golden` with the scores of today; raises UnsoundModelError where one is out of the bounds for what it is."""
    problems, scores = [], {}
    for known in golden["recordings"]:
        answer = ask((recordings / f"{known['recording']}.ogg").read_bytes(), known["text"])
        score, said = answer["score"], told(answer, known.get("wrong"))
        bounds = golden["bounds"][known["expected"]]
        if not (said in bounds["told"] and bounds["lowest"] <= score <= bounds["highest"]):
            problems.append(f"{known['recording']} ({known['expected']}) was told {said} with {score:g}")
        scores[known["recording"]] = score
    if problems:
        raise UnsoundModelError("\n".join(problems))
    return {**golden, "recordings": [{**known, "score": scores[known["recording"]]} for known in golden["recordings"]]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--golden", type=Path, required=True)
    folder = parser.parse_args().golden
    scorer = Scorer()

    def ask(recording: bytes, text: str) -> Answer:
        return PronunciationOut.model_validate(scorer.score(decode(recording), text)).model_dump()

    golden = json.loads((folder / FILE).read_text(encoding="utf-8"))
    try:
        written = scored(golden, folder, ask)
    except UnsoundModelError as error:
        sys.exit(f"Nothing was written, since this model says what is not so:\n{error}")
    (folder / FILE).write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
