"""Procedural rallies with exact labels, for training, for evaluation and for the demo."""

from tracker.training.synthetic.labels import BallLabels
from tracker.training.synthetic.presets import PRESETS, SportPreset
from tracker.training.synthetic.render import RallySettings, render_rally

__all__ = ["PRESETS", "BallLabels", "RallySettings", "SportPreset", "render_rally"]
