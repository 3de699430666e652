"""An autograder for programs of more than one process: it watches them from outside and judges what it saw."""

__version__ = "0.1.0"
