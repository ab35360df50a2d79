"""A linter for the specs of stack deployments."""

__version__ = "0.1.0"
