"""Photos into clips and pictures, from one desktop window."""

__version__ = "0.1.0"
