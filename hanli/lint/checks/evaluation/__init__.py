"""Evaluation: scores, averages, thresholds, and what outputs are taken for."""
