"""How well a model hears learners: `python -m training.measure`, on speakers that were never trained on.

Prints the figures as Markdown for docs/benchmark-ml.md, each with a 95 % interval over speakers. The corpus's folder
is --people, $LEXFIX_SPEECH or ../shared/speech. `--check` fails where a bar is missed, or where a figure is worse than
that of the model in this image, children's own among them; `--keep` writes the figures beside the weights.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexfix_ml.errors import Refusal
from lexfix_ml.sayings import Outcome
from lexfix_ml.scoring import Assessment, Scorer

from . import figures, people
from .examples import RIGHT, pronounceable
from .figures import Figure, auc
from .people import CorpusError, Group, People, Utterance
from .tally import OTHER_AUC, OTHER_MEAN
from .teach import WRONG
from .trials import places

EXCELLENT = 9
YOUNG: Group = "children up to 8"
_DRAWS = 200
_SLACK = 0.02
"""How much worse than the present model's a figure may be by chance."""


@dataclass(frozen=True)
class Heard:
    """One recording: the experts' scores and the model's, sound by sound and word by word; no words, no sayings."""

    utterance: Utterance
    assessment: Assessment
    experts: NDArray[np.float64]
    scores: NDArray[np.float64]
    verdicts: NDArray[np.str_]


def hear(scorer: Scorer, corpus: People, utterance: Utterance) -> Heard | None:
    """Score one recording against its text; None where it is longer than the service takes, or is refused."""
    if pronounceable(utterance) is None:
        return None
    try:
        assessment = scorer.score(corpus.samples(utterance), utterance.text)
    except Refusal:
        return None
    experts, scores, verdicts = [], [], []
    for theirs, ours in zip(utterance.words, assessment.words, strict=False):
        sounds, marks = theirs.sounds()
        for their_place, our_place in places(sounds, [sound.sound for sound in ours.sounds]).items():
            experts.append(marks[their_place])
            scores.append(ours.sounds[our_place].score)
            verdicts.append(ours.sounds[our_place].verdict)
    return Heard(utterance, assessment, np.array(experts), np.array(scores), np.array(verdicts))


@dataclass(frozen=True)
class Measure:
    """A measure over recordings; with a bar it is held to on all of them, with `young` on children up to 8."""

    name: str
    of: Callable[[Sequence[Heard]], float]
    bar: float | None = None
    young: float | None = None
    lower_is_better: bool = False

    def figure(self, name: str, value: float, bar: float) -> Figure:
        """The value as a figure that a next model is held to."""
        return Figure(name, value, bar, _SLACK, self.lower_is_better)


def _sounds(every: Sequence[Heard]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_]]:
    return (
        np.concatenate([one.experts for one in every]),
        np.concatenate([one.scores for one in every]),
        np.concatenate([one.verdicts for one in every]),
    )


def _called(verdict: str, every: Sequence[Heard], *, right: bool) -> float:
    """The share of right sounds, or of wrong ones, with a verdict."""
    experts, _, verdicts = _sounds(every)
    return float((verdicts[experts >= RIGHT if right else experts <= WRONG] == verdict).mean())


def told_apart(every: Sequence[Heard]) -> float:
    """The AUC of right against wrong sounds."""
    experts, scores, _ = _sounds(every)
    return auc(scores[experts >= RIGHT].tolist(), scores[experts <= WRONG].tolist())


def sounds_agree(every: Sequence[Heard]) -> float:
    """Pearson's correlation of sounds' scores with the experts'."""
    experts, scores, _ = _sounds(every)
    return _correlation(zip(experts, scores, strict=True))


def words_agree(every: Sequence[Heard]) -> float:
    """Pearson's correlation of words' scores with the experts' accuracy."""
    return _correlation(
        (theirs.accuracy, ours.score)
        for one in every
        for theirs, ours in zip(one.utterance.words, one.assessment.words, strict=False)
    )


def phrases_agree(every: Sequence[Heard]) -> float:
    """Pearson's correlation of phrases' scores with the experts' total."""
    return _correlation((one.utterance.total, one.assessment.score) for one in every)


def fluency_agrees(every: Sequence[Heard]) -> float:
    """Pearson's correlation of the fluency with the experts'."""
    scored = (one for one in every if one.assessment.fluency is not None)
    return _correlation((one.utterance.fluency, one.assessment.fluency or 0.0) for one in scored)


def _correlation(pairs: Iterable[tuple[float, float]]) -> float:
    return float(np.corrcoef(np.array(list(pairs)), rowvar=False)[0, 1])


def _excellent(every: Sequence[Heard]) -> list[Assessment]:
    """Of the utterances whose accuracy the experts put at 9 or more."""
    return [one.assessment for one in every if one.utterance.accuracy >= EXCELLENT]


