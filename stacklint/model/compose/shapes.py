"""What docker compose takes at each place of a compose file.

Source: measured with docker compose 2.26, which refuses the whole file for anything else. The keys
are those of the compose specification, which has some that 2.26 does not know.
"""

from __future__ import annotations

from stacklint.model.compose.atoms import (
    A_NAME,
    A_TEXT,
    ACTION,
    BYTES,
    CALL,
    CAPABILITIES,
    CGROUPS,
    COMMAND,
    CONDITION,
    CONTAINER,
    COUNT,
    DIFFERENT_TEXTS,
    EXTERNAL,
    FLAG,
    IMAGE,
    MEMORY,
    MOUNT,
    MOUNTED,
    NAMED,
    NAMES,
    NUMBER,
    OPTIONS,
    PAIRS,
    PATH,
    PLACE,
    PORT,
    PULLS,
    RESTART,
    ROUNDED,
    SIGNAL,
    SIZE,
    SOME,
    TEXT_OR_TEXTS,
    TEXTS,
    TIME,
    each,
)
from stacklint.model.compose.hardware import BLOCK_IO, DEPLOY, GPUS, ULIMITS
from stacklint.model.compose.on_network import HOSTS, NAMED_HOSTS, ON_NETWORK
from stacklint.model.compose.shape import FREE, Shape
from stacklint.model.keys import BOOL, INT, LIST, MAP, NULL, TEXT

_GIVEN = Shape(
    LIST,
    items=Shape(
        TEXT | MAP,
        {**each(A_TEXT, "target uid gid"), "mode": ROUNDED, "source": A_NAME},
        reads=NAMED,
    ),
)
_BUILD = {
    **each(A_TEXT, "context dockerfile dockerfile_inline isolation network target"),
    **each(TEXTS, "cache_from cache_to entitlements platforms tags"),
    **each(PAIRS, "additional_contexts args labels ssh"),
    **each(FLAG, "no_cache privileged pull"),
    **each(Shape(BOOL | TEXT), "provenance sbom"),
    "extra_hosts": NAMED_HOSTS,
    "secrets": _GIVEN,
    "shm_size": BYTES,
    "ulimits": ULIMITS,
}

_HEALTHCHECK = {
    **each(TIME, "interval start_interval start_period timeout"),
    "disable": FLAG,
    "retries": ROUNDED,
    "test": Shape(TEXT | LIST, items=A_TEXT, first=Shape(TEXT, reads=CALL)),
}

_MOUNT_KEYS = {
    **each(A_TEXT, "consistency source"),
    "bind": Shape(MAP, {**each(A_TEXT, "propagation recursive selinux"), "create_host_path": FLAG}),
    "image": Shape(MAP, {"subpath": A_TEXT}),
    "read_only": FLAG,
    "target": Shape(TEXT, reads=PLACE),
    "type": Shape(TEXT, reads=MOUNTED),
    "tmpfs": Shape(MAP, {"mode": Shape(SOME), "size": Shape(INT | TEXT, reads=SIZE)}),
    "volume": Shape(MAP, {"labels": PAIRS, "nocopy": FLAG, "subpath": A_TEXT}),
}

_PORT = {
    **each(A_TEXT, "app_protocol host_ip mode name protocol"),
    "published": Shape(INT | TEXT),
    "target": COUNT,
}

_PARTS = Shape(LIST | MAP, items=A_NAME, plain_names=True, different=True)
_DEPENDENCY = Shape(
    MAP,
    {"condition": Shape(TEXT, reads=CONDITION), "required": Shape(BOOL), "restart": FLAG},
    needs=(("condition",),),
)

_WATCHED = Shape(
    MAP,
    {
        **each(A_TEXT, "path target"),
        **each(FREE, "exec include initial_sync"),
        "action": Shape(TEXT, reads=ACTION),
        "ignore": TEXTS,
    },
    needs=(("path",), ("action",)),
)
_HOOKS = Shape(
    LIST,
    items=Shape(
        MAP,
        {
            **each(A_TEXT, "user working_dir"),
            "command": COMMAND,
            "environment": PAIRS,
            "privileged": FLAG,
        },
    ),
)

