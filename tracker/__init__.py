"""From pixels to ball candidates: video access, TrackNetV5, inference and training.

Nothing in this package knows Qt or how labels are stored; plain dataclasses and numpy arrays cross
its border.
"""