MEASURES = (
    Measure("right sounds called practise", partial(_called, "practise", right=True), 0.05, 0.06, True),
    Measure("right sounds called great", partial(_called, "great", right=True)),
    Measure("right sounds called unsure", partial(_called, "unsure", right=True)),
    Measure("wrong sounds called great", partial(_called, "great", right=False), 0.12, None, True),
    Measure("wrong sounds called practise", partial(_called, "practise", right=False)),
    Measure("wrong sounds called unsure", partial(_called, "unsure", right=False)),
    Measure("AUC, right against wrong sounds", told_apart, 0.92, 0.90),
    Measure("Pearson with experts, sounds", sounds_agree, 0.50),
    Measure("Pearson with experts, words", words_agree, 0.52),
    Measure("Pearson with experts, phrase's total", phrases_agree, 0.70),
    Measure("Pearson with experts, fluency", fluency_agrees),
    Measure("recordings taken as the phrase", lambda every: _share(one.assessment.outcome == "said" for one in every)),
    Measure("excellent phrases, mean score", lambda every: float(np.mean([one.score for one in _excellent(every)]))),
    Measure("excellent phrases “well said”", lambda every: _share(one.verdict == "great" for one in _excellent(every))),
)


def _share(those: Iterable[bool]) -> float:
    return float(np.mean(list(those)))


def interval(measure: Measure, every: Sequence[Heard]) -> tuple[float, float]:
    """The middle 95 % of the measure over redrawn speakers."""
    by_speaker: dict[str, list[Heard]] = {}
    for one in every:
        by_speaker.setdefault(one.utterance.speaker, []).append(one)
    speakers = list(by_speaker.values())
    generator = np.random.default_rng(0)
    drawn = [
        measure.of([one for index in generator.integers(0, len(speakers), len(speakers)) for one in speakers[index]])
        for _ in range(_DRAWS)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def groups(every: Sequence[Heard]) -> dict[str, list[Heard]]:
    """All, and each group."""
    made: dict[str, list[Heard]] = {"all": list(every)}
    for one in every:
        for group in one.utterance.groups:
            made.setdefault(group, []).append(one)
    return dict(sorted(made.items(), key=lambda item: (item[0] != "all", item[0])))


def others(scorer: Scorer, corpus: People, utterances: Sequence[Utterance]) -> tuple[list[float], list[Outcome]]:
    """Scores and outcomes of each recording against the text of an utterance half the corpus away."""
    scores, outcomes = [], []
    for index, utterance in enumerate(utterances):
        text = utterances[(index + len(utterances) // 2) % len(utterances)].text
        try:
            assessment = scorer.score(corpus.samples(utterance), text)
        except Refusal:
            continue
        scores.append(assessment.score)
        outcomes.append(assessment.outcome)
    return scores, outcomes


def table(parts: Mapping[str, Sequence[Heard]]) -> str:
    """The measures by group with their intervals, in Markdown."""
    rows = [f"| measure | {' | '.join(parts)} |", f"|---|{'---|' * len(parts)}"]
    for measure in MEASURES:
        intervals = [(measure.of(part), *interval(measure, part)) for part in parts.values()]
        rows.append(
            f"| {measure.name} | {' | '.join(f'{v:.3f} ({low:.3f} to {high:.3f})' for v, low, high in intervals)} |"
        )
    return "\n".join(rows)


def figures_of(parts: Mapping[str, Sequence[Heard]]) -> list[Figure]:
    """What has a bar, on all and on the youngest."""
    held = []
    for measure in MEASURES:
        for group, bar in (("all", measure.bar), (YOUNG, measure.young)):
            if bar is not None:
                held.append(measure.figure(f"people, {group}: {measure.name}", measure.of(parts[group]), bar))
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=Path, default=people.find(), help="the corpus's folder")
    figures.add_options(parser)
    options = parser.parse_args()
    if options.people is None:
        sys.exit("Not measured: there is no corpus of learners in $LEXFIX_SPEECH or ../shared/speech.")
    try:
        corpus = people.read(options.people)
    except CorpusError as error:
        sys.exit(str(error))
    scorer = Scorer(options.weights)
    utterances = corpus.part(held_out=True)
    every = [one for utterance in utterances if (one := hear(scorer, corpus, utterance)) is not None]
    parts = groups(every)
    wrong, outcomes = others(scorer, corpus, utterances)
    apart = auc([one.assessment.score for one in every], wrong)
    measured = [
        *figures_of(parts),
        Figure("people: AUC, right phrase against another", apart, OTHER_AUC, _SLACK),
        Figure("people: mean score of another phrase", float(np.mean(wrong)), OTHER_MEAN, 5, True),
    ]
    print(f"Model {scorer.model.version}; {len(every)} of {len(utterances)} recordings.\n\n{table(parts)}\n")
    told = ", ".join(f"{outcome} {count / len(outcomes):.1%}" for outcome, count in Counter(outcomes).most_common())
    print(f"Another phrase: AUC {apart:.3f} against the right one, mean score {np.mean(wrong):.1f}, told as {told}.")
    figures.conclude(measured, options)


if __name__ == "__main__":
    main()
