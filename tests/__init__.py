"""Tests; also what measures the app: ``python -m tests.benchmark`` and ``python -m tests.load``."""
