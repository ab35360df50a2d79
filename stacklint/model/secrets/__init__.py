"""Secrets: what looks like one, and how it is hidden."""
