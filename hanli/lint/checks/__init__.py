"""The checks, by topic. Each is a function from a file that was read to what it found there."""
