"""Showing the right frame at the right time: decoder thread, frame cache, real-time player."""
