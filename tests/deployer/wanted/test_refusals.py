"""What has no right form: one sentence, with the place that asks for it."""

from __future__ import annotations

import pytest

from deployer.wanted.resource import CannotRender
from stacklint.finding import Severity
from stacklint.rule import Deployer
from tests.deployer.wanted.made import Case, files_of, made
from tests.deployer.wanted.test_differences import service
from tests.memory import World, lint

V = service("volumes: ['v:/v']", "v")

REFUSALS = [
    (Case(service("user: app")), "compose/docker-compose-web.yml:4: user app of web is a name"),
    (Case(service("ports: [http]")), "docker-compose-web.yml:4: port `http` is none"),
    (Case(service("ports: [0x50, '0x51']")), "port `0x51` is none"),
    (Case(service("ports: [{target: http}]")), "port `http` is none"),
    (Case(service("ports: [{target: 80, protocol: icmp}]")), "port `80/icmp` is none"),
    (Case(service("ports: ['80:81-83']")), "leads from other ports than it leads to"),
    (Case(service("ports: ['70000']")), "port `70000` is none"),
    (Case(service('command: sh -c "echo')), "command of web has a quote that is not closed"),
    (Case(service("env_file: gone.env")), "env_file gone.env of web is not there"),
    (
        Case(service("env_file: ../config/gone.env")),
        "env_file ../config/gone.env of web is not there",
    ),
    (Case(service("env_file: /etc/a.env")), "env_file /etc/a.env of web is not there"),
    (Case(service("environment: ['A=${B:?say it}']")), "variable B has to be set (say it)"),
    (Case(service("volumes: ['v:/v']")), "mounts volume v, which `volumes` of compose/docker"),
    (Case(service("command: ['${B:?say it}']")), "variable B has to be set (say it)"),
    (
        Case(service("environment: ['A=${B:?say it}']"), "config: {B: ''}\n"),
        "variable B has to be set (say it)",
    ),
    (
        Case(service("environment: ['A=${C:-${B:?say it}}']"), "config: {C: ''}\n"),
        "variable B has to be set (say it)",
    ),
    (Case(service("ports: [$P]"), "config: {P: 0x50}\n"), "port `0x50` is none"),
    (Case(service("volumes: ['$V$W:/v']")), "$V$W leads nowhere, since no variable of it is set"),
    (Case(service("volumes: ['v:$V']", "v"), "volumes: {v: }\n"), "$V leads nowhere, since no"),
    (Case(service("volumes: ['${HOME}:/v']")), "${HOME} leads nowhere, since no variable of it"),
    (Case("services: {web: {image: '$I'}}\n"), "image `$I` of web is empty, since no variable"),
    (Case(service("ports: ['80:$P']")), "port `80:` is none"),
    (Case(service("ports: ['${P:-http}:80']")), "leads from other ports than it leads to"),
    (Case(service("ports: ['$P:80']"), "config: {P: http}\n"), "leads from other ports than"),
    (Case(service("volumes: ['${V}:/v']")), "${V} leads nowhere, since no variable of it is set"),
    (
        Case(service("volumes: ['$V:/v']"), "config: {V: /srv/v}\n"),
        "web writes to /srv/v of the host, which a pod",
    ),
    (Case(service("ports: ['${P}:${P}']")), "port `${P}:${P}` is empty, since no variable of it"),
    (Case(service("ports: [$P]")), "port `$P` is empty, since no variable of it is set"),
    (
        Case(service("healthcheck: {test: x, interval: $I}"), "config: {I: 5}\n"),
        "interval `5` is no duration",
    ),
    (Case(service("volumes: ['/srv/x:/x']")), "web writes to /srv/x of the host, which a pod"),
    (
        Case(service("volumes: ['../config/a:/a:rw']"), files={"config/a/x": ""}),
        "web writes to ../config/a, which becomes a config map",
    ),
    (
        Case(service("volumes: ['../config/a:/a']"), files={"config/a/b/x": ""}),
        "config/a/b is a directory, and a config map holds files alone",
    ),
    (
        Case(service("volumes: ['../config/a:/a']"), files={"config/a": "x" * 1_048_577}),
        "config/a has 1048577 bytes, and a config map takes 1048576",
    ),
    (
        Case(service("volumes: ['../config/a:/a']"), files={"config/a/ü": ""}),
        "`ü` is no key of a config map",
    ),
    (
        Case(
            service("volumes: ['../config/a.b:/a', '../config/a-b:/b']"),
            files={"config/a.b": "", "config/a-b": ""},
        ),
        "config/a-b and config/a.b would be one config map",
    ),
    (Case(service("healthcheck: {test: x, interval: 5}")), "interval `5` is no duration"),
    (Case(service("healthcheck: {test: [CMD, x], timeout: 1d}")), "timeout `1d` is no duration"),
    (Case(service("healthcheck: {test: x, timeout: -5s}")), "timeout `-5s` is no duration"),
    (
        Case(
            service("depends_on: {db: {condition: service_healthy}}")
            + "  db: {image: x, healthcheck: {test: x, start_period: soon}}\n"
        ),
        "start_period `soon` is no duration",
    ),
    (
        Case("services: {web: {extends: db}, db: {image: x}}\n"),
        "web has no image, and a cluster builds none",
    ),
    (Case(service("depends_on: [db]")), "web depends on db, which no compose file starts"),
    (
        Case(service("depends_on: [db]") + "  db: {image: x, depends_on: [web]}\n"),
        "web, db wait for each other, and none of them can start",
    ),
    (
        Case(service("depends_on: [db]") + "  db: {image: x, profiles: [d]}\n"),
        "web depends on db, which no compose file starts",
    ),
    (
        Case(service("depends_on: {web: {condition: service_started, required: false}}")),
        "web wait for each other, and none of them can start",
    ),
    (
        Case(service("depends_on: {db: {condition: ready}}") + "  db: {image: x}\n"),
        "web waits for db to be `ready`, which is no state",
    ),
    (Case("services: {web: {build: .}}\n"), "web has no image, and a cluster builds none"),
    (Case(V), "volume v of compose/docker-compose-web.yml is not in the spec"),
    (Case(spec="volumes: {w: }\n"), "spec.yml:3: volume w is in no compose file of the stack"),
    (Case(V, "volumes: {v: ~/v}\n"), "spec.yml:3: volume v: nobody expands `~`"),
    (Case(V, "volumes: {v: 5}\n"), "volume v: the path is left to a template, or is no text"),
    (Case(V, "volumes: {v: ./v}\n", "k8s"), "volume v: ./v means nothing on a node of another"),
    (
        Case(V, "kind-mount-root: /srv/kind\nvolumes: {v: /srv/kind/}\n"),
        "volume v is /srv/kind itself, with the data of every stack",
    ),
    (
        Case(V, "kind-mount-root: /srv/deployments\nvolumes: {v: ./data/v}\n"),
        "the deployment directory lies below /srv/deployments",
    ),
    (Case(V, "kind-mount-root: ./kind\nvolumes: {v: /v}\n"), "./kind is no absolute path"),
    (
        Case(
            service("volumes: ['v:/v', 'w:/w']", "v", "w"),
            "kind-mount-root: /srv/kind\nvolumes: {v: /data/v, w: /srv/kind/v}\n",
        ),
        "/srv/kind/v and /data/v would be /mnt/v and /mnt/v in the node, one over the other",
    ),
    (
        Case(
            service("volumes: ['v:/v', 'w:/w']", "v", "w"),
            "kind-mount-root: /srv/kind\nvolumes: {w: /srv/kind/v/w, v: /data/v}\n",
        ),
        "/data/v and /srv/kind/v/w would be /mnt/v and /mnt/v/w in the node, one over the other",
    ),
    (Case(spec="---\na: 1\n"), "spec.yml:1: several documents stand in one file"),
    (Case(spec="replicas: three\n"), "replicas: `three` is no whole number"),
    (Case(V, "replicas: 2\nvolumes: {v: }\n"), "replicas: 2 pods would write to one volume"),
    (Case(spec="namespace: Bad_NS\n"), "namespace Bad_NS is none that a cluster takes"),
    (Case(spec="security: {privileged: yes}\n"), "security.privileged: `yes` is neither true"),
    (Case(spec="labels: {app: mine}\n"), "labels.app is how the pods are found"),
    (
        Case(spec="resources: {containers: {limits: {memory: lots}}}\n"),
        "memory `lots` is no size",
    ),
    (Case(spec="resources: {containers: {limits: {cpus: 500m}}}\n"), "cpus `500m` is no number"),
    (Case(spec="config: {A: [1]}\n"), "config A is a list or a mapping"),
    (Case(spec="config: {A: 'x${HOME}y'}\n"), "config A holds ${HOME}, which is filled by"),
    (Case(spec="config: {A: 'x$generate:hex:3$'}\n"), "config A: the whole value is replaced"),
    (
        Case(service("ports: ['$PW:80']"), "config: {PW: $generate:hex:8$}\n"),
        "docker-compose-web.yml:4: a generated value can only stand in `environment`, `command`",
    ),
    (
        Case(service("healthcheck: {test: 'ping $PW'}"), "config: {PW: $generate:hex:8$}\n"),
        "docker-compose-web.yml:4: a generated value can only stand in `environment`, `command`",
    ),
    (
        Case("services: {web: {image: 'a:${PW}'}}\n", "config: {PW: '$generate:hex:8$'}\n"),
        "docker-compose-web.yml:1: a generated value can only stand in `environment`, `command`",
    ),
    (
        Case(spec="node-affinities: [{label: a}, {value: b}]\n"),
        "spec.yml:3: node-affinities takes entries with `label` and `value`",
    ),
    (Case(spec="node-affinities: [{label: a, value: [b]}]\n"), "entries with `label` and `value`"),
    (Case(spec="maintenance-service: web:80\n"), "maintenance-service is not supported"),
    (
        Case(spec="ca-certificates: a.pem\n"),
        "spec.yml:3: ca-certificates has to be a list",
    ),
    (Case(spec="ca-certificates: [a.pem, {}]\n"), "ca-certificates has to be a list of paths"),
    (
        Case(spec="ca-certificates: [a.der]\n", certificates={"a.der": b"\x30\x82"}),
        "a.der is no certificate in PEM form",
    ),
    (Case(spec="external-services: {a: x}\n"), "spec.yml:3: external service a needs one of"),
    (Case(spec="external-services: {a: {host: b.c, ip: 10.0.0.5}}\n"), "needs one of `host`"),
    (Case(spec="external-services: {A_b: {host: b.c}}\n"), "A_b is no name in a cluster: it has"),
    (Case(spec="external-services: {web: {host: b.c}}\n"), "web: the stack has a service of that"),
    (Case(spec="external-services: {a: {host: 10.0.0.5}}\n"), "10.0.0.5 is none: write it under"),
    (Case(spec="external-services: {a: {host: b_c}}\n"), "`b_c` is no name of a host"),
    (Case(spec="external-services: {a: {ip: b.c}}\n"), "`b.c` is no address: write a name under"),
    (
        Case(spec="external-services: {a: {ip: 127.0.0.1}}\n"),
        "127.0.0.1 is another one in",
    ),
    (Case(spec="external-services: {a: {ip: '::'}}\n"), ":: is another one in each pod"),
    (Case(spec="external-services: {a: {host: b.c, port: http}}\n"), "a: `http` is no port"),
    (Case(spec="external-services: {a: {host: b.c, port: 0}}\n"), "a: `0` is no port"),
    (Case(spec="external-services: {a: {selector: {app: x}}}\n"), "a `selector` needs labels, and"),
    (Case(spec="external-services: {a: {selector: x, namespace: y}}\n"), "a `selector` needs"),
    (Case(spec="image-pull-secret: {server: r}\n"), "image-pull-secret needs `server`, `username`"),
    (Case(spec="replicas: -1\n"), "replicas: `-1` is no whole number"),
    (Case(spec="registry-credentials: {server: a}\n"), "it is `image-pull-secret` now"),
    (
        Case(
            spec="network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: x:1}]}]}\n"
        ),
        "route / leads to `x:1`, which is no `service:port`",
    ),
    (Case(spec="network: {http-proxy: [{routes: []}]}\n"), "has no `host-name`"),
    (Case(V, "volumes: {v: ~/v}\n", "compose"), "volume v: nobody expands `~`"),
    (Case(spec="volumes: {w: ./w}\n", target="compose"), "volume w is in no compose file"),
    (
        Case(V, "volumes: {v: }\nconfigmaps: {v: /etc/x}\n"),
        "config map v comes from the host that deploys",
    ),
    (
        Case(V, "configmaps: {v: some/where}\n"),
        "config map v: there is no directory some/where in the repository",
    ),
]


