"""`high-memlock-spec.json`: a runtime specification without a limit of locked memory.

Source: containerd's default specification for Linux (`ctr oci spec`, Apache 2.0), whose place it
takes as a whole (reference on deployment directories, section 4). As in kind's own base, no limit
of open files is set; that of locked memory is.
"""

from __future__ import annotations

import json

_MOST = (1 << 64) - 1
_CAPABILITIES = (
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_FSETID",
    "CAP_FOWNER",
    "CAP_MKNOD",
    "CAP_NET_RAW",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETFCAP",
    "CAP_SETPCAP",
    "CAP_NET_BIND_SERVICE",
    "CAP_SYS_CHROOT",
    "CAP_KILL",
    "CAP_AUDIT_WRITE",
)
_MOUNTS = (
    ("/proc", "proc", "proc", "nosuid noexec nodev"),
    ("/dev", "tmpfs", "tmpfs", "nosuid strictatime mode=755 size=65536k"),
    ("/dev/pts", "devpts", "devpts", "nosuid noexec newinstance ptmxmode=0666 mode=0620 gid=5"),
    ("/dev/shm", "tmpfs", "shm", "nosuid noexec nodev mode=1777 size=65536k"),  # noqa: S108 -- of the container
    ("/dev/mqueue", "mqueue", "mqueue", "nosuid noexec nodev"),
    ("/sys", "sysfs", "sysfs", "nosuid noexec nodev ro"),
    ("/run", "tmpfs", "tmpfs", "nosuid strictatime mode=755 size=65536k"),
)
_MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/sys/firmware",
    "/sys/devices/virtual/powercap",
    "/proc/scsi",
)
_READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")


def memlock_spec() -> str:
    """Write the specification."""
    process = {
        "user": {"uid": 0, "gid": 0},
        "cwd": "/",
        "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), _CAPABILITIES),
        "rlimits": [{"type": "RLIMIT_MEMLOCK", "hard": _MOST, "soft": _MOST}],
        "noNewPrivileges": True,
    }
    spec = {
        "ociVersion": "1.1.0",
        "process": process,
        "root": {"path": "rootfs"},
        "mounts": [_mount(*mount) for mount in _MOUNTS],
        "linux": {
            "resources": {"devices": [{"allow": False, "access": "rwm"}]},
            "cgroupsPath": "/default",
            "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount", "network")],
            "maskedPaths": _MASKED,
            "readonlyPaths": _READ_ONLY,
        },
    }
    return json.dumps(spec, indent=2) + "\n"


def _mount(at: str, kind: str, source: str, options: str) -> dict[str, str | list[str]]:
    return {"destination": at, "type": kind, "source": source, "options": options.split()}
