"""Eight-bit integers for OpenVINO: about one and a half times as fast again as bfloat16.

The 3x3 convolutions of the U-Net take integers, all but the first, which sees the pixels: its
rounding doubles the largest errors, and bright pixels overflow the sums of processors without VNNI.
Motion maps, draft and refinement stay as they are; their matrices are slower in integers. Weights
are rounded to 255 steps of the largest in their output channel, feature maps to 256 steps of the
largest value that the demo rally brings forth: what is cut off costs more than a coarser step,
because nothing is hotter than a ball. It ships with the program, so that the same weights give the
same integers everywhere. Feature maps are rounded where a convolution leaves them, so that pooling
and concatenation move bytes, each of two that are concatenated in steps of its own.

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

_MEASURED = 3
"""One window out of so many measures the feature maps; the others are the trial."""
_NEAR = 2.0
"""Model pixels within which two answers are the same."""
_MOST_CHANGED = 0.04
"""Share of the frames of the trial that may be answered otherwise."""
_MEAN_DIFFERENCE = 0.015
"""By which the scores of the best peaks may differ. Sound ranges give a quarter of it, and ranges
of 0.6 times the height a little more."""

Window = NDArray[np.uint8]
"""uint8 [1,3,288,512,3]."""
_Range = tuple[float, float]


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


def ranges(model: Any, windows: list[Window]) -> dict[str, _Range]:
    """Lowest and highest value of all feature maps that become integers, by their name."""
    from openvino import opset13 as operations

    sources = {
        _name(port): port.get_source_output()
        for convolution in _convolutions(model)
        for port in _entrances(convolution)
    }
    outputs = []
    for source in sources.values():
        axes = np.arange(4)
        outputs += [operations.reduce_min(source, axes), operations.reduce_max(source, axes)]
    found = np.empty((len(windows), len(sources), 2), np.float32)
    measuring = import_openvino().Model(outputs, model.get_parameters(), "ranges")
    request = compiled(measuring).create_infer_request()
    for number, window in enumerate(windows):
        request.infer([window])
        extremes = [float(request.get_output_tensor(n).data.item()) for n in range(len(outputs))]
        found[number] = np.reshape(extremes, (-1, 2))
    lowest, highest = found[..., 0].min(axis=0), found[..., 1].max(axis=0)
    return {name: (float(lowest[n]), float(highest[n])) for n, name in enumerate(sources)}


def with_integers(model: Any, ranges: dict[str, _Range]) -> Any:
    """A copy of `model` whose 3x3 convolutions take integers. `ranges` are those of their input."""
    eight = model.clone()
    rounded: dict[tuple[str, _Range, _Range], Any] = {}
    for convolution in _convolutions(eight):
        ports = _entrances(convolution)
        own = _stepped([ranges[_name(port)] for port in ports])
        # Integers that are concatenated need steps alike: the weights make up for that.
        common = own[-1]
        for port, each in zip(ports, own, strict=True):
            key = (_name(port), each, common)
            if key not in rounded:  # what two convolutions take is rounded once
                rounded[key] = _rounded(port.get_source_output(), each, common, 256)
            port.replace_source_output(rounded[key])
        scale = [each[1] / common[1] for each in own]
        counts = [port.get_shape()[1] for port in ports]
        weights = convolution.input_value(1).get_node().get_data()
        weights = weights * np.repeat(scale, counts).astype(np.float32)[:, None, None]
        largest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
        convolution.input(1).replace_source_output(
            _rounded(weights, (-largest, largest), None, 255)
        )
    eight.validate_nodes_and_infer_types()
    return eight


def _stepped(ranges: list[_Range]) -> list[_Range]:
    """Ranges of 256 steps that hold `ranges` and have zero, the padding, at the same step."""
    least = float(np.finfo(np.float32).tiny)  # a range of zero divides by zero
    if all(lowest >= 0 for lowest, _ in ranges):
        return [(0.0, max(highest, least)) for _, highest in ranges]
    heights = [max(highest, -lowest, least) for lowest, highest in ranges]
    return [(-height, height * 127 / 128) for height in heights]


def _convolutions(model: Any) -> list[Any]:
    """The 3x3 convolutions but the first, in the order of the network."""
    nodes = [node for node in model.get_ordered_ops() if node.get_type_name() == "Convolution"]
    return [node for node in nodes if list(node.input(1).get_shape())[2:] == [3, 3]][1:]


def _entrances(convolution: Any) -> list[Any]:
    """The inputs, of `convolution` or of operations that integers pass through on their way to it,
    where feature maps become integers."""
    taken = convolution.input_value(0).get_node()
    ports = taken.inputs() if taken.get_type_name() == "Concat" else [convolution.input(0)]
    return [_before_pooling(port) for port in ports]


def _before_pooling(port: Any) -> Any:
    node = port.get_source_output().get_node()
    return node.input(0) if node.get_type_name() == "MaxPool" else port


def _name(port: Any) -> str:
    source = port.get_source_output()
    return f"{source.get_node().get_friendly_name()}:{source.get_index()}"


def _rounded(source: Any, taken: tuple[Any, Any], given: _Range | None, levels: int) -> Any:
    """`source` in so many steps from the lowest to the highest `taken`, which become the lowest and
    the highest `given` (None: stay)."""
    from openvino import opset13 as operations

    bounds = [
        operations.constant(np.broadcast_to(np.float32(bound), np.shape(bound) or (1, 1, 1, 1)))
        for bound in (*taken, *(given or taken))
    ]
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
