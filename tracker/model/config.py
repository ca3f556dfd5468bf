"""What a network of the TrackNet family is made of, saved beside its weights."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Literal

Motion = Literal["none", "absolute", "polarity"]
Fusion = Literal["none", "multiply", "add"]
Attention = Literal["joint", "factorised"]


@dataclass(frozen=True, slots=True)
class RefinementConfig:
    """Sizes of the R-STR head; the defaults are the paper's.

    ``masking`` is the dropout on the fused drafts (stochastic context masking), ``dropout`` the
    one inside the transformer. ``context`` adds the U-Net's bottleneck features to the patch
    tokens, so that the head sees the scene and not only the drafts; it is ours, not the paper's,
    and off by default.
    """

    dim: int = 256
    layers: int = 4
    heads: int = 2
    feedforward: int = 1024
    patch: int = 16
    dropout: float = 0.1
    masking: float = 0.1
    attention: Attention = "joint"
    context: bool = False


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Architecture and decoding settings of one checkpoint.

    Attributes:
        name: short name shown to people, e.g. ``v5`` or ``v5-small``.
        motion: ``none`` (V2), ``absolute`` frame difference (V4) or ``polarity`` (MDD, V5).
        motion_input: whether the motion maps are concatenated to the frames (V5) or only fused.
        fusion: how motion meets the draft logits of frames 1 and 2: ``multiply`` is the papers',
            ``add`` is a learned 1x1 mix that leaves a draft alone where nothing moves.
        widths: channels of the four U-Net levels.
        depths: convolutions per encoder level (the decoder mirrors the first three).
        stem: space-to-depth factor in front of the U-Net; 1 is the paper's full resolution.
        activation_first: Conv → ReLU → BN (TrackNet's order) if true, else Conv → BN → ReLU,
            which runtimes can fold into one operation.
        refinement: the R-STR head, or ``None`` for V2 and V4.
        threshold: score from which a peak counts as a ball, chosen on validation clips.
    """

    name: str = "v5"
    motion: Motion = "polarity"
    motion_input: bool = True
    fusion: Fusion = "multiply"
    widths: tuple[int, int, int, int] = (64, 128, 256, 512)
    depths: tuple[int, int, int, int] = (2, 2, 3, 3)
    stem: int = 1
    activation_first: bool = True
    refinement: RefinementConfig | None = field(default_factory=RefinementConfig)
    threshold: float = 0.5

    @property
    def input_channels(self) -> int:
        """Channels after motion maps joined the nine RGB ones, before the stem."""
        maps = {"none": 0, "absolute": 2, "polarity": 4}[self.motion]
        return 9 + (maps if self.motion_input else 0)

    @property
    def wants_gpu(self) -> bool:
        """Whether a processor is too slow for it: it computes in every pixel of the input."""
        return self.stem == 1

    def same_network(self, other: ModelConfig) -> bool:
        """Whether both are built alike, whatever their names and thresholds."""
        return dataclasses.replace(self, name=other.name, threshold=other.threshold) == other

    @property
    def architecture(self) -> str | None:
        """Which of `PRESETS` it is built like; None: like none."""
        return next((p.name for p in PRESETS.values() if self.same_network(p)), None)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelConfig:
        """Rebuild from :meth:`to_dict`; unknown or missing keys raise ``ValueError``."""
        known = {f.name for f in dataclasses.fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"unknown model settings {unknown}")
        values = dict(values)
        refinement = values.get("refinement")
        try:
            if isinstance(refinement, dict):
                values["refinement"] = RefinementConfig(**refinement)
            for key in ("widths", "depths"):
                if key in values:
                    values[key] = tuple(int(v) for v in values[key])
                    if len(values[key]) != 4:
                        raise ValueError(f"{key} must have four entries, got {values[key]}")
            return cls(**values)
        except TypeError as error:
            raise ValueError(f"unusable model settings: {error}") from error


PRESETS: dict[str, ModelConfig] = {
    "v5": ModelConfig(),
    "v4": ModelConfig(
        name="v4", motion="absolute", motion_input=False, fusion="multiply", refinement=None
    ),
    "v2": ModelConfig(name="v2", motion="none", motion_input=False, fusion="none", refinement=None),
    "v5-small": ModelConfig(
        name="v5-small",
        fusion="add",
        widths=(32, 64, 96, 160),
        depths=(2, 2, 3, 3),
        stem=2,
        activation_first=False,
        refinement=RefinementConfig(
            dim=64,
            layers=4,
            heads=2,
            feedforward=128,
            dropout=0.0,
            attention="factorised",
            context=True,
        ),
    ),
}
"""The architectures that can be built from scratch, by name."""
