"""The only package that changes running systems: docker compose, kind and Kubernetes."""
