"""What leaves the program to be looked at: label reports and annotated clips."""

CLIP_MARK = "_clip_"
"""Between the name of a video and the frames of a clip of it: final_clip_120-480.mp4."""
