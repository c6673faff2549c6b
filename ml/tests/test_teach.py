"""Teaching the judge, and setting thresholds by what learners would be told."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lexfix_ml.evidence import FEATURES, Evidence
from lexfix_ml.judge import Judge, Judgement
from lexfix_ml.model import session
from training import teach
from training.examples import Example
from training.export import save_judge
from training.juror import Juror


def example(seed: int, *, wrong: int | None = None, kind: str = "own") -> Example:
    """Three words of four sounds; the features of a wrong sound are plain to see."""
    generator = np.random.default_rng(seed)
    features = generator.normal(0, 0.1, (12, FEATURES)).astype(np.float32)
    scores = np.full(12, 2.0)
    if wrong is not None:
        features[wrong, :8] = -3
        scores[wrong] = 0
    words = np.repeat(np.arange(3), 4)
    evidence = Evidence(generator.integers(1, 40, 12), words, features, (None,) * 12)
    accuracy = np.array([1.0 if scores[words == word].all() else 0.4 for word in range(3)])
    return Example(evidence, scores, accuracy, np.ones(3), np.array([scores.mean() / 2, 0.9, 1.0]), kind, str(seed % 7))


@pytest.fixture(scope="module")
def juror() -> Juror:
    return teach.juror([example(seed, wrong=seed % 12 if seed % 2 else None) for seed in range(1200)], seed=0)


def test_a_juror_learns_which_sound_was_wrong(juror: Juror) -> None:
    judgement = teach.judged_by(juror, example(1000, wrong=5))
    assert judgement.scores.argmin() == 5
    assert judgement.accuracy.argmin() == 1


def test_examples_beside_longer_ones_are_judged_as_alone(juror: Juror) -> None:
    long, whole = example(1001), example(1002, wrong=2)
    short = Example(
        Evidence(
            whole.evidence.sounds[:4], whole.evidence.words[:4], whole.evidence.features[:4], whole.evidence.rivals[:4]
        ),
        *(whole.scores[:4], whole.accuracy[:1], whole.there[:1], whole.phrase, "own", "1"),
    )
    with torch.inference_mode():
        known = teach.batch([long, short])
        together = juror(known.sounds, known.features, known.members).sounds[1, :4].softmax(dim=-1).numpy()
    np.testing.assert_allclose(together, teach.judged_by(juror, short).chances, atol=1e-5)


def test_the_service_judges_as_the_jurors_do(juror: Juror, tmp_path: Path) -> None:
    save_judge([juror, juror], tmp_path / "judge.onnx")
    judge = Judge(session((tmp_path / "judge.onnx").read_bytes()))
    for seed in (1003, 1004):
        one = example(seed, wrong=seed % 12)
        expected, found = teach.judged_by(juror, one), judge.judge(one.evidence)
        np.testing.assert_allclose(found.chances, expected.chances, atol=0.01)
        np.testing.assert_allclose(found.there, expected.there, atol=0.01)
        assert found.total == pytest.approx(expected.total, abs=0.01)


def test_thresholds_keep_right_sounds_from_practise_and_wrong_ones_from_great() -> None:
    generator = np.random.default_rng(0)
    judged = []
    for seed in range(400):
        one = example(seed, wrong=seed % 12)
        right = np.clip(generator.normal(np.where(one.scores > 1, 0.85, 0.4), 0.12), 0, 1)
        chances = np.column_stack([1 - right, np.zeros(12), right])
        judged.append((one, Judgement(chances, one.accuracy, one.there, 0.9, 0.9, 1.0)))
    found = teach.thresholds(judged)
    scores = np.concatenate([100 * judgement.scores for _, judgement in judged])
    experts = np.concatenate([one.scores for one, _ in judged])
    assert (scores[experts == 2] < found.sound_close).mean() == pytest.approx(0.015, abs=0.003)
    assert (scores[experts == 0] >= found.sound_great).mean() == pytest.approx(0.06, abs=0.01)
