"""Pipelines: what the jobs of a CI run, and for whom they wait."""
