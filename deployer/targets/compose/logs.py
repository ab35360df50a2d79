"""Lines of a container's log, of both of its streams."""

from __future__ import annotations


def merged(out: str, err: str) -> str:
    """Put lines that begin with their time in order; one without is behind the one before it."""
    found: list[tuple[str, str]] = []
    for stream in (out, err):
        time = ""
        for line in stream.splitlines():
            time = line.partition(" ")[0] or time
            found.append((time, line))
    lines = [line for _, line in sorted(found, key=lambda item: item[0])]
    return "".join(f"{line}\n" for line in lines)


def last_line(out: str, err: str) -> str:
    """Give what was said last, without its time; complaints before all else.

    The two streams are two pipes, and of what was said at once nobody knows which came first.
    """
    lines = (err or out).splitlines()
    return lines[-1].partition(" ")[2].strip() if lines else ""
