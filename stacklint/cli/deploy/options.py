"""The options of what `deploy` can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

TARGETS = ("compose", "k8s-kind", "k8s")

_WAYS = {
    "--adopt": "the new place of this volume holds its data already",
    "--fresh": "let this volume start empty; the old data is kept",
    "--migrate": "copy the data of this volume to its new place; the old is kept",
}


def add_where(parser: argparse.ArgumentParser) -> None:
    """Add where the configuration is."""
    parser.add_argument("--config", metavar="FILE", help="read this configuration of stacklint")
    parser.add_argument("--isolated", action="store_true", help="read no configuration")


def add_judged(parser: argparse.ArgumentParser) -> None:
    """Add what a judgement of the linter needs."""
    add_where(parser)
    parser.add_argument("--baseline", metavar="FILE", help="the baseline, if not where it belongs")


def add_hooks(parser: argparse.ArgumentParser) -> None:
    """Add that code of the stack may run."""
    parser.add_argument(
        "--run-hooks", action="store_true", help="run deploy/commands.py of the stack: you read it"
    )


def add_init(parser: argparse.ArgumentParser) -> None:
    """Add the options of `init`."""
    parser.add_argument("--stack", metavar="PATH", help="the stack: a folder with a stack.yml")
    parser.add_argument(
        "--deploy-to", metavar="TARGET", choices=TARGETS, help="compose, k8s-kind or k8s"
    )
    parser.add_argument("--output", metavar="SPEC", required=True, help="the spec to write")
    parser.add_argument(
        "--volume-root", metavar="DIR", help="the host directory below which volumes get their path"
    )
    parser.add_argument(
        "--storage-class",
        metavar="NAME",
        help="the default storage class of the cluster makes the volumes (k8s)",
    )
    parser.add_argument("--kube-config", metavar="FILE", help="how to reach the cluster (k8s)")
    parser.add_argument(
        "--merge",
        action="store_true",
        help="add to the spec that is there what its stack gained, all else as it is",
    )
    add_hooks(parser)
    add_where(parser)


def add_create(parser: argparse.ArgumentParser) -> None:
    """Add the options of `create`."""
    parser.add_argument("--spec-file", metavar="SPEC", required=True, help="the spec, in git")
    parser.add_argument(
        "--deployment-dir", metavar="DIR", required=True, help="the directory to make"
    )
    add_hooks(parser)
    add_judged(parser)


def add_dir(parser: argparse.ArgumentParser) -> None:
    """Add which deployment it is, and how it is shown."""
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def add_confirmed(parser: argparse.ArgumentParser) -> None:
    """Add how a run is confirmed, and how long it waits."""
    parser.add_argument("--plan", metavar="HASH", help="do what that plan says, or nothing")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=600.0, help="how long to get ready in"
    )
    parser.add_argument(
        "--settle", metavar="SECONDS", type=float, default=20.0, help="how long to stay ready for"
    )


def add_start(parser: argparse.ArgumentParser) -> None:
    """Add the options of `start`."""
    add_dir(parser)
    add_confirmed(parser)
    add_ways(parser)


def add_ways(parser: argparse.ArgumentParser) -> None:
    """Add the ways through for volumes, and what a target may need."""
    for option, words in _WAYS.items():
        parser.add_argument(option, metavar="VOLUME", action="append", help=words)
    parser.add_argument(
        "--kind-node-image", metavar="IMAGE", help="what a new kind cluster is made of"
    )
    parser.add_argument(
        "--cluster-objects",
        action="store_true",
        help="change what other deployments of the cluster use too, such as its ingress",
    )
    parser.add_argument(
        "--host-names", action="store_true", help="serve other host names than the last revision"
    )
    add_hooks(parser)


def add_ended(parser: argparse.ArgumentParser) -> None:
    """Add the options of what ends a deployment."""
    add_dir(parser)
    add_confirmed(parser)


def add_exec(parser: argparse.ArgumentParser) -> None:
    """Add the options of `exec`."""
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("service", metavar="SERVICE", help="its name in the compose file")
    parser.add_argument("command", metavar="COMMAND", nargs="+", help="what to run, behind `--`")


def add_logs(parser: argparse.ArgumentParser) -> None:
    """Add the options of `logs`."""
    parser.add_argument("--dir", metavar="DIR", required=True, help="the deployment directory")
    parser.add_argument("service", metavar="SERVICE", help="its name in the compose file")
    parser.add_argument("--follow", action="store_true", help="go on, until you interrupt it")
    parser.add_argument("--tail", metavar="LINES", type=int, help="the last lines alone")


def add_destroy(parser: argparse.ArgumentParser) -> None:
    """Add the options of `destroy`."""
    add_ended(parser)
    parser.add_argument(
        "--volumes",
        metavar="NAME",
        nargs="+",
        action="extend",
        help="remove these volumes too, with all that is in them; a host directory stays",
    )


def add_restart(parser: argparse.ArgumentParser) -> None:
    """Add the options of `restart`."""
    add_start(parser)
    parser.add_argument("--spec-file", metavar="SPEC", help="the spec to deploy from now on")
    parser.add_argument("--rev", metavar="COMMIT", help="deploy this commit, and stay where it is")
    parser.add_argument("--no-pull", action="store_true", help="deploy what is checked out")
    add_judged(parser)


def add_plan(parser: argparse.ArgumentParser) -> None:
    """Add the options of `plan`."""
    parser.add_argument("--spec-file", metavar="SPEC", help="a spec, for its first deployment")
    parser.add_argument("--dir", metavar="DIR", help="a deployment, for its next revision")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rev", metavar="COMMIT", help="with --dir: plan for this commit")
    parser.add_argument("--exit-code", action="store_true", help="exit 10 where something changes")
    add_ways(parser)
    add_judged(parser)


def add_adopt(parser: argparse.ArgumentParser) -> None:
    """Add the options of `adopt`."""
    add_dir(parser)
    parser.add_argument("--spec-file", metavar="SPEC", help="the spec in git that it is made of")
    parser.add_argument("--yes", action="store_true", help="do it, and not only show it")
    add_where(parser)
