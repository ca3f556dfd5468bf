"""R-STR: the residual-driven spatio-temporal refinement head of TrackNetV5."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.model.config import Fusion, RefinementConfig


class MotionFusion(nn.Module):
    """Lets motion speak to the draft logits [B,3,H,W].

    ``multiply`` is the papers': frame 0 unchanged, frame 1 times A(12), frame 2 times A(23).
    Where nothing moves the attention is near zero, so the draft of a resting or hidden ball is
    wiped to logit 0 and only the residual can bring it back. ``add`` therefore learns a 1x1 mix
    of all motion maps on top of the drafts, starting from "no influence".
    """

    def __init__(self, kind: Fusion, motion_maps: int) -> None:
        super().__init__()
        self.kind = kind
        if kind == "add":
            self.mix = nn.Conv2d(motion_maps, 3, 1, bias=False)
            nn.init.zeros_(self.mix.weight)

    def forward(self, draft: Tensor, motion: Tensor | None) -> Tensor:
        if self.kind == "none" or motion is None:
            return draft
        if self.kind == "add":
            mixed: Tensor = self.mix(motion)
            return draft + mixed
        # Two maps: |D12|, |D23|. Four maps: brightening is the even ones.
        one, step = draft.shape[1] // 3, motion.shape[1] // 2
        first, second = motion[:, :one], motion[:, step : step + one]
        return torch.cat(
            (draft[:, :one], draft[:, one : 2 * one] * first, draft[:, 2 * one :] * second), dim=1
        )


class RefinementHead(nn.Module):
    """Draft logits → fused draft + transformer residual.

    Steps, as in the paper: 1x1 draft convolution; motion fusion; stochastic context masking
    (dropout on the fused draft while training); patch embedding of each frame's draft alone with
    a spatial and a temporal position embedding; transformer encoder; 1x1 convolution and
    PixelShuffle back to pixels.

    The paper's text speaks of factorised attention while the authors' code attends jointly over
    all 3 x 576 tokens; ``attention`` selects either. Factorised layers attend within a frame and
    across frames in turn.
    """

    def __init__(
        self,
        features: int,
        bottleneck: int,
        stem: int,
        fusion: Fusion,
        motion_maps: int,
        config: RefinementConfig | None,
        grid: tuple[int, int],
    ) -> None:
        super().__init__()
        self.config = config
        self.grid = grid
        self.stem = stem
        self.draft_head = nn.Conv2d(features, 3 * stem * stem, 1, bias=False)
        self.fusion = MotionFusion(fusion, motion_maps)
        if config is None:
            return
        self.spatial_pos_embed = nn.Parameter(torch.zeros(1, grid[0] * grid[1], config.dim))
        self.time_embed = nn.Parameter(torch.zeros(1, 3, config.dim))
        nn.init.trunc_normal_(self.spatial_pos_embed, std=0.02)
        nn.init.trunc_normal_(self.time_embed, std=0.02)
        self.embed_conv = nn.Conv2d(1, config.dim, config.patch, stride=config.patch)
        if config.context:
            self.context_conv = nn.Conv2d(bottleneck, config.dim, 1)
        self.context_mask = nn.Dropout(config.masking)
        layer = nn.TransformerEncoderLayer(
            config.dim, config.heads, config.feedforward, config.dropout, batch_first=True
        )
        self.transformer_encoder = nn.TransformerEncoder(
            layer, config.layers, enable_nested_tensor=False
        )
        to_pixels = nn.Conv2d(config.dim, config.patch * config.patch, 1)
        # Training starts from "nothing to correct", so a trained U-Net is not disturbed.
        nn.init.zeros_(to_pixels.weight)
        nn.init.zeros_(to_pixels.bias)  # type: ignore[arg-type]
        self.decoder_head = nn.Sequential(to_pixels, nn.PixelShuffle(config.patch))

    def draft(self, features: Tensor) -> Tensor:
        """Draft logits [B,3,H,W] before motion fusion."""
        logits: Tensor = self.draft_head(features)
        if self.stem > 1:
            logits = F.pixel_shuffle(logits, self.stem)
        return logits

    def forward(
        self,
        draft: Tensor,
        motion: Tensor | None,
        bottleneck: Tensor,
        origin: Tensor | None = None,
    ) -> Tensor:
        """Refined logits [B,3,H,W]; ``origin`` is as in :meth:`TrackNet.logits`."""
        fused: Tensor = self.fusion(draft, motion)
        if self.config is None:
            return fused
        return fused + self.residual(fused, bottleneck, origin)

    def residual(self, fused: Tensor, bottleneck: Tensor, origin: Tensor | None) -> Tensor:
        """What the transformer adds to the fused draft, [B,3,H,W]."""
        assert self.config is not None
        batch, _, height, width = fused.shape
        patch = self.embed_conv.stride[0]
        rows, columns = height // patch, width // patch
        masked = self.context_mask(fused)
        tokens = self.embed(masked.reshape(batch * 3, -1, height, width))
        tokens = tokens.reshape(batch, 3, rows * columns, -1)
        if self.config.context:
            context = self.context_conv(bottleneck)
            if context.shape[-2:] != (rows, columns):
                context = F.adaptive_avg_pool2d(context, (rows, columns))
            tokens = tokens + context.flatten(2).transpose(1, 2)[:, None]
        tokens = tokens + self.positions(rows, columns, origin) + self.time_embed[:, :, None]
        tokens = self.attend(tokens)
        maps = tokens.reshape(batch * 3, rows * columns, -1).transpose(1, 2)
        residual: Tensor = self.decoder_head(maps.reshape(batch * 3, -1, rows, columns))
        return residual.reshape(fused.shape)

    def embed(self, maps: Tensor) -> Tensor:
        """Patch tokens [N,S,dim] of each frame's maps [N,1,H,W].

        This is ``embed_conv``, written as the matrix product it is (stride = kernel): the general
        convolution of a one-channel picture is several times slower on a CPU.
        """
        patches = F.pixel_unshuffle(maps, self.embed_conv.stride[0]).flatten(2).transpose(1, 2)
        tokens: Tensor = F.linear(patches, self.embed_conv.weight.flatten(1), self.embed_conv.bias)
        return tokens

    def attend(self, tokens: Tensor) -> Tensor:
        """Run the encoder over tokens [B,3,S,dim], jointly or factorised."""
        assert self.config is not None
        batch, frames, cells, dim = tokens.shape
        joint = self.config.attention == "joint"
        for number, layer in enumerate(self.transformer_encoder.layers):
            if joint:
                tokens = layer(tokens.reshape(batch, frames * cells, dim))
            elif number % 2 == 0:  # within each frame
                tokens = layer(tokens.reshape(batch * frames, cells, dim))
            else:  # across the three frames at each place
                across = tokens.transpose(1, 2).reshape(batch * cells, frames, dim)
                tokens = layer(across).reshape(batch, cells, frames, dim).transpose(1, 2)
            tokens = tokens.reshape(batch, frames, cells, dim)
        return tokens

    def positions(self, rows: int, columns: int, origin: Tensor | None) -> Tensor:
        """Spatial position embedding [1 or B, 1, rows*columns, dim] of a full frame or crops."""
        if (rows, columns) == self.grid:
            return self.spatial_pos_embed[:, None]
        if origin is None:
            raise ValueError(
                f"a picture of {rows}x{columns} patches needs its origin in the full "
                f"{self.grid[0]}x{self.grid[1]} grid"
            )
        row = origin[:, 0, None] + torch.arange(rows, device=origin.device)
        column = origin[:, 1, None] + torch.arange(columns, device=origin.device)
        cells = (row[:, :, None] * self.grid[1] + column[:, None, :]).flatten(1)
        return self.spatial_pos_embed[0][cells][:, None]
