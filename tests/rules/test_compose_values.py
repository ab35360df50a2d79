"""Values that docker compose does not take at a place: each measured with 2.26."""

from __future__ import annotations

import pytest

from tests.memory import lint


def _paths(rule: str, service: str) -> list[str]:
    """Give the places below the service at which a rule finds something."""
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": f"services:\n  web: {{{service}}}\n",
    }
    return [".".join(map(str, x.at.path[2:])) for x in lint(files, rule).findings]


@pytest.mark.parametrize(
    ("part", "path"),
    [
        *(
            (f"extra_hosts: ['{host}']", "extra_hosts.0")
            for host in (
                "db:",
                "db:10.0.0.999",
                "db:010.0.0.1",
                "db:10.0.0",
                "db:10.0.0.1:5432",
                "db:localhost",
                "db:db.acme.test",
                "10.0.0.1:db",
                "db:HOST-GATEWAY",
                "db:fe80::1%eth0",
            )
        ),
        ("extra_hosts: {db: db.acme.test}", "extra_hosts.db"),
        ("extra_hosts: {db: [10.0.0.1, db.acme.test]}", "extra_hosts.db.1"),
        *(
            (f"mem_limit: {size}", "mem_limit")
            for size in ("512", "'512'", "5.9m", "512k", "5 mb", "-1", "5000000")
        ),
        ("mem_reservation: 1m", "mem_reservation"),
        ("deploy: {resources: {limits: {memory: '512'}}}", "deploy.resources.limits.memory"),
        ("stop_signal: SIGFOO", "stop_signal"),
        ("stop_signal: '0'", "stop_signal"),
        ("stop_signal: SIGRTMIN+50", "stop_signal"),
    ],
)
def test_what_docker_refuses_of_a_service_that_is_started(part: str, path: str) -> None:
    assert _paths("wrong-compose-value", f"image: x, {part}") == [path]
    assert _paths("wrong-compose-value", f"image: x, profiles: [later], {part}") == []


@pytest.mark.parametrize(
    "part",
    [
        *(
            f"extra_hosts: ['{host}']"
            for host in (
                "a:10.0.0.1",
                "a=10.0.0.1",
                "a: 10.0.0.1",
                "a:10.0.0.1,10.0.0.2",
                "a:host-gateway",
                "a:::1",
                "a=[fe80::1]",
                "a:::ffff:10.0.0.1",
                "a:__IP__",
            )
        ),
        "extra_hosts: {a: 10.0.0.1, b: [10.0.0.1, '::1'], c: host-gateway}",
        "build: {context: ., extra_hosts: ['a:b']}",
        *(f"mem_limit: {size}" for size in ("0", "'0'", "6m", "6291456", "512m", "0.5g", "7000k")),
        "memswap_limit: 512",
        "shm_size: 64k",
        *(f"stop_signal: {name}" for name in ("sigint", "TERM", "'15'", "SIGRTMIN+3", "''")),
    ],
)
def test_what_docker_takes_of_a_service_that_is_started(part: str) -> None:
    assert _paths("wrong-compose-value", f"image: x, {part}") == []


@pytest.mark.parametrize(
    "image",
    [
        "lab/Busybox:1",
        "Ubuntu",
        "ghcr.io/MyOrg/app:1",
        "https://reg.test/app:1",
        "'app: 1'",
        "/app:1",
        "app:1:2",
        "app:.1",
        "app@sha256:abc",
        "'app:'",
        "app-",
        "app___b",
        "a:b/c",
    ],
)
def test_what_is_the_name_of_no_image(image: str) -> None:
    assert _paths("wrong-compose-value", f"image: {image}") == ["image"]
    assert _paths("wrong-compose-value", f"image: {image}, profiles: [later]") == []


@pytest.mark.parametrize(
    "image",
    [
        "ubuntu:Latest",
        "LOCALHOST:5000/x:1",
        "'[::1]:5000/x'",
        "127.0.0.1:5000/a/b/c:v",
        f"app:1@sha256:{'a' * 64}",
        "my_org/app__b.c-d---e:_1",
        "cerc/app:local",
        "a_b/x",
        "__IMAGE__",
        "'{{ image }}:1'",
        "''",
    ],
)
def test_what_names_an_image(image: str) -> None:
    assert _paths("wrong-compose-value", f"image: {image}") == []


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("volumes: ['/srv/data:/']", "volumes.0"),
        ("volumes: ['/data:ro']", "volumes.0"),
        ("volumes: [{type: bind, source: /srv, target: /}]", "volumes.0.target"),
        ("volumes: [{type: bind, source: /srv, target: ''}]", "volumes.0.target"),
        ("tmpfs: ['/run:size=64m', /]", "tmpfs.1"),
        ("tmpfs: ''", "tmpfs"),
        ("env_file: ['']", "env_file.0"),
        ("cap_add: ['']", "cap_add.0"),
        ("networks: {default: {priority: '5'}}", "networks.default.priority"),
        ("command: [!!int '5']", "command.0"),
        ("mem_limit: !!str lots", "mem_limit"),
        ("ports: !override {a: b}", "ports"),
        ("ports: !own {a: b}", "ports"),
        ("environment: !override 5", "environment"),
        ("cap_add: [NET_ADMINN]", "cap_add.0"),
        ("depends_on: [db, db]", "depends_on.1"),
        ("networks: [default, default]", "networks.1"),
        ("extra_hosts: ['a:1.1.1.1', 'a:1.1.1.1']", "extra_hosts.1"),
        ("security_opt: [a, b, a]", "security_opt.2"),
        ("group_add: [1, 1]", "group_add.1"),
        ("blkio_config: ", "blkio_config"),
        ("blkio_config: {weight: '300'}", "blkio_config.weight"),
        (
            "blkio_config: {device_read_bps: [{path: /dev/sda, rate: lots}]}",
            "blkio_config.device_read_bps.0.rate",
        ),
        ("blkio_config: {weight_device: [/dev/sda]}", "blkio_config.weight_device.0"),
        ("develop: {watch: }", "develop.watch"),
        ("develop: {watch: [{path: ./a}]}", "develop.watch.0"),
        ("develop: {watch: [{path: ./a, action: copy}]}", "develop.watch.0.action"),
        ("gpus: 2", "gpus"),
        ("gpus: some", "gpus"),
        ("storage_opt: [size=1G]", "storage_opt"),
        ("pre_stop: [a]", "pre_stop.0"),
        (
            "deploy: {placement: {preferences: [{spread: 5}]}}",
            "deploy.placement.preferences.0.spread",
        ),
    ],
)
def test_values_that_are_none(part: str, path: str) -> None:
    assert _paths("wrong-compose-value", f"image: x, {part}") == [path]


