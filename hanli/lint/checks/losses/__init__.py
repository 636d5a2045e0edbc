"""Losses: what is minimized, of which values and shapes, and with which weights."""
