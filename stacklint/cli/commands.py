"""The commands that there are, and the arguments of all but `check`, which hooks type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.cli.arguments import add_check

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def _add_where(parser: argparse.ArgumentParser) -> None:
    """Add what every command that lints needs to find its way."""
    _add_configuration(parser)
    parser.add_argument("--baseline", metavar="FILE", help="the baseline, if not where it belongs")
    parser.set_defaults(select=(), ignore=(), profile=None)


def _add_allow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="the rule to allow")
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        default=".",
        help="a file, FILE:LINE as reports print it, or a directory",
    )
    parser.add_argument("--reason", required=True, help="why this is right as it is")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="the day on which it ends")
    _add_where(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", help="the rule to explain")
    _add_format_and_config(parser)


def _add_rules(parser: argparse.ArgumentParser) -> None:
    _add_format_and_config(parser)


def _add_format_and_config(parser: argparse.ArgumentParser) -> None:
    """Add what a command about rules needs: a configuration may bring some along."""
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    _add_configuration(parser)


def _add_configuration(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", help="read this configuration")
    parser.add_argument("--isolated", action="store_true", help="read no configuration")


def _add_schema(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name",
        metavar="NAME",
        choices=("spec", "stack", "report", "volumes", "live", "config"),
        help="spec, stack, report, volumes, live or config",
    )


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="where to look from")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _add_configuration(parser)


def _add_suppressions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or directories")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _add_where(parser)


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        metavar="ACTION",
        choices=("create", "update", "check"),
        help="create: accept what is found now; update: take out what is found no more; check: fail"
        " where there is such",
    )
    _add_where(parser)


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="the repository")
    _add_where(parser)


def _add_volumes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="SPEC",
        help="specs, or directories of them; with --live, directories of deployments",
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="ask docker and kind clusters of this host where the bytes are; changes nothing",
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    _add_configuration(parser)


def _add_lsp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        metavar="ACTION",
        nargs="?",
        choices=("serve", "look", "allow"),
        default="serve",
        help="serve: speak the Language Server Protocol on standard input and output, as without an"
        " action; look: what the server asks, once: texts by path as JSON in, reports out; allow: a"
        " text with the comment that allows a finding, as JSON in, the text out",
    )
    # An editor has many repositories open: each brings its own.
    own = {"config": None, "isolated": False, "baseline": None}
    parser.set_defaults(select=(), ignore=(), profile=None, **own)


def _add_deploy(parser: argparse.ArgumentParser) -> None:
    from stacklint.cli.deploy import add_actions  # noqa: PLC0415 -- only for those who deploy

    add_actions(parser)


COMMANDS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("lint specs", "stacklint check envs/prod.yml --format concise", add_check),
    "allow": (
        "write a suppression where it belongs",
        'stacklint allow empty-volume-holds-data envs/prod.yml:14 --reason "a cache, OPS-12"',
        _add_allow,
    ),
    "explain": ("print the page of a rule", "stacklint explain regenerated-spec", _add_explain),
    "rules": ("list the rules", "stacklint rules --format json", _add_rules),
    "schema": ("print a JSON Schema", "stacklint schema spec > spec.schema.json", _add_schema),
    "config": ("print the settings in force", "stacklint config", _add_config),
    "suppressions": (
        "list every suppression with its reason",
        "stacklint suppressions envs",
        _add_suppressions,
    ),
    "baseline": (
        "accept what is found now, and let it only shrink",
        "stacklint baseline update",
        _add_baseline,
    ),
    "init": ("fit stacklint to a repository", "stacklint init", _add_init),
    "volumes": (
        "show where volumes lie, who mounts them, and what they outlive",
        "stacklint volumes envs/prod.yml; on a host with deployments: stacklint volumes --live",
        _add_volumes,
    ),
    "lsp": ("serve an editor", "stacklint lsp, which an editor starts", _add_lsp),
    "deploy": (
        "make deployments",
        "stacklint deploy create --spec-file envs/prod.yml --deployment-dir /srv/deployments/notes",
        _add_deploy,
    ),
}
"""The commands that there are: what each does, an example, and its arguments."""
