"""The code itself: what does nothing, and what PyTorch has removed or deprecated."""
