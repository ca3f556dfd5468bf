"""Eight-bit integers for OpenVINO: about one and a half times as fast again as bfloat16.

The 3x3 convolutions of the U-Net take integers, all but the first three. Those see little more
than pixels, bright ones overflow the sums of processors without VNNI, and their rounding does half
of the harm for a tenth of the time. Motion maps, draft and refinement stay as they are; their
matrices are slower in integers.

Weights are rounded to 255 steps of the largest in their output channel. Feature maps are rounded to
256 steps where a convolution leaves them, so that pooling and concatenation move bytes, every
channel in steps of its own: one may reach 150 where the next reaches 2. A convolution takes these
steps for ones, its weights make up for them. Steps that fit the feature maps alone would leave some
weights next to nothing of their 255, so that the steps are a compromise, as in SmoothQuant
(arXiv 2211.10438). How far feature maps reach is measured on the demo rally: what is cut off costs
more than a coarser step, because nothing is hotter than a ball. It ships with the program, so that
the same weights give the same integers everywhere.

No weights are trusted to bear it. The frames of the rally that measured nothing are answered by
both networks, which is refused where the answers differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import heatmaps_to_peaks
from tracker.inference.openvino_library import compiled, import_openvino
from tracker.inference.windows import LENGTH

_EXACT = 3
"""So many convolutions at the beginning take no integers."""
_MEASURED = 3
"""One window out of so many measures the feature maps; the others are the trial."""
_NEAR = 2.0
"""Model pixels within which two answers are the same."""
_MOST_CHANGED = 0.04
"""Share of the frames of the trial that may be answered otherwise."""
_MEAN_DIFFERENCE = 0.015
"""By which the scores of the best peaks may differ. Sound ranges give a quarter of it, and ranges
of 0.6 times the height a little more."""

_FEATURES_SHARE = 0.7
"""How much steps follow the feature maps, the rest the weights. Of 0.5 to 1, between 0.65 and 0.75
the scores of the full V5's best peaks differ least."""

Window = NDArray[np.uint8]
"""uint8 [1,3,288,512,3]."""
Float32 = NDArray[np.float32]
Ranges = dict[str, tuple[Float32, Float32]]
"""Lowest and highest value [C] of feature maps by their name."""


class Refused(Exception):
    """Eight bits change too much; the message is the second half of a sentence."""


def quantised(model: Any) -> Any:
    """The eight-bit form of an exported network, an `openvino.Model` as `model` is.

    `model` maps a window uint8 [1,3,288,512,3] to heatmaps [1,3,288,512].
    """
    return with_integers(model, ranges(model, list(_rally())[::_MEASURED]))


def try_out(model: Any, eight: Any, threshold: float) -> None:
    """Raises Refused where `eight` answers the demo rally otherwise than `model`.

    `threshold` is the score from which a peak is a ball.
    """
    trial = [window for number, window in enumerate(_rally()) if number % _MEASURED]
    compare(_best_peaks(model, trial), _best_peaks(eight, trial), threshold)


def compare(exact: NDArray[np.float32], eight: NDArray[np.float32], threshold: float) -> None:
    """Raises Refused where the best peaks [N,3] (x, y, score) of too many frames differ."""
    told, told_by_eight = (np.nan_to_num(peaks[:, 2]) >= threshold for peaks in (exact, eight))
    if not told.any():
        raise Refused("it finds no ball in the demo rally, by which they are tried")
    apart = np.hypot(*(exact[:, :2] - eight[:, :2]).T) >= _NEAR
    changed = int(((told != told_by_eight) | (told & told_by_eight & apart)).sum())
    if changed > _MOST_CHANGED * len(exact):
        raise Refused(f"they change {changed} of {len(exact)} answers in the demo rally")
    difference = float(np.abs(np.nan_to_num(exact[:, 2]) - np.nan_to_num(eight[:, 2])).mean())
    if difference > _MEAN_DIFFERENCE:
        raise Refused(f"they change scores in the demo rally by {difference:.3f} on the average")


def ranges(model: Any, windows: list[Window]) -> Ranges:
    """Lowest and highest value of each channel of the feature maps that become integers."""
    from openvino import opset13 as operations

    sources = {
        _name(port): port.get_source_output()
        for convolution in _convolutions(model)
        for port in _entrances(convolution)
    }
    axes = np.array([0, 2, 3])
    outputs = []
    for source in sources.values():
        outputs += [operations.reduce_min(source, axes), operations.reduce_max(source, axes)]
    measuring = import_openvino().Model(outputs, model.get_parameters(), "ranges")
    request = compiled(measuring).create_infer_request()
    found = []
    for window in windows:
        request.infer([window])
        found.append([request.get_output_tensor(n).data.copy() for n in range(len(outputs))])
    by_output = list(zip(*found, strict=True))
    lowest = [np.min(each, axis=0) for each in by_output[::2]]
    highest = [np.max(each, axis=0) for each in by_output[1::2]]
    return dict(zip(sources, zip(lowest, highest, strict=True), strict=True))


