"""Procedural rallies with exact labels, for training, for evaluation and for the demo."""

from tracker.training.synthetic.hide import occlude_ball, remove_ball
from tracker.training.synthetic.labels import BallLabels
from tracker.training.synthetic.paste import paste_balls
from tracker.training.synthetic.presets import PRESETS, SportPreset
from tracker.training.synthetic.render import RallySettings, rally_events, render_rally

__all__ = [
    "PRESETS",
    "BallLabels",
    "RallySettings",
    "SportPreset",
    "occlude_ball",
    "paste_balls",
    "rally_events",
    "remove_ball",
    "render_rally",
]
