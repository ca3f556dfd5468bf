"""How likely an answer is wrong: ordered as people would order it, and never of a person's."""

from __future__ import annotations

import numpy as np

from annotation import edits, error_model
from annotation.error_model import FEATURES, error_probability, features
from annotation.track import BallTrack


def flight(scores: np.ndarray) -> BallTrack:
    t = np.arange(len(scores))
    track = BallTrack(len(scores))
    peaks = np.stack((200 + 6.0 * t, 300 + 0.0 * t, scores), axis=-1)
    track.set_predictions(0, *peaks.T, peaks[:, None])
    track.follow_path((1280, 720), 30.0)
    return track


def test_a_weak_stretch_is_likelier_wrong_than_a_strong_one() -> None:
    scores = np.full(120, 0.95)
    scores[50:70] = 0.4
    probability = error_probability(flight(scores), 30.0, 2.5)
    assert probability[60] > 0.5 > probability[20]
    assert np.all((probability >= 0) & (probability <= 1))


def test_a_persons_word_is_certain_and_vouches_for_its_neighbours() -> None:
    scores = np.full(120, 0.95)
    scores[50:70] = 0.45
    track = flight(scores)
    before = error_probability(track, 30.0, 2.5)
    track.put_marks(edits.accept_range(track, 58, 62).after)
    after = error_probability(track, 30.0, 2.5)
    assert np.all(after[58:63] == 0)
    assert after[56] < before[56]


def test_frames_nobody_answered_are_not_in_question() -> None:
    track = BallTrack(40)
    track.follow_path((1280, 720), 30.0)
    assert np.all(error_probability(track, 30.0, 2.5) == 0)
    assert features(BallTrack(0), 30.0, 2.5).shape == (0, len(FEATURES))


def test_a_persons_word_takes_doubt_from_like_answers_only_and_the_less_the_farther() -> None:
    scores = np.full(120, 0.95)
    scores[50:70] = 0.45
    reassured = flight(scores)
    reassured.put_marks(edits.accept(reassured, 60).after)
    agreement = error_model._agreement(reassured, 30.0)
    assert reassured.has_ball.all()
    assert agreement[60] == 1.0
    assert np.all(np.diff(agreement[60:]) < 0)
    assert np.all(np.diff(agreement[:61]) > 0)
    contradicted = flight(scores)
    contradicted.put_marks(edits.no_ball(contradicted, 60).after)
    others = np.flatnonzero(contradicted.has_ball)
    assert not error_model._agreement(contradicted, 30.0)[others].any()