def with_integers(model: Any, ranges: Ranges) -> Any:
    """A copy of `model` whose 3x3 convolutions take integers. `ranges` are those of their input."""
    eight = model.clone()
    convolutions = [(node, _entrances(node)) for node in _convolutions(eight)]
    loudest = {name: np.zeros_like(highest) for name, (_, highest) in ranges.items()}
    for convolution, ports in convolutions:
        by_channel = np.abs(_weights(convolution)).max(axis=(0, 2, 3))
        for port, own in zip(ports, _split(by_channel, ports), strict=True):
            np.maximum(loudest[_name(port)], own, out=loudest[_name(port)])
    zero = _zero(*(np.concatenate(each) for each in zip(*ranges.values(), strict=True)))
    steps = {name: _steps(zero, *ranges[name], loudest[name]) for name in ranges}
    rounded: dict[str, Any] = {}  # what two convolutions take is rounded once
    for convolution, ports in convolutions:
        names = [_name(port) for port in ports]
        for name, port in zip(names, ports, strict=True):
            if name not in rounded:
                low, high, step = -zero, 255 - zero, steps[name][:, None, None]
                taken = (low * step, high * step)
                rounded[name] = _rounded(port.get_source_output(), taken, (low, high), 256)
            port.replace_source_output(rounded[name])
        by_channel = np.concatenate([steps[name] for name in names])
        weights = _weights(convolution) * by_channel[:, None, None]
        largest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
        kept = (-largest, largest)
        convolution.input(1).replace_source_output(_rounded(weights, kept, kept, 255))
    eight.validate_nodes_and_infer_types()
    return eight


def _zero(lowest: Float32, highest: Float32) -> int:
    """Which step is zero, the padding: the one by which channels [C] get by with the lowest steps.

    Never more than half of the steps are below it.
    """
    return min(range(129), key=lambda zero: float(np.log(_needed(zero, lowest, highest)).sum()))


def _needed(zero: int, lowest: Float32, highest: Float32) -> Float32:
    """How high a step of each channel [C] is at least, if step `zero` is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.where(lowest < 0, -lowest / np.float32(zero), 0)
    # A channel may be silent in the demo rally.
    needed = np.maximum(np.maximum(highest / np.float32(255 - zero), below), np.float32(1e-8))
    return np.asarray(needed, np.float32)


def _steps(zero: int, lowest: Float32, highest: Float32, loudest: Float32) -> Float32:
    """How high a step of each channel [C] is. `loudest` are the largest weights that it meets."""
    needed = _needed(zero, lowest, highest)
    loudest = np.maximum(loudest, np.float32(1e-6))  # nobody may listen to a channel
    steps = needed**_FEATURES_SHARE / loudest ** (1 - _FEATURES_SHARE)
    return np.asarray(steps * (needed / steps).max(), np.float32)


def _convolutions(model: Any) -> list[Any]:
    """The 3x3 convolutions that take integers, in the order of the network."""
    nodes = [node for node in model.get_ordered_ops() if node.get_type_name() == "Convolution"]
    return [node for node in nodes if list(node.input(1).get_shape())[2:] == [3, 3]][_EXACT:]


def _entrances(convolution: Any) -> list[Any]:
    """The inputs, of `convolution` or of operations that integers pass through on their way to it,
    where feature maps become integers."""
    taken = convolution.input_value(0).get_node()
    ports = taken.inputs() if taken.get_type_name() == "Concat" else [convolution.input(0)]
    return [_before_pooling(port) for port in ports]


def _before_pooling(port: Any) -> Any:
    node = port.get_source_output().get_node()
    return node.input(0) if node.get_type_name() == "MaxPool" else port


def _weights(convolution: Any) -> Float32:
    return np.asarray(convolution.input_value(1).get_node().get_data(), np.float32)


def _split(by_channel: Float32, ports: list[Any]) -> list[Float32]:
    """What each of `ports` has of values [C] of the channels they give together."""
    counts = [port.get_shape()[1] for port in ports]
    return np.split(by_channel, np.cumsum(counts)[:-1])


def _name(port: Any) -> str:
    source = port.get_source_output()
    return f"{source.get_node().get_friendly_name()}:{source.get_index()}"


def _rounded(source: Any, taken: tuple[Any, Any], given: tuple[Any, Any], levels: int) -> Any:
    """`source` in so many steps from the lowest to the highest `taken`, which become the lowest and
    the highest `given`."""
    from openvino import opset13 as operations

    bounds = [operations.constant(np.atleast_3d(np.float32(each))) for each in (*taken, *given)]
    return operations.fake_quantize(source, *bounds, levels).output(0)


def _best_peaks(model: Any, windows: list[Window]) -> NDArray[np.float32]:
    import torch

    request, found = compiled(model).create_infer_request(), []
    for window in windows:
        request.infer([window])
        heatmaps = torch.from_numpy(request.get_output_tensor().data[0])
        found.append(heatmaps_to_peaks(heatmaps, max_peaks=1)[:, 0].numpy())
    return np.concatenate(found)


def _rally() -> Iterator[Window]:
    """The demo rally in windows side by side."""
    from tracker.video import open_video
    from tracker.video.picture import MODEL_SIZE
    from tracker.video.stream import stream_frames

    with as_file(files("resources") / "demo" / "rally.mp4") as path:
        pictures: list[NDArray[np.uint8]] = []
        for _, picture in stream_frames(open_video(path), size=MODEL_SIZE):
            pictures.append(picture)
            if len(pictures) == LENGTH:
                yield np.stack(pictures)[None]
                pictures = []
