"""Players: a skeleton that runs and swings, drawn as shaded limbs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tracker.training.synthetic.camera import Camera
from tracker.training.synthetic.labels import Floats
from tracker.training.synthetic.paint import Shape, capsule, ellipse
from tracker.training.synthetic.presets import Colour, SportPreset
from tracker.training.synthetic.rally import Hit, PlayerPath

_SKINS: tuple[Colour, ...] = ((236, 196, 164), (214, 164, 124), (172, 120, 84), (112, 74, 54))
_HAIRS: tuple[Colour, ...] = ((32, 26, 24), (72, 48, 30), (150, 110, 60), (22, 20, 26))
_SHIRTS: tuple[Colour, ...] = (
    (206, 48, 52), (44, 92, 190), (240, 240, 238), (30, 32, 40), (240, 196, 48), (36, 150, 150),
    (230, 232, 236), (120, 52, 150), (238, 120, 50),
)  # fmt: skip
_SHORTS: tuple[Colour, ...] = ((28, 30, 42), (240, 240, 240), (44, 60, 110), (60, 20, 24))
_SHOES: tuple[Colour, ...] = ((248, 248, 248), (240, 240, 120), (40, 40, 44), (250, 120, 90))

_UP = np.array((0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Look:
    """Colours (RGB) and height in metres of one player."""

    skin: Colour
    hair: Colour
    shirt: Colour
    shorts: Colour
    shoes: Colour
    height: float


def draw_looks(players: int, rng: np.random.Generator) -> list[Look]:
    """Looks of all players, the near side first; a side wears one kit, and not the other's."""
    kits = rng.choice(len(_SHIRTS), 2, replace=False)
    shorts = rng.integers(len(_SHORTS), size=2)
    looks = []
    for number in range(players):
        team = 0 if number < players // 2 else 1
        skin, hair, shoes = (p[int(rng.integers(len(p)))] for p in (_SKINS, _HAIRS, _SHOES))
        kit = _SHIRTS[int(kits[team])], _SHORTS[int(shorts[team])]
        looks.append(Look(skin, hair, *kit, shoes, float(rng.uniform(1.66, 1.92))))
    return looks


def _bend(a: Floats, b: Floats, upper: float, lower: float, hint: Floats) -> tuple[Floats, Floats]:
    """Two-bone limb from ``a`` towards ``b``: the joint between, bent to ``hint``, and its end."""
    reach = b - a
    length = float(np.linalg.norm(reach)) or 1e-6
    limit = (upper + lower) * 0.995
    if length > limit:
        reach, length = reach * (limit / length), limit
    along = (upper**2 - lower**2 + length**2) / (2 * length)
    height = float(np.sqrt(max(upper**2 - along**2, 0.0)))
    direction = reach / length
    side = hint - direction * float(hint @ direction)
    side = side / (float(np.linalg.norm(side)) or 1.0)
    return a + direction * along + side * height, a + reach


def _ease(u: float) -> float:
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


