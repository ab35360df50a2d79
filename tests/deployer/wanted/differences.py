"""Every way in which our objects are meant to differ from those of laconic-so.

`docs/differences.md` is made from this table. `covers` says of a difference that the golden test
found whether a row explains it; a row whose case laconic-so does not get through covers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deployer.wanted.kubernetes.frame import NAME_ANNOTATION
from tests.deployer.wanted.made import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.change import Data

_MAX_LABEL = 63


class Found(NamedTuple):
    """Two values at one path of an object; None is for what one side does not have."""

    kind: str
    path: tuple[str | int, ...]
    theirs: Data
    ours: Data


class Difference(NamedTuple):
    """What laconic-so makes, and what we do."""

    name: str
    theirs: str
    ours: str
    covers: Callable[[Found], bool] = lambda _found: False


def _is_name(found: Found) -> bool:
    """Tell whether a name, or a label that is one, is one that no API takes."""
    if found.path == ():
        annotations = at(found.ours, "metadata.annotations")
        is_mapped = isinstance(annotations, dict) and NAME_ANNOTATION in annotations
        return is_mapped or "_" in str(at(found.theirs, "metadata.name"))
    is_named = found.path[-1] in {"name", "configmap-label", "volume-label"}
    return is_named and isinstance(found.theirs, str) and len(found.theirs) > _MAX_LABEL


def _is_left_open(found: Found) -> bool:
    """Tell whether a mount of laconic-so still holds a variable that it did not fill in."""
    return "${" in str(found.theirs) or "}/" in str(found.theirs) or "emptyDir" in str(found.ours)


def _is_shared(ours: Data) -> bool:
    """Tell whether an object is one that the deployments of a cluster share."""
    labels = at(ours, "metadata.labels")
    names = labels if isinstance(labels, dict) else {}
    is_of_caddy = names.get("app.kubernetes.io/instance") == "caddy-ingress"
    return is_of_caddy or at(ours, "kind") == "RuntimeClass"


DIFFERENCES = (
    Difference(
        "environment-forms",
        "a list stops `start` with a traceback, and so does a number, `true` or `false`",
        "a list and a mapping are the same, and a value is the text that is written",
    ),
    Difference(
        "interpolation",
        "only a value that is nothing but `${X}` is filled in, and only in `environment`; of `$$`"
        " the kubelet makes `$`",
        "`${X}` is filled in as compose does it, anywhere in environment, commands, images, ports,"
        " mounts and users; what the kubelet would change is written so that it arrives",
        _is_left_open,
    ),
    Difference(
        "command-words",
        "a string is cut at blanks, quotes or not; `entrypoint` is one word",
        "a string is split as a shell splits it",
    ),
    Difference(
        "user-and-group",
        '`user: "1000:1000"` stops `start` with a traceback',
        "user and group are set; `root` is 0, any other name is refused",
    ),
    Difference(
        "mount-forms",
        "the long form and anonymous volumes stop `create` with a traceback; `ro,z` is read-write",
        "the long form is read, an anonymous volume is an empty directory, `ro` is enough",
    ),
    Difference(
        "port-forms",
        "long form, `IP:HOST:CONTAINER` and ranges stop `start` after workloads are live",
        "all are read: the address goes, a range is one node port for each number",
    ),
    Difference(
        "env-file",
        "`env_file` is ignored",
        "its variables are set, below those of `environment`",
    ),
    Difference(
        "healthcheck",
        "`healthcheck` is ignored",
        "it is the readiness probe of a container that no route leads to",
        lambda x: x.path[-1:] == ("readinessProbe",) and x.theirs is None,
    ),
    Difference(
        "start-order",
        "`depends_on` is ignored",
        "what is to be healthy, or to have ended, is an init container (one that runs on, with the"
        " healthcheck as its startup probe); the rest of a pod stands in order; across pods nobody"
        " waits, and the plan says so",
    ),
    Difference(
        "names",
        "`_`, capitals and long names reach the API, which refuses them",
        "such a name is mapped to one that is valid and stays the same; the annotation"
        " `stacklint.dev/name` keeps the one that was meant",
        _is_name,
    ),
    Difference(
        "neighbours",
        "the name of a neighbour becomes `localhost` wherever it stands in a value",
        "values stay; the names lead to the pod itself by `hostAliases`",
        lambda x: x.path[-1:] == ("hostAliases",) and x.theirs is None,
    ),
    Difference(
        "services-across-pods",
        "a service of another pod file has no name",
        "each has a headless Service of its name",
        lambda x: x.path == () and at(x.ours, "spec.clusterIP") == "None",
    ),
    Difference(
        "node-port-range",
        "a port of the host becomes the node port, which the API refuses beyond 30000 to 32767",
        "beyond that range the cluster chooses, and the plan says so",
        lambda x: x.path[-1:] == ("nodePort",) and x.ours is None,
    ),
    Difference(
        "node-port-selects-its-pod",
        "the node port of a stack with several pods leads to any of them",
        "it leads to the pod that listens",
        lambda x: x.path == ("spec", "selector", "app.kubernetes.io/component"),
    ),
    Difference(
        "sizes-as-meant",
        "`10Gi` is taken for 10,000 MB",
        "`10Gi` stays `10Gi`; the default size and sizes in `M` and `G` are the same",
    ),
    Difference(
        "config-text",
        "a value is Python's text of what YAML made of it: `True`, `1.1`, `None`; an empty one is"
        " left out",
        "a value is the text that is written; an empty one is set",
    ),
    Difference(
        "generated-secrets",
        "`$generate` values go into a Secret that no pod reads",
        "they go into the one that pods read, and `${X}` of one is filled in by the kubelet",
    ),
    Difference(
        "described-secrets",
        "`secrets.NAME.keys` makes a Secret in newer builds alone; what a container is given of one"
        " is blank",
        "the Secret is made of what they name, and `${X}` of one is filled in by the kubelet",
    ),
    Difference(
        "missing-binds",
        "a bind whose source is missing, or is not in `config`, stops `start` with a traceback",
        "it is an empty directory, as compose makes one; the plan says so",
    ),
    Difference(
        "backups",
        "`x.bak`, which `restart` leaves beside a file `x` that it replaced, becomes a key of the"
        " ConfigMap",
        "it is left out, and the plan says so",
    ),
    Difference(
        "node-binds",
        "an absolute bind takes files of the deploying host into a ConfigMap, or stops `create`",
        "one that is read only is the directory of the node; one to write to is refused",
    ),
    Difference(
        "profiles",
        "a service with `profiles` is deployed",
        "it is left out, as compose leaves it out; the plan says so",
    ),
    Difference(
        "working-directory",
        "`working_dir`, `tty` and `stdin_open` are ignored",
        "they are set",
    ),
    Difference(
        "capabilities",
        "`CAP_NET_ADMIN` reaches the API, and the container runs without it",
        "it is written `NET_ADMIN`",
    ),
    Difference(
        "ca-certificates",
        "a file is read at each `start`; one that is missing is a warning, and trusted by nobody",
        "`create` keeps a copy, and refuses a file that is missing or no certificate",
    ),
    Difference(
        "external-services",
        "a `selector` is looked up once, and the addresses that its pods have then stay; a port in"
        " quotes stops `start`; an entry that makes no sense is passed over",
        "a Service beside those pods follows them, and the name leads to it; such a port is a"
        " number; such an entry is refused",
    ),
    Difference(
        "cluster-wide",
        "Caddy is installed by whoever starts first with `--perform-cluster-management`, also"
        " without routes, before any object of the stack, and waited for; the RuntimeClass of"
        " `unlimited-memlock` needs that option too",
        "on kind, both are in the plan where the spec asks for them, and no workload waits for"
        " Caddy; its certificates are copied for root alone, and never from an empty list",
        lambda x: x.path == () and x.theirs is None and _is_shared(x.ours),
    ),
    Difference(
        "mount-root",
        "what begins with the text of `kind-mount-root` counts as below it",
        "paths are compared part by part; two directories at one place of the node, and the root"
        " itself, are refused",
    ),
    Difference(
        "kind-config",
        "a path with ` #` is cut in `kind-config.yml`, a mount may stand twice, and what only a job"
        " mounts is missing",
        "such a path is quoted, each mount stands once, and those of jobs are there",
    ),
    Difference(
        "compose-devices",
        "on compose `data/x` and `../x` are bound at `.data/x` and `.../x`",
        "they are bound at the directory that they name from the deployment directory on",
    ),
    Difference(
        "empty-sections",
        "`network:` or `secrets:` with nothing behind it, and `command:` of a service, stop with a"
        " traceback",
        "they are as if they were not there",
    ),
    Difference(
        "image-registry",
        "with `image-registry`, an image without a tag, of three parts or with a digest stops"
        " `start` with a traceback",
        "only images that end in `:local` come from that registry, and the others stay as they are",
    ),
)


def differences_page() -> str:
    """Write `docs/differences.md`."""
    head = (
        "# Where we differ from laconic-so\n\nGenerated by `make docs` from"
        " `tests/deployer/wanted/differences.py`. Everything else is made object for object as\n"
        "laconic-so makes it, and what has no right form is refused in one sentence.\n\n"
        "| difference | laconic-so | stacklint |\n| --- | --- | --- |\n"
    )
    return head + "".join(f"| {x.name} | {x.theirs} | {x.ours} |\n" for x in DIFFERENCES)
