"""Deployments on a real engine, a real kind cluster and a real API server."""
