"""The capabilities of Linux that a container can be given, as docker and Kubernetes name them."""

from __future__ import annotations

from stacklint.model.pattern import Pattern

_NAMES = (
    "ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN"
    " DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE"
    " MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP"
    " SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT"
    " SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
)
_KNOWN = frozenset(_NAMES.split())
TO_DOCKER = Pattern(f"(?i)(?:CAP_)?(?:{_NAMES.replace(' ', '|')})")
"""What docker takes."""


def is_capability(name: str) -> bool:
    """Tell whether it is one by the name that Kubernetes gives it, without `CAP_`."""
    return name in _KNOWN