_SERVICE: dict[str, Shape] = {
    **each(TEXTS, "dns_opt profiles"),
    **each(DIFFERENT_TEXTS, "device_cgroup_rules external_links"),
    **each(CAPABILITIES, "cap_add cap_drop"),
    **each(NAMES, "links security_opt volumes_from"),
    **each(PAIRS, "annotations environment labels sysctls"),
    **each(TEXT_OR_TEXTS, "dns dns_search label_file"),
    **each(COMMAND, "command entrypoint"),
    **each(A_TEXT, "cgroup_parent cpuset domainname hostname ipc isolation"),
    **each(A_TEXT, "mac_address network_mode platform pull_refresh_after runtime"),
    **each(A_TEXT, "user userns_mode uts"),
    **each(FLAG, "attach init oom_kill_disable privileged read_only stdin_open tty"),
    **each(BYTES, "memswap_limit shm_size"),
    "mem_limit": Shape(SOME, reads=MEMORY),
    "mem_reservation": Shape(INT | TEXT, reads=MEMORY),
    "mem_swappiness": Shape(INT | TEXT, reads=SIZE),
    **each(ROUNDED, "cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares pids_limit"),
    **each(COUNT, "cpu_count cpu_percent oom_score_adj scale"),
    **each(FREE, "models provider use_api_socket"),
    **each(_HOOKS, "post_start pre_stop"),
    "blkio_config": BLOCK_IO,
    "credential_spec": Shape(MAP, each(A_TEXT, "config file registry")),
    "develop": Shape(MAP | NULL, {"watch": Shape(LIST, items=_WATCHED)}),
    "gpus": GPUS,
    "storage_opt": Shape(MAP),
    "cpus": NUMBER,
    **each(_GIVEN, "configs secrets"),
    "build": Shape(TEXT | MAP, _BUILD),
    "cgroup": Shape(TEXT, reads=CGROUPS),
    "container_name": Shape(TEXT, reads=CONTAINER),
    "depends_on": _PARTS._replace(rest=_DEPENDENCY),
    "deploy": DEPLOY,
    "devices": Shape(
        LIST,
        items=Shape(TEXT | MAP, each(A_TEXT, "permissions source target"), needs=(("source",),)),
    ),
    "env_file": Shape(
        TEXT | LIST,
        items=Shape(
            TEXT | MAP,
            {"format": A_TEXT, "path": A_NAME, "required": FLAG},
            reads=NAMED,
            needs=(("path",),),
        ),
        reads=NAMED,
    ),
    "expose": Shape(LIST, items=Shape(INT | TEXT)),
    "extends": Shape(TEXT | MAP, each(A_NAME, "file service"), reads=NAMED, needs=(("service",),)),
    "extra_hosts": HOSTS,
    "group_add": Shape(LIST, items=Shape(INT | TEXT), different=True),
    "image": Shape(TEXT, reads=IMAGE),
    "healthcheck": Shape(MAP, _HEALTHCHECK),
    "logging": Shape(MAP, {"driver": A_TEXT, "options": Shape(MAP, rest=Shape(SOME | NULL))}),
    "networks": _PARTS._replace(rest=Shape(MAP | NULL, ON_NETWORK)),
    "pid": Shape(TEXT | NULL),
    "ports": Shape(LIST, items=Shape(INT | TEXT | MAP, _PORT, reads=PORT, needs=(("target",),))),
    "pull_policy": Shape(TEXT, reads=PULLS),
    "restart": Shape(TEXT, reads=RESTART),
    "stop_grace_period": TIME,
    "stop_signal": Shape(TEXT, reads=SIGNAL),
    "tmpfs": Shape(TEXT | LIST, items=Shape(TEXT, reads=PLACE), reads=PLACE),
    "ulimits": ULIMITS,
    "volumes": Shape(
        LIST,
        items=Shape(TEXT | MAP, _MOUNT_KEYS, reads=MOUNT, needs=(("type",), ("target",))),
    ),
    "working_dir": Shape(TEXT, reads=PATH),
}

_VOLUME = {
    **each(A_TEXT, "driver name"),
    "driver_opts": OPTIONS,
    "external": EXTERNAL,
    "labels": PAIRS,
}
_NETWORK = {
    **_VOLUME,
    **each(FLAG, "attachable enable_ipv4 enable_ipv6 internal"),
    "ipam": Shape(
        MAP,
        {
            "config": Shape(
                LIST,
                items=Shape(
                    MAP, {**each(A_TEXT, "gateway ip_range subnet"), "aux_addresses": FREE}
                ),
            ),
            "driver": A_TEXT,
            "options": Shape(MAP, rest=A_TEXT),
        },
    ),
}
_SECRET = {**_VOLUME, **each(A_TEXT, "environment file template_driver")}
_SOURCES = ("file", "environment", "external", "driver", "template_driver")

ROOT = Shape(
    MAP,
    {
        **each(A_TEXT, "name version"),
        "configs": Shape(
            MAP,
            rest=Shape(MAP, {**_SECRET, "content": A_TEXT}, needs=((*_SOURCES, "content"),)),
            plain_names=True,
        ),
        "include": Shape(LIST),
        "models": FREE,
        # Its names are chosen from more letters.
        "networks": Shape(MAP, rest=Shape(MAP | NULL, _NETWORK)),
        "secrets": Shape(MAP, rest=Shape(MAP, _SECRET, needs=(_SOURCES,)), plain_names=True),
        "services": Shape(MAP, rest=Shape(MAP, _SERVICE), plain_names=True),
        # One that is empty is `null-section`.
        "volumes": Shape(MAP | NULL, rest=Shape(MAP | NULL, _VOLUME), plain_names=True),
    },
)
"""A whole compose file."""
SERVICE_KEYS = frozenset(_SERVICE)