@pytest.mark.parametrize(
    ("reserved", "path"),
    [
        ("devices: ", "devices"),
        ("devices: [{driver: nvidia, count: 1}]", "devices.0"),
        ("devices: [{capabilities: [gpu], count: one}]", "devices.0.count"),
        ("devices: [{capabilities: gpu}]", "devices.0.capabilities"),
        ("devices: [{capabilities: [[gpu]]}]", "devices.0.capabilities.0"),
        ("devices: [{capabilities: [], device_ids: [0]}]", "devices.0.device_ids.0"),
        (
            "generic_resources: [{discrete_resource_spec: {value: x}}]",
            "generic_resources.0.discrete_resource_spec.value",
        ),
    ],
)
def test_devices_that_nobody_can_reserve(reserved: str, path: str) -> None:
    deploy = f"deploy: {{resources: {{reservations: {{{reserved}}}}}}}"
    (found,) = _paths("wrong-compose-value", f"image: x, {deploy}")
    assert found == f"deploy.resources.reservations.{path}"


@pytest.mark.parametrize(
    "part",
    [
        "blkio_config: {weight: 300, weight_device: [{path: /dev/sda, weight: 400}]}",
        "blkio_config: {device_read_bps: [{path: /dev/sda, rate: 12mb}]}",
        "blkio_config: {device_write_iops: [{path: /dev/sda, rate: 120}]}",
        "develop: ",
        "develop: {watch: [{path: ./a, action: sync+exec, target: /a, exec: {command: b}}]}",
        "develop: {watch: [{path: ./a, action: rebuild, ignore: [b], include: [c]}]}",
        "gpus: all",
        "gpus: [{count: 1, more: [gpu]}]",
        "storage_opt: {size: 5}",
        "credential_spec: {file: a}",
        "post_start: [{command: [a], user: root, privileged: true, environment: [a=b]}]",
        "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: ALL}]}}}",
        "deploy: {resources: {reservations: {devices: [{capabilities: [], options: {a: true}}]}}}",
        "deploy: {resources: {reservations: {generic_resources: []}}}",
        "volumes: ['/srv:/data:ro,z']",
        "cap_add: [NET_ADMIN, NET_ADMIN, cap_sys_admin, ALL, '${CAP}'], group_add: [1, '1']",
        "dns: [1.1.1.1, 1.1.1.1], command: [a, a], ports: ['80', '80'], profiles: [a, a]",
        "user: !!str 1000, hostname: !own 5, init: !!str true",
        "ports: !reset {a: b}, ownkey: !reset null",
        "ports: !override ['80'], cpus: !!float 1",
    ],
)
def test_what_compose_takes(part: str) -> None:
    for rule in ("wrong-compose-value", "unknown-compose-key"):
        assert _paths(rule, f"image: x, {part}") == []


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("blkio_config: {wieght: 300}", "blkio_config.wieght"),
        ("develop: {wacht: []}", "develop.wacht"),
        ("develop: {watch: [{path: ./a, action: rebuild, to: /a}]}", "develop.watch.0.to"),
        ("credential_spec: {fiel: a}", "credential_spec.fiel"),
        ("post_start: [{command: a, workdir: /a}]", "post_start.0.workdir"),
        (
            "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], id: 0}]}}}",
            "deploy.resources.reservations.devices.0.id",
        ),
    ],
)
def test_keys_that_nobody_knows_there(part: str, path: str) -> None:
    assert _paths("unknown-compose-key", f"image: x, {part}") == [path]


@pytest.mark.parametrize(
    ("port", "is_found"),
    [
        ("{target: 80, published: 70000}", True),
        ("{target: 70000}", True),
        ("{target: -1}", True),
        ("{target: 80, published: '18003-18001'}", True),
        ("{target: 80, published: web}", True),
        ("{target: 0, published: 0}", False),
        ("{target: 80, published: '18001-18003'}", False),
        ("{target: '80', published: 18001/udp, protocol: any, host_ip: localhost}", False),
        ("{target: 80, published: ''}", False),
        ("{target: '${A}', published: '${B}'}", False),
        ("{target: __A__, published: __B__}", False),
    ],
)
def test_ports_in_the_long_form(port: str, is_found: bool) -> None:
    assert len(_paths("invalid-port", f"image: x, ports: [{port}]")) == is_found
    assert _paths("invalid-port", f"image: x, ports: [{port}], profiles: [a]") == []