class Player:
    """One player of a rally: where the limbs are at a time, and their shapes in a picture."""

    def __init__(self, preset: SportPreset, path: PlayerPath, look: Look) -> None:
        self.preset, self.path, self.look = preset, path, look
        self.forward = np.array((0.0, -float(path.side), 0.0))
        self.right = np.array((-float(path.side), 0.0, 0.0))
        grid = np.arange(0.0, float(path.times[-1]), 1 / 30)
        spots = np.array([path.at(float(t)) for t in grid])
        steps = np.hypot(*np.diff(spots, axis=0, prepend=spots[:1]).T)
        self._grid, self._gait = grid, np.cumsum(steps) / 1.5 * 2 * np.pi
        self._pace = np.convolve(steps * 30, np.ones(5) / 5, "same")

    def _swing(self, seconds: float) -> tuple[Hit | None, float]:
        """The stroke in progress and the time since contact (negative before it)."""
        best: Hit | None = None
        for hit in self.path.hits:
            if -1.1 < seconds - hit.time < 0.6 and (
                best is None or abs(seconds - hit.time) < abs(seconds - best.time)
            ):
                best = hit
        return best, 0.0 if best is None else seconds - best.time

    def root(self, seconds: float) -> Floats:
        """The point of the floor under the player, [3] metres."""
        return np.array((*self.path.at(seconds), 0.0))

    def _stroke(self, seconds: float) -> tuple[Floats, Floats, Hit | None, float]:
        """Racket hand and racket head relative to the root, and the stroke they belong to."""
        f, r, racket = self.forward, self.right, self.preset.racket
        hit, since = self._swing(seconds)
        handed = 1.0
        contact = np.zeros(3)
        if hit is not None:
            contact = np.array(hit.point) - self.root(hit.time)
            handed = 1.0 if float(contact @ r) > -0.15 else -0.6
        ready = 0.38 * f + 0.22 * r + 1.12 * _UP
        ready_head = ready + racket * (0.55 * f - 0.25 * r + 0.75 * _UP)
        if hit is None:
            return ready, ready_head, None, 0.0
        high = float(contact[2]) > 1.6
        shoulder = 0.2 * r + (1.45 if not high else 1.6) * _UP
        aim = (contact - shoulder) / (float(np.linalg.norm(contact - shoulder)) or 1.0)
        hand = contact - racket * aim * 0.85
        if high:
            wind = -0.28 * f + 0.34 * handed * r + 1.72 * _UP
            wind_head = wind + racket * (-0.7 * f + 0.1 * r + 0.45 * _UP)
        else:
            wind = -0.2 * f + 0.55 * handed * r + 1.05 * _UP
            wind_head = wind + racket * (-0.75 * f + 0.35 * handed * r + 0.3 * _UP)
        through = 0.45 * f - 0.3 * handed * r + (0.85 if high else 1.35) * _UP
        through_head = through + racket * (0.4 * f - 0.75 * handed * r - 0.2 * _UP)
        keys = (
            (-0.55, ready, ready_head), (-0.22, wind, wind_head), (0.0, hand, contact),
            (0.14, through, through_head), (0.5, ready, ready_head),
        )  # fmt: skip
        if since <= keys[0][0] or since >= keys[-1][0]:
            return ready, ready_head, hit, since
        for (t0, h0, e0), (t1, h1, e1) in pairwise(keys):
            if since <= t1:
                u = (since - t0) / (t1 - t0)
                u = u * u if t1 == 0.0 else (1 - (1 - u) ** 2 if t0 == 0.0 else _ease(u))
                return h0 + (h1 - h0) * u, e0 + (e1 - e0) * u, hit, since
        return ready, ready_head, hit, since

    def joints(self, seconds: float) -> dict[str, Floats]:
        """World positions [3] in metres of every joint at a time."""
        f, r, scale = self.forward, self.right, self.look.height / 1.78
        root = self.root(seconds)
        hand, head_of_racket, hit, since = self._stroke(seconds)
        near_hit = 0.0 if hit is None else max(0.0, 1.0 - (since / 0.3) ** 2)
        lift, crouch = 0.0, 0.1
        if hit is not None and not hit.serve:
            lift = near_hit * min(max(hit.point[2] - 2.35, 0.0), 0.55)
            crouch += near_hit * min(max(0.9 - hit.point[2], 0.0), 0.5)
        phase = float(np.interp(seconds, self._grid, self._gait))
        pace = float(np.interp(seconds, self._grid, self._pace))
        stride = min(pace / 3.0, 1.0)
        ahead = np.array((*self.path.at(seconds + 0.1), 0.0)) - root
        length = float(np.linalg.norm(ahead))
        heading = ahead / length if length > 0.02 else f
        lift += 0.03 * stride * abs(float(np.sin(phase)))
        base = root + lift * _UP
        pelvis = base + (0.93 - crouch) * scale * _UP + 0.05 * f
        chest = pelvis + (0.47 * _UP + (0.08 + 0.35 * crouch) * f + 0.06 * stride * heading) * scale
        out: dict[str, Floats] = {"root": root, "pelvis": pelvis, "chest": chest}
        out["neck"] = chest + (0.09 * _UP + 0.02 * f) * scale
        out["head"] = chest + (0.24 * _UP + 0.05 * f) * scale
        for name, sign in (("r", 1.0), ("l", -1.0)):
            swing = float(np.sin(phase + (0.0 if sign > 0 else np.pi)))
            raised = max(float(np.cos(phase + (0.0 if sign > 0 else np.pi))), 0.0) * stride
            stance = (0.17 + 0.5 * crouch * (1 - stride)) * sign
            foot = base + r * stance + heading * (0.42 * swing * stride)
            foot = foot + f * (0.25 * near_hit * sign) + _UP * (0.07 + 0.22 * raised)
            hip = pelvis + r * (0.1 * sign)
            knee, ankle = _bend(hip, foot, 0.45 * scale, 0.45 * scale, f + 0.35 * sign * r)
            out[f"hip_{name}"], out[f"knee_{name}"], out[f"ankle_{name}"] = hip, knee, ankle
            out[f"toe_{name}"] = ankle + 0.2 * (0.7 * f + 0.3 * heading) - 0.05 * _UP
            out[f"shoulder_{name}"] = chest + r * (0.19 * sign)
        other = base + 0.3 * f - 0.3 * r + (1.15 + 0.5 * near_hit) * _UP - 0.2 * near_hit * r
        if hit is not None and hit.serve and since < 0.0:
            other = np.array(hit.point) - 0.04 * _UP
        elif self.preset.racket == 0.0 and hit is not None:
            other = base + hand - 0.2 * r
        down = -_UP - 0.3 * f
        for name, goal in (("r", base + hand), ("l", other)):
            side = down + (0.5 if name == "r" else -0.5) * r
            shoulder = out[f"shoulder_{name}"]
            elbow, wrist = _bend(shoulder, goal, 0.3 * scale, 0.29 * scale, side)
            out[f"elbow_{name}"], out[f"wrist_{name}"] = elbow, wrist
        shaft = base + head_of_racket - out["wrist_r"]
        out["racket"] = shaft / (float(np.linalg.norm(shaft)) or 1.0)
        return out

    def shadow(self, camera: Camera, seconds: float) -> Shape:
        """A soft patch on the floor."""
        x, y = self.path.at(seconds)
        t = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        ring = np.stack((x + 0.1 + 0.5 * np.cos(t), y + 0.12 + 0.32 * np.sin(t), 0 * t), 1)
        return Shape(camera.project(ring)[0], (8, 12, 12), 0.3)

    def shapes(self, camera: Camera, seconds: float) -> list[Shape]:
        """The limbs as seen by ``camera``, back to front."""
        joints = self.joints(seconds)
        axis = joints.pop("racket")
        names = list(joints)
        points = np.array([joints[name] for name in names])
        xy, depth = camera.project(points)
        at = dict(zip(names, xy, strict=True))
        far = dict(zip(names, depth, strict=True))
        metre = camera.focal / float(far["chest"])
        look, out = self.look, []

        def limb(a: Floats, b: Floats, ra: float, rb: float, colour: Colour) -> None:
            ra, rb = max(ra * metre, 0.6), max(rb * metre, 0.6)
            dark = (colour[0] * 0.66, colour[1] * 0.66, colour[2] * 0.7)
            if max(ra, rb) < 1.6:
                middle = (colour[0] * 0.9, colour[1] * 0.9, colour[2] * 0.9)
                out.append(Shape(capsule(a, b, ra, rb), middle))
                return
            out.append(Shape(capsule(a, b, ra, rb), dark))
            shift = np.array((-0.22, -0.18)) * max(ra, rb)
            out.append(Shape(capsule(a + shift, b + shift, ra * 0.68, rb * 0.68), colour))

        def leg(side: str) -> None:
            hip, knee, ankle = at[f"hip_{side}"], at[f"knee_{side}"], at[f"ankle_{side}"]
            limb(knee, ankle, 0.062, 0.042, look.skin)
            limb(hip, knee, 0.085, 0.068, look.skin)
            limb(hip, hip + (knee - hip) * 0.62, 0.12, 0.105, look.shorts)
            limb(ankle + (at[f"toe_{side}"] - ankle) * 0.1, ankle, 0.05, 0.055, (235, 235, 235))
            limb(ankle, at[f"toe_{side}"], 0.055, 0.045, look.shoes)

        def arm(side: str) -> None:
            shoulder, elbow = at[f"shoulder_{side}"], at[f"elbow_{side}"]
            wrist = at[f"wrist_{side}"]
            limb(elbow, wrist, 0.045, 0.036, look.skin)
            limb(shoulder, elbow, 0.058, 0.046, look.skin)
            limb(shoulder, shoulder + (elbow - shoulder) * 0.6, 0.078, 0.07, look.shirt)
            if side == "r" and self.preset.racket > 0:
                out.extend(self._racket(camera, joints["wrist_r"], axis, metre))

        order = sorted("rl", key=lambda s: -far[f"wrist_{s}"])
        behind = [s for s in order if far[f"wrist_{s}"] > far["chest"]]
        for side in behind:
            arm(side)
        for side in sorted("rl", key=lambda s: -far[f"knee_{s}"]):
            leg(side)
        limb(at["hip_l"], at["hip_r"], 0.12, 0.12, look.shorts)
        limb(at["chest"], at["pelvis"] + (at["chest"] - at["pelvis"]) * 0.15, 0.2, 0.16, look.shirt)
        limb(at["shoulder_l"], at["shoulder_r"], 0.075, 0.075, look.shirt)
        limb(at["chest"], at["head"], 0.06, 0.05, look.skin)
        self._head(out, at["head"], metre, away=self._faces_away(camera))
        for side in order:
            if side not in behind:
                arm(side)
        return out

    def _faces_away(self, camera: Camera) -> bool:
        return float(self.forward @ camera.rotation[2]) > 0.1

    def _head(self, out: list[Shape], centre: Floats, metre: float, away: bool) -> None:
        rx, ry = 0.088 * metre, 0.118 * metre
        look = self.look
        skin = (look.skin[0] * 0.92, look.skin[1] * 0.92, look.skin[2] * 0.92)
        if away:
            out.append(Shape(ellipse(centre, rx, ry), look.hair))
            shine = tuple(min(c + 22.0, 255.0) for c in look.hair)
            spot = ellipse(centre - np.array((0.25 * rx, 0.4 * ry)), 0.45 * rx, 0.35 * ry)
            out.append(Shape(spot, (shine[0], shine[1], shine[2]), 0.6))
            return
        out.append(Shape(ellipse(centre - np.array((0.0, 0.12 * ry)), rx * 1.06, ry), look.hair))
        out.append(Shape(ellipse(centre + np.array((0.0, 0.2 * ry)), rx * 0.86, ry * 0.8), skin))

    def _racket(self, camera: Camera, wrist: Floats, axis: Floats, metre: float) -> list[Shape]:
        """Shaft, frame and strings. The head faces the net, so it is widest along the court's x."""
        size = self.preset.racket
        grip, throat, top = wrist, wrist + axis * size * 0.5, wrist + axis * size
        across = np.cross(axis, self.forward)
        across /= float(np.linalg.norm(across)) or 1.0
        half = 0.11 if size > 0.3 else 0.075
        middle = (throat + top) / 2
        t = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        span = float(np.linalg.norm(top - throat)) / 2
        ring = middle + np.outer(np.cos(t), axis * span) + np.outer(np.sin(t), across * half)
        oval = camera.project(ring)[0]
        ends = camera.project(np.stack((grip, throat)))[0]
        if size < 0.3:
            return [Shape(oval, (176, 40, 36))]
        return [
            Shape(capsule(ends[0], ends[1], max(0.014 * metre, 0.5), max(0.01 * metre, 0.4)),
                  (40, 42, 48)),
            Shape(oval, (214, 218, 222), 0.16),
            Shape(oval, (52, 56, 66), 1.0, outline=max(0.022 * metre, 1.0)),
        ]  # fmt: skip
