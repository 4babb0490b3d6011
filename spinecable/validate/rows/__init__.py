"""The published experiments, one module a group of questions, each with ``ROWS``."""
