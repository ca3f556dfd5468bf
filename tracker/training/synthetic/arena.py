"""The place: floor, lines, boards with made-up sponsors, stands with a crowd.

Everything that stands still is drawn once on a canvas larger and finer than the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.camera import Camera
from tracker.training.synthetic.labels import Floats, Image
from tracker.training.synthetic.officials import draw_officials
from tracker.training.synthetic.presets import Colour, SportPreset

_SPONSORS = (
    "RALLYMARK", "NORDVIK", "AEROLINE", "SOLANA BAY", "KESTREL", "PIXELWERK", "MAREA", "HALO SPORT",
    "TRIVANT", "OPEN SERIES", "LUMEN", "VERDE",
)  # fmt: skip

_BOARDS: tuple[tuple[Colour, Colour], ...] = (
    ((18, 52, 120), (240, 244, 250)), ((168, 26, 44), (255, 255, 255)),
    ((14, 112, 104), (236, 250, 246)), ((22, 24, 30), (232, 232, 236)),
    ((228, 228, 230), (24, 40, 90)), ((24, 74, 42), (240, 240, 220)),
)  # fmt: skip

_COURTS: dict[str, tuple[tuple[Colour, Colour, Colour], ...]] = {
    "badminton": (
        ((34, 148, 98), (28, 132, 88), (26, 30, 36)), ((38, 158, 82), (38, 158, 82), (22, 48, 130)),
        ((30, 128, 120), (26, 112, 106), (60, 52, 50)),
    ),
    "tennis": (
        ((62, 108, 168), (62, 108, 168), (104, 138, 104)),
        ((40, 84, 150), (40, 84, 150), (44, 60, 92)),
        ((178, 96, 62), (178, 96, 62), (164, 86, 56)),
        ((92, 134, 66), (92, 134, 66), (70, 108, 52)),
    ),
    "table tennis": (
        ((34, 72, 140), (146, 44, 50), (120, 34, 42)), ((40, 44, 56), (66, 64, 70), (46, 44, 52)),
        ((24, 96, 92), (92, 96, 104), (54, 56, 64)),
    ),
    "volleyball": (
        ((214, 138, 74), (72, 132, 150), (52, 100, 120)),
        ((206, 126, 84), (56, 120, 92), (40, 84, 70)),
        ((220, 168, 104), (200, 146, 92), (150, 110, 76)),
    ),
    "padel": (
        ((36, 92, 168), (36, 92, 168), (40, 44, 52)), ((60, 132, 84), (60, 132, 84), (70, 74, 80)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spectator:
    """One moving head in the stands: place in metres, size in metres, colour."""

    place: Floats
    size: float
    colour: Colour
    phase: float


class Arena:
    """Draws the still part of the scene for ``camera`` (a canvas camera, see ``Camera.scaled``)."""

    def __init__(
        self, preset: SportPreset, camera: Camera, size: tuple[int, int], rng: np.random.Generator
    ) -> None:
        self.preset, self.camera, self.rng = preset, camera, rng
        self.size = size
        palette = _COURTS[preset.name]
        self.court, self.apron, self.floor = palette[int(rng.integers(len(palette)))]
        self.bright = bool(rng.random() < 0.15)
        tint = rng.uniform(0.75, 1.15)
        self.court, self.apron, self.floor = (
            (min(int(c[0] * tint), 255), min(int(c[1] * tint), 255), min(int(c[2] * tint), 255))
            for c in (self.court, self.apron, self.floor)
        )
        self.spectators: list[Spectator] = []
        self.half_x = preset.width / 2 + preset.apron + float(rng.uniform(1.2, 2.8))
        self.half_y = preset.length / 2 + preset.apron + float(rng.uniform(0.8, 2.2))

    def draw(self) -> Image:
        """The canvas, RGB uint8 [height, width, 3]."""
        width, height = self.size
        wall = (176, 178, 172) if self.bright else (20, 20, 26)
        image: Image = np.empty((height, width, 3), np.uint8)
        ramp = np.linspace(0.7, 1.1, height)[:, None, None]
        image[:] = np.clip(np.array(wall) * ramp, 0, 255).astype(np.uint8)
        self._ground(image, 60.0, 60.0, (96, 98, 96) if self.bright else (16, 16, 22))
        self._ground(image, self.half_x + 1.4, self.half_y + 1.4, self.floor)
        sides = self._sides()
        if not self.bright:
            for side in sides:
                self._stand(image, *side)
            # The camera is focused on the court.
            cv2.GaussianBlur(image, (0, 0), width / 900, dst=image)
        inner = self.preset
        margin = inner.apron if not inner.table_height else 3.2
        self._ground(image, inner.width / 2 + margin, inner.length / 2 + margin, self.apron)
        self._slogan_on_floor(image)
        if not inner.table_height:
            self._ground(image, inner.width / 2, inner.length / 2, self.court)
            self._lines(image, 0.0)
        self._walls(image, sides)
        draw_officials(image, self.camera, inner, self.half_y, self.rng)
        if inner.table_height:
            self._table(image)
        visible = [s for s in self.spectators if self._in_view(image, s)]
        self._light(image)
        self.spectators = [self._lit(image, spectator) for spectator in visible]
        return image

    def _pixel(self, place: Floats) -> tuple[int, int]:
        xy, _ = self.camera.project(place)
        return round(float(xy[1])), round(float(xy[0]))

    def _in_view(self, image: Image, spectator: Spectator) -> bool:
        """Whether the head can still be seen where it was painted."""
        row, column = self._pixel(spectator.place)
        if not (0 <= row < image.shape[0] and 0 <= column < image.shape[1]):
            return False
        seen = image[row, column].astype(int)
        return int(np.abs(seen - np.array(spectator.colour)).max()) < 24

    def _lit(self, image: Image, spectator: Spectator) -> Spectator:
        red, green, blue = image[self._pixel(spectator.place)].tolist()
        return replace(spectator, colour=(red, green, blue))

    def _fill(self, image: Image, points: Floats, colour: tuple[float, float, float]) -> None:
        outline = self.camera.outline(points)
        if len(outline) >= 3:
            outline = np.clip(outline, -20000, 20000)
            fixed = np.rint(outline * 16).astype(np.int32)
            cv2.fillPoly(image, [fixed], colour, cv2.LINE_AA, 4)

    def _ground(
        self, image: Image, half_x: float, half_y: float, colour: Colour, z: float = 0.0
    ) -> None:
        corners = ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
        self._fill(image, np.array([(x, y, z) for x, y in corners]), colour)

    def _lines(self, image: Image, z: float) -> None:
        half = self.preset.line_width / 2
        for x0, y0, x1, y1 in self.preset.lines:
            low, high = (min(x0, x1) - half, min(y0, y1) - half), (max(x0, x1), max(y0, y1))
            right, top = high[0] + half, high[1] + half
            corners = (low, (right, low[1]), (right, top), (low[0], top))
            self._fill(image, np.array([(x, y, z) for x, y in corners]), (244, 246, 244))

    def _text(
        self, image: Image, corners: Floats, text: str, ink: Colour, ground: Colour | None
    ) -> None:
        """``text`` on a rectangle in the world: corners top left, top right, bottom right, left."""
        view = self.camera.to_view(corners)
        if view[:, 2].min() < 0.5:
            return
        xy, _ = self.camera.project(corners)
        low, high = np.floor(xy.min(0)).astype(int), np.ceil(xy.max(0)).astype(int) + 1
        x0, y0 = max(int(low[0]), 0), max(int(low[1]), 0)
        x1, y1 = min(int(high[0]), image.shape[1]), min(int(high[1]), image.shape[0])
        if x1 - x0 < 3 or y1 - y0 < 3:
            return
        spans = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
        tall = 96
        wide = int(np.clip(tall * spans[0] / spans[1], 64, 900))
        (text_w, text_h), _base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 1.0, 3)
        scale = min(0.72 * wide / text_w, 0.5 * tall / text_h)
        (text_w, text_h), _base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 4)
        texture = np.zeros((tall, wide), np.uint8)
        origin = ((wide - text_w) // 2, (tall + text_h) // 2)
        cv2.putText(texture, text, origin, cv2.FONT_HERSHEY_DUPLEX, scale, 255, 4, cv2.LINE_AA)
        source = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float32)
        warp = cv2.getPerspectiveTransform(source, (xy - (x0, y0)).astype(np.float32))
        mask = cv2.warpPerspective(texture, warp, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        if ground is not None:
            self._fill(image, corners, ground)
        patch = image[y0:y1, x0:x1].astype(np.float32)
        alpha = mask[..., None].astype(np.float32) / 255.0
        image[y0:y1, x0:x1] = (patch + alpha * (np.array(ink, np.float32) - patch)).astype(np.uint8)

    def _slogan_on_floor(self, image: Image) -> None:
        half_x = min(self.preset.width / 2, 3.0)
        for sign in (-1, 1):
            y = sign * (self.preset.length / 2 + 0.75)
            corners = np.array(
                [(-half_x, y + 0.45, 0), (half_x, y + 0.45, 0), (half_x, y - 0.45, 0),
                 (-half_x, y - 0.45, 0)]
            )  # fmt: skip
            self._text(image, corners, self._sponsor(), (238, 242, 240), None)

    def _sponsor(self) -> str:
        return _SPONSORS[int(self.rng.integers(len(_SPONSORS)))]

    def _sides(self) -> list[tuple[Floats, Floats, Floats]]:
        """Start, end and outward direction of the walls that face the camera, far ones first."""
        hx, hy = self.half_x, self.half_y
        sides = (
            (np.array((-hx, hy)), np.array((hx, hy)), np.array((0.0, 1.0))),
            (np.array((-hx, -hy)), np.array((-hx, hy)), np.array((-1.0, 0.0))),
            (np.array((hx, hy)), np.array((hx, -hy)), np.array((1.0, 0.0))),
        )
        eye = self.camera.position[:2]
        facing = [s for s in sides if float((eye - s[0]) @ s[2]) < 0]
        return sorted(facing, key=lambda s: -float(np.linalg.norm((s[0] + s[1]) / 2 - eye)))

    def _walls(self, image: Image, facing: list[tuple[Floats, Floats, Floats]]) -> None:
        """Boards round the court, a second row of them at the far end, glass where it is played."""
        for start, end, outward in facing:
            if self.preset.walls:
                self._glass(image, start, end)
            self._boards(image, start, end, 0.0, 0.95)
            if outward[1] > 0:
                lift = outward * 0.9
                reach = (end - start) * 0.2
                self._boards(image, start + lift + reach, end + lift - reach, 0.95, 1.9)

    def _boards(self, image: Image, start: Floats, end: Floats, z0: float, z1: float) -> None:
        length = float(np.linalg.norm(end - start))
        count = max(2, round(length / 3.2))
        block = _BOARDS[int(self.rng.integers(len(_BOARDS)))]
        for index in range(count):
            if self.rng.random() < 0.5:
                block = _BOARDS[int(self.rng.integers(len(_BOARDS)))]
            a = start + (end - start) * index / count
            b = start + (end - start) * (index + 1) / count
            corners = np.array([(*a, z1), (*b, z1), (*b, z0), (*a, z0)])
            ground, ink = block
            self._fill(image, corners, ground)
            self._text(image, corners, self._sponsor(), ink, None)
        rail = np.array([(*start, z1 + 0.04), (*end, z1 + 0.04), (*end, z1), (*start, z1)])
        self._fill(image, rail, (60, 62, 70))

    def _glass(self, image: Image, start: Floats, end: Floats) -> None:
        for part in np.linspace(0, 1, 9):
            a = start + (end - start) * part
            b = a + (end - start) * 0.006
            corners = np.array([(*a, 4.0), (*b, 4.0), (*b, 0.0), (*a, 0.0)])
            self._fill(image, corners, (70, 74, 80))

    def _stand(self, image: Image, start: Floats, end: Floats, outward: Floats) -> None:
        """A rake of seats with people, far rows first."""
        rng, length = self.rng, float(np.linalg.norm(end - start))
        rows = 16
        hue = rng.uniform(0.15, 0.75)
        packed = float(rng.uniform(0.35, 0.9))
        for row in range(rows - 1, -1, -1):
            away, z = 1.6 + 0.95 * row, 0.9 + 0.55 * row
            dim = hue * (1.0 - 0.035 * row)
            a, b = start + outward * away, end + outward * away
            a, b = a - (end - start) * 0.2, b + (end - start) * 0.2
            shade = (26 * dim + 8, 26 * dim + 8, 34 * dim + 10)
            step = np.array([(*a, z + 0.5), (*b, z + 0.5), (*b, z - 0.6), (*a, z - 0.6)])
            self._fill(image, step, shade)
            seats = np.arange(-0.2 * length, 1.2 * length, 0.62)
            seats = seats[rng.random(len(seats)) < packed] + 0.0
            along = (end - start) / length
            spots = a + np.outer(seats + 0.2 * length + rng.normal(0, 0.08, len(seats)), along)
            people = np.column_stack((spots, z + rng.normal(0.35, 0.05, len(seats))))
            self._people(image, people, dim)

    def _people(self, image: Image, people: Floats, dim: float) -> None:
        if not len(people):
            return
        rng = self.rng
        xy, depth = self.camera.project(people)
        width, height = self.size
        grey = rng.uniform(20, 200, (len(people), 1))
        cloth = (0.62 * grey + 0.38 * rng.integers(10, 255, (len(people), 3))) * (0.2 + 0.6 * dim)
        skin = rng.uniform(0.5, 1.0, len(people))
        for index in range(len(people)):
            x, y = xy[index]
            if depth[index] < 1.0 or not (-9 < x < width + 9 and -9 < y < height + 9):
                continue
            unit = self.camera.focal / depth[index] * 16
            centre = (round(x * 16), round(y * 16))
            body = (centre[0], round(centre[1] + 0.38 * unit))
            colour = cloth[index].tolist()
            cv2.circle(image, body, round(0.24 * unit), colour, -1, cv2.LINE_AA, 4)
            tone = skin[index] * dim
            face = (200 * tone + 12, 160 * tone + 10, 132 * tone + 10)
            cv2.circle(image, centre, round(0.12 * unit), face, -1, cv2.LINE_AA, 4)
            if rng.random() < 0.05:
                shade = (int(face[0]), int(face[1]), int(face[2]))
                phase = float(rng.uniform(0, 6.28))
                self.spectators.append(Spectator(people[index], 0.12, shade, phase))

    def _table(self, image: Image) -> None:
        half_x, half_y, z = self.preset.width / 2, self.preset.length / 2, self.preset.table_height
        for x in (-0.5, 0.5):
            for y in (-0.9, 0.9):
                leg = np.array(
                    [(x - 0.04, y, z), (x + 0.04, y, z), (x + 0.04, y, 0), (x - 0.04, y, 0)]
                )
                self._fill(image, leg, (28, 28, 32))
        skirt = z - 0.06
        self._ground(image, half_x, half_y, (18, 20, 26), skirt)
        for x0, y0, x1, y1 in (
            (-half_x, -half_y, half_x, -half_y), (-half_x, half_y, half_x, half_y),
            (-half_x, -half_y, -half_x, half_y), (half_x, -half_y, half_x, half_y),
        ):  # fmt: skip
            edge = np.array([(x0, y0, z), (x1, y1, z), (x1, y1, skirt), (x0, y0, skirt)])
            self._fill(image, edge, (22, 26, 36))
        self._ground(image, half_x, half_y, self.court, z)
        self._lines(image, z)

    def _light(self, image: Image) -> None:
        """Floodlight: bright over the court, falling off outwards, with a faint grain."""
        width, height = self.size
        middle, _ = self.camera.project(np.zeros(3))
        small = (max(width // 16, 2), max(height // 16, 2))
        xs = np.linspace(0, width, small[0], dtype=np.float32) - middle[0]
        ys = np.linspace(0, height, small[1], dtype=np.float32) - middle[1]
        radius = np.sqrt((xs[None, :] / (0.62 * width)) ** 2 + (ys[:, None] / (0.75 * height)) ** 2)
        fall = 0.25 if self.bright else 0.55
        gain = 1.08 - fall * np.clip(radius, 0, 1.3) ** 2
        gain += self.rng.normal(0, 0.012, gain.shape)
        full = cv2.resize(gain.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        np.clip(image * full[..., None], 0, 255, out=image, casting="unsafe")


def net_geometry(preset: SportPreset) -> tuple[Floats, Floats, list[Floats]]:
    """Mesh, tape and posts as rectangles [4, 3] in metres."""
    half, top, low = preset.net_width / 2, preset.net_height, preset.net_bottom
    tape = 0.075 if preset.net_height < 2 else 0.07
    if preset.table_height:
        tape = 0.015

    def upright(x0: float, x1: float, z0: float, z1: float) -> Floats:
        return np.array([(x0, 0, z1), (x1, 0, z1), (x1, 0, z0), (x0, 0, z0)])

    thick = 0.02 if preset.table_height else 0.05
    posts = [upright(x - thick, x + thick, preset.table_height, top) for x in (-half, half)]
    return upright(-half, half, low, top), upright(-half, half, top - tape, top), posts


def mesh_alpha(canvas: Camera, preset: SportPreset, size: tuple[int, int]) -> NDArray[np.uint8]:
    """How much the mesh covers, uint8 [height, width]: a light veil with threads in it."""
    mesh, _tape, _posts = net_geometry(preset)
    width, height = size
    alpha = np.zeros((height, width), np.uint8)
    outline = np.rint(canvas.project(mesh)[0] * 16).astype(np.int32)
    cv2.fillPoly(alpha, [outline], 44, cv2.LINE_AA, 4)
    half, low, top = preset.net_width / 2, preset.net_bottom, preset.net_height
    gap = 0.1 if not preset.table_height else 0.03
    xs, zs = np.arange(-half, half + gap / 2, gap), np.arange(low, top, gap)
    ends = [((x, 0.0, low), (x, 0.0, top)) for x in xs]
    ends += [((-half, 0.0, z), (half, 0.0, z)) for z in zs]
    threads = np.rint(canvas.project(np.array(ends))[0] * 16).astype(np.int32)
    cv2.polylines(alpha, list(threads), False, 110, 1, cv2.LINE_AA, 4)
    return alpha
