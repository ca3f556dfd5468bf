"""Transformer layers as plain operations that graph compilers fuse.

torch's own layer puts the sequence first and cuts one projection in three: copies that cost as much
as the attention of three tokens to one another.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_FEW = 4
"""Sequences of so few tokens attend element by element: a matrix product each costs more."""


class PlainLayer(nn.Module):
    """What ``layer`` computes of tokens [N,S,dim] in eval mode."""

    def __init__(self, layer: nn.TransformerEncoderLayer) -> None:
        super().__init__()
        attention = layer.self_attn
        self.layer = layer
        self.heads = attention.num_heads
        weights = list(attention.in_proj_weight.detach().chunk(3))
        biases = list(attention.in_proj_bias.detach().chunk(3))
        scale = attention.head_dim**-0.5
        weights[0], biases[0] = weights[0] * scale, biases[0] * scale
        self.weights = nn.ParameterList(weights)
        self.biases = nn.ParameterList(biases)

    def forward(self, tokens: Tensor) -> Tensor:
        """See the class."""
        layer = self.layer
        tokens = layer.norm1(tokens + self._attended(tokens))
        forward = layer.linear2(F.relu(layer.linear1(tokens)))
        normed: Tensor = layer.norm2(tokens + forward)
        return normed

    def _attended(self, tokens: Tensor) -> Tensor:
        count, length, dim = tokens.shape
        query, key, value = (
            F.linear(tokens, weight, bias).reshape(count, length, self.heads, -1)
            for weight, bias in zip(self.weights, self.biases, strict=True)
        )
        if length <= _FEW:
            alike = (query[:, :, None] * key[:, None]).sum(-1, keepdim=True)
            found = (alike.softmax(2) * value[:, None]).sum(2)
        else:
            query, key, value = (x.transpose(1, 2) for x in (query, key, value))
            shares = torch.matmul(query, key.transpose(2, 3)).softmax(-1)
            found = torch.matmul(shares, value).transpose(1, 2)
        mixed: Tensor = self.layer.self_attn.out_proj(found.reshape(count, length, dim))
        return mixed
