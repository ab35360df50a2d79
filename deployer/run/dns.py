"""Whether a host name leads anywhere, as this host sees it."""

from __future__ import annotations


def resolves(name: str) -> bool | None:
    """Tell whether a name has an address; None where nobody could be asked."""
    import socket  # noqa: PLC0415 -- host names change on few runs

    try:
        return bool(socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM))
    except socket.gaierror as error:
        return False if error.errno == socket.EAI_NONAME else None
    except (UnicodeError, OSError):
        return None
