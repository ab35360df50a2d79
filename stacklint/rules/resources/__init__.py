"""Rules about CPUs, memory and privileges."""
