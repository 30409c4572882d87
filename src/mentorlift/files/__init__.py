"""Reads what people hand over, checks all of it, and turns it into what the science takes. Knows no Django."""

from mentorlift.files.faults import Fault, Refused

__all__ = ["Fault", "Refused"]
