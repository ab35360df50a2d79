"""Volumes: where their bytes lie, what they outlive, and whether they hold data."""
