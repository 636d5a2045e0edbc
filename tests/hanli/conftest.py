"""Property-based tests look at the same examples on every machine, however slow it is."""

from hypothesis import settings

settings.register_profile("hanli", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("hanli")
