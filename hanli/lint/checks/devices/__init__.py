"""Devices: precision, several processes, tracing."""
