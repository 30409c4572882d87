"""Mentorlift: run a sales mentoring programme and measure it as a real experiment."""

__version__ = "0.1.0"
