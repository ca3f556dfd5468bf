"""How likely an answer is wrong: ordered as people would order it, and never of a person's."""

from __future__ import annotations

import numpy as np

from annotation import edits
from annotation.error_model import FEATURES, error_probability, features
from annotation.neighbours import Neighbours
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
    probability = probability_of(flight(scores))
    assert probability[60] > 0.5 > probability[20]
    assert np.all((probability >= 0) & (probability <= 1))


def test_a_persons_word_is_certain_and_vouches_for_its_neighbours() -> None:
    scores = np.full(120, 0.95)
    scores[50:70] = 0.45
    track = flight(scores)
    before = probability_of(track)
    track.put_marks(edits.accept_range(track, 58, 62).after)
    after = probability_of(track)
    assert np.all(after[58:63] == 0)
    assert after[56] < before[56]


def test_frames_nobody_answered_are_not_in_question() -> None:
    track = BallTrack(40)
    track.follow_path((1280, 720), 30.0)
    assert np.all(probability_of(track) == 0)
    nothing = BallTrack(0)
    nothing.follow_path((1280, 720), 30.0)
    assert columns_of(nothing).shape == (0, len(FEATURES))


def test_a_persons_word_counts_for_like_answers_and_the_less_the_farther() -> None:
    agrees = FEATURES.index("person agrees")
    scores = np.full(120, 0.95)
    scores[50:70] = 0.45
    reassured = flight(scores)
    reassured.put_marks(edits.accept(reassured, 60).after)
    agreement = columns_of(reassured)[:, agrees]
    assert reassured.has_ball.all()
    assert agreement[60] == 1.0
    assert np.all(np.diff(agreement[60:]) < 0)
    assert np.all(np.diff(agreement[:61]) > 0)
    contradicted = flight(scores)
    contradicted.put_marks(edits.no_ball(contradicted, 60).after)
    others = np.flatnonzero(contradicted.has_ball)
    assert not columns_of(contradicted)[others, agrees].any()
    assert columns_of(contradicted)[others, FEATURES.index("person disagrees")].any()


def test_the_ball_s_own_peak_is_told_from_peaks_elsewhere() -> None:
    scores = np.full(60, 0.9)
    track = flight(scores)
    columns = columns_of(track)
    here, elsewhere = FEATURES.index("peak here"), FEATURES.index("peak elsewhere")
    assert np.all(columns[1:-1, here] > 0)
    assert np.all(columns[:, elsewhere] < 0)


def test_a_ball_at_the_edge_of_the_picture_is_known_as_such() -> None:
    columns = columns_of(flight(np.full(178, 0.9)))
    edge = columns[:, FEATURES.index("edge of the picture")]
    assert edge[-1] > edge[60]


def columns_of(track: BallTrack) -> np.ndarray:
    assert track.path is not None
    return features(track, track.path)


def probability_of(track: BallTrack) -> np.ndarray:
    assert track.path is not None
    return error_probability(track, track.path, Neighbours.of(track))
