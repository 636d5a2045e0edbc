"""Sequences: padding, masks, and the order of time."""
