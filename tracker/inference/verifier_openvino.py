"""The verifier on OpenVINO, its graph built from the weights directly.

Converting it from torch takes Python's lock for up to five seconds, which would freeze a window;
this takes milliseconds.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tracker.inference.openvino_library import compiled, import_openvino
from tracker.inference.verifying import AT_ONCE, by_threes
from tracker.model.patches import CELL, FRAMES, PATCH

if TYPE_CHECKING:
    from tracker.inference.verifying import Float32
    from tracker.model.verifier import Verifier


class OpenVinoLook:
    """A `tracker.inference.verifying.Look` on the processor."""

    def __init__(self, verifier: Verifier) -> None:
        # One thread: the others are busy with the network.
        network = compiled(verifier_graph(verifier), INFERENCE_NUM_THREADS=1, NUM_STREAMS=1)
        self._request = network.create_infer_request()

    def __call__(self, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
        return by_threes(self._maps, patches)

    def _maps(self, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
        self._request.infer([patches])
        cells, offsets, none = (self._request.get_output_tensor(n).data.copy() for n in range(3))
        return cells, offsets, none


def verifier_graph(verifier: Verifier) -> Any:
    """An `openvino.Model` that computes `Verifier.forward` of uint8 [3,3,64,64]."""
    from openvino import opset13 as ops

    # Layers are `Any`: a module of torch does not tell its type checker what is in it.
    def convolution(x: Any, layer: Any, weight: Float32, bias: Float32) -> Any:
        stride, padding = list(layer.stride), [int(n) for n in layer.padding]
        found = ops.convolution(x, ops.constant(weight), stride, padding, padding, [1, 1])
        return ops.add(found, ops.constant(bias[:, None, None]))

    def plain(x: Any, layer: Any) -> Any:
        return convolution(x, layer, _array(layer.weight), _array(layer.bias))

    def block(x: Any, layers: Any) -> Any:
        conv, norm = layers
        gain = _array(norm.weight) / np.sqrt(_array(norm.running_var) + norm.eps)
        bias = _array(norm.bias) - gain * _array(norm.running_mean)
        return convolution(x, conv, _array(conv.weight) * gain[:, None, None, None], bias)

    def residual(x: Any, layers: Any) -> Any:
        branch = block(ops.relu(block(x, layers.first)), layers.second)
        return ops.relu(ops.add(x, branch))

    def level(x: Any, layers: Any) -> Any:
        x = ops.relu(block(x, layers[0].block))
        for each in layers[1:]:
            x = residual(x, each)
        return x

    def linear(x: Any, layer: Any) -> Any:
        return ops.add(
            ops.matmul(x, ops.constant(_array(layer.weight)), False, True),
            ops.constant(_array(layer.bias)),
        )

    patches = ops.parameter([AT_ONCE, FRAMES, PATCH, PATCH], np.uint8)
    grey = ops.convert(patches, "f32")
    grey = ops.multiply(ops.subtract(grey, np.float32(128)), np.float32(1 / 64))
    axis = np.int64(1)
    frames = ops.split(grey, axis, FRAMES).outputs()
    changes = [
        ops.multiply(ops.subtract(after, before), np.float32(2))
        for before, after in pairwise(frames)
    ]
    middle = level(level(ops.concat([grey, *changes], 1), verifier.fine), verifier.middle)
    coarse = level(middle, verifier.coarse)
    above = ops.interpolate(
        plain(coarse, verifier.lateral),
        np.array([2 * side for side in coarse.output(0).shape[2:]], np.int64),
        "nearest",
        "sizes",
        axes=np.array([2, 3], np.int64),
        nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
    )
    found = plain(residual(ops.add(middle, above), verifier.merged), verifier.where)
    cells, right, down = ops.split(found, axis, 3).outputs()
    offsets = ops.multiply(ops.concat([right, down], 1), np.float32(CELL))
    mean = ops.reduce_mean(coarse, np.array([2, 3], np.int64))
    none = linear(ops.relu(linear(mean, verifier.none[0])), verifier.none[2])
    outputs = [ops.squeeze(cells, axis), offsets, ops.squeeze(none, axis)]
    return import_openvino().Model(outputs, [patches], "verifier")


def _array(tensor: Any) -> Float32:
    return np.asarray(tensor.detach().cpu().numpy(), np.float32)
