"""TrackNetV5 (arXiv 2512.02789) and, from the same parts, V2 and V4."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.model.config import ModelConfig
from tracker.model.mdd import AbsoluteMotion, MotionDirectionDecoupling
from tracker.model.pixels import normalised
from tracker.model.rstr import RefinementHead
from tracker.model.unet import Decoder, Encoder


class Stages(NamedTuple):
    """What the network computed on the way, for overlays and tests."""

    motion: Tensor | None
    """[B,4,H,W] polarity (V5), [B,2,H,W] absolute (V4) or nothing (V2)."""
    draft: Tensor
    """Draft logits [B,3,H,W] before motion fusion."""
    heatmaps: Tensor
    """Heatmaps [B,3,H,W] in [0,1]."""


class TrackNet(nn.Module):
    """Three RGB frames in, three ball heatmaps out.

    Input: float32 [B,9,288,512], the frames t-1, t, t+1 as RGB in [0,1].
    Output: float32 [B,3,288,512] in [0,1], one map per frame.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        if config.motion == "polarity":
            self.mdd: nn.Module = MotionDirectionDecoupling()
        elif config.motion == "absolute":
            self.mdd = AbsoluteMotion()
        stem = config.stem
        self.backbone = Encoder(
            config.input_channels * stem * stem,
            config.widths,
            config.depths,
            config.activation_first,
        )
        self.neck = Decoder(
            config.widths, config.depths, config.activation_first, self.backbone.next_number
        )
        patch = config.refinement.patch if config.refinement else 16
        self.head = RefinementHead(
            config.widths[0],
            config.widths[-1],
            stem,
            config.fusion,
            {"none": 0, "absolute": 2, "polarity": 4}[config.motion],
            config.refinement,
            (MODEL_HEIGHT // patch, MODEL_WIDTH // patch),
        )

    def adopt(self, other: TrackNet) -> float:
        """Take over what ``other`` has under the same name and shape; the rest stays as it is.

        Returns the share, from 0 to 1, of this network's parameters that come from there.

        So a U-Net trained alone becomes the backbone of a network with a refinement head. The
        threshold, which is chosen for the scores of one network, comes along where all fits.
        """
        if self.config.same_network(other.config):
            self.config = replace(self.config, threshold=other.config.threshold)
        mine = self.state_dict()
        fitting = {
            name: tensor
            for name, tensor in other.state_dict().items()
            if name in mine and mine[name].shape == tensor.shape
        }
        self.load_state_dict(fitting, strict=False)
        sizes = {name: parameter.numel() for name, parameter in self.named_parameters()}
        return sum(sizes[name] for name in sizes.keys() & fitting) / sum(sizes.values())

    @torch.no_grad()
    def start_motion(self, a: float, b: float) -> None:
        """Set what the motion maps' slope and knee are learnt from; V2 has none."""
        if self.config.motion != "none":
            self.mdd.a.fill_(a)  # type: ignore[operator]
            self.mdd.b.fill_(b)  # type: ignore[operator]

    def motion(self, frames: Tensor) -> Tensor | None:
        """Motion maps [B,2 or 4,H,W] of the frames [B,9,H,W], or ``None`` for V2."""
        return None if self.config.motion == "none" else self.mdd(frames)

    def assemble(self, frames: Tensor, motion: Tensor | None) -> Tensor:
        """Frames and motion maps in the paper's order I(t-1), A12, I(t), A23, I(t+1), [B,C,H,W]."""
        if motion is None or not self.config.motion_input:
            return frames
        half = motion.shape[1] // 2
        parts = (frames[:, 0:3], motion[:, :half], frames[:, 3:6], motion[:, half:], frames[:, 6:])
        return torch.cat(parts, dim=1)

    def _run(
        self, frames: Tensor, origin: Tensor | None = None
    ) -> tuple[Tensor | None, Tensor, Tensor]:
        """Motion maps, draft logits and refined logits of one batch."""
        motion = self.motion(frames)
        x = self.assemble(frames, motion)
        if self.config.stem > 1:
            x = F.pixel_unshuffle(x, self.config.stem)
        features = self.backbone(x)
        draft = self.head.draft(self.neck(features))
        return motion, draft, self.head(draft, motion, features[-1], origin)

    def logits(self, frames: Tensor, origin: Tensor | None = None) -> Tensor:
        """Refined logits [B,3,H,W].

        Args:
            frames: [B,9,H,W], float in [0,1] or uint8; H and W multiples of the patch size.
                Training may pass crops.
            origin: for crops, int64 [B,2]: row and column of the crop's top-left patch in the
                18 x 32 grid of a full frame, so that positions keep their meaning.
        """
        if frames.dtype == torch.uint8:
            frames = normalised(frames).contiguous(memory_format=torch.channels_last)
        return self._run(frames, origin)[2]

    def explain(self, frames: Tensor) -> Stages:
        """Forward pass that keeps motion maps and draft: the evidence behind a heatmap."""
        motion, draft, logits = self._run(frames)
        return Stages(motion, draft, torch.sigmoid(logits.float()))

    def forward(self, frames: Tensor) -> Tensor:
        """Heatmaps float32 [B,3,288,512] in [0,1] of whole frames, as for ``logits``.

        ``ValueError`` for frames of another size.
        """
        if frames.dim() != 4 or frames.shape[1:] != (9, MODEL_HEIGHT, MODEL_WIDTH):
            raise ValueError(
                f"expected frames [B,9,{MODEL_HEIGHT},{MODEL_WIDTH}], got {tuple(frames.shape)}"
            )
        return torch.sigmoid(self.logits(frames).float())
