from __future__ import annotations

import pytest

from annotation.formats.ball_names import ball_names


@pytest.mark.parametrize(
    ("names", "balls"),
    [
        (["person", "sports ball", "baseball bat", "baseball glove"], ["sports ball"]),
        (["tennis_ball", "racket"], ["tennis_ball"]),
        (["Ball", "ball boy"], ["Ball"]),
        (["ball boy", "net"], ["ball boy"]),
        (["ball 1", "balls_2", "player"], ["ball 1", "balls_2"]),
        (["Shuttlecock", "birdie"], ["Shuttlecock", "birdie"]),
        (["net", "player"], []),
    ],
)
def test_the_names_of_balls(names: list[str], balls: list[str]) -> None:
    assert ball_names(names) == balls
