"""What compose files say, and what docker compose makes of it."""