UNHEARD = (
    # Of these, the machine decides.
    "the deployment directory lies below /srv/deployments",
    "a.der is no certificate in PEM form",
)
"""What only our deployer refuses, and the linter tells less of than an error, or nothing."""


@pytest.mark.parametrize(("case", "sentence"), REFUSALS, ids=[words for _, words in REFUSALS])
def test_what_is_refused_is_an_error_of_the_linter(case: Case, sentence: str) -> None:
    world = World(deployer=Deployer.STACKLINT)
    found = lint({**files_of(case), "kc.yml": ""}, world=world).findings
    errors = {x.rule for x in found if x.severity is Severity.ERROR}
    assert bool(errors) != (sentence in UNHEARD), errors


@pytest.mark.parametrize(("case", "sentence"), REFUSALS, ids=[words for _, words in REFUSALS])
def test_what_has_no_right_form_is_refused(case: Case, sentence: str) -> None:
    with pytest.raises(CannotRender) as refused:
        made(case)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


ROUTED = "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]}\n"
OVERRIDDEN = "image-overrides: {web: nginx}\n"
TAKEN = [
    Case("services: {web: {build: .}}\n", OVERRIDDEN),
    Case("services: {web: {image: '$I'}}\n", OVERRIDDEN),
    Case("services: {web: {image: '${I:?}'}}\n", OVERRIDDEN),
    Case("services: {web: {image: 'a:$I'}}\n", f"config: {{I: $generate:hex:4$}}\n{OVERRIDDEN}"),
    Case("services: {web: {image: nginx}, once: {build: ., profiles: [p]}}\n"),
    Case(service("extends: db") + "  db: {image: x}\n"),
    Case(spec="maintenance-service: web:80\n", target="compose"),
    Case(spec="maintenance-service:\n"),
    *(
        Case(service(f"healthcheck: {{test: x, interval: {text}, start_period: {text}}}"))
        for text in ("1.5m", ".5s", "500us", "1h30m", "0", "0s", "+2s", "1m1.5s", "")
    ),
    Case(spec="resources: {containers: {limits: {memory: , cpus: null}}}\n"),
    *(
        Case(service(text), f"config: {{PW: $generate:hex:8$}}\n{more}")
        for text, more in (
            ("command: [run, '$PW']\nentrypoint: sh $PW\nenvironment: {A: 'x$PW'}", ""),
            ("labels: {a: $PW}\nworking_dir: '/a${PW:+b}'", ""),
            ("ports: ['$PW:80']", "network: {ports: {web: ['80']}}\n"),
            ("healthcheck: {test: 'ping $PW'}", ROUTED),
        )
    ),
    # Nobody reads these.
    Case(service("environment: ['A=${B:?say it}']"), "config: {A: b}\n"),
    Case(service("environment: ['A=${C:-${B:?say it}}']"), "config: {C: b}\n"),
    Case(service("labels: {a: '${B:?say it}'}\nprofiles: [p]\nports: ['$P']")),
    Case(service("ports: ['$P']"), "network: {ports: {web: ['80']}}\n"),
    Case(service("ports: ['$P']"), "config: {P: 80}\n"),
    Case(service("ports: ['$P:80', '${Q:-81}']")),
    Case(service("volumes: ['../config/${V}a:/a:ro']"), files={"config/a": ""}),
    Case(service("healthcheck: {test: [NONE], interval: 5}")),
    Case(service("healthcheck: {test: x, disable: yes, interval: 5}")),
    Case(service("healthcheck: {interval: 5}")),
    Case(service("healthcheck: {test: x, start_period: 5}")),
    Case(service("healthcheck: {test: x, interval: 5}\nports: ['80']"), ROUTED),
    Case(service("profiles: [p]\nhealthcheck: {test: x, interval: 5}")),
    Case(service("depends_on: {db: {condition: service_started, required: False}}")),
    Case(service("env_file: ../config.env")),
    Case(service("profiles: [p]\nenv_file: none.env\ndepends_on: [none]")),
]


@pytest.mark.parametrize("case", TAKEN, ids=str)
def test_what_works_is_neither_refused_nor_an_error(case: Case) -> None:
    assert made(case).resources
    found = lint(files_of(case), world=World(deployer=Deployer.STACKLINT)).findings
    assert [x.rule for x in found if x.severity is Severity.ERROR] == []
