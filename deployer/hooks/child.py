"""Runs one function of a stack's hooks, as a program of its own.

    python -P child.py FUNCTION CODE FOLDER RESULT

FOLDER is a deployment directory, or empty for `init`, whose settings go to the file RESULT as JSON.
Hooks are written for laconic-so: what they import of `stack_orchestrator` is taken from there where
it is installed, and stands for nothing otherwise, but for what is here.
"""

from __future__ import annotations

import json
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ORIGINAL = "stack_orchestrator"


class Settings:
    """A spec or a stack as hooks see it: a mapping, and a method for each of its keys."""

    def __init__(self, obj: dict[str, object], file_path: Path) -> None:
        self.obj = obj
        self.file_path = file_path
        self.name = str(obj.get("name") or obj.get("stack") or "")

    def __contains__(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self.obj

    def __getitem__(self, key: str) -> object:
        """Give what stands at a key."""
        return self.obj[key]

    def get(self, key: str, default: object = None) -> object:
        """Give what stands at a key, the default where it is not there."""
        return self.obj.get(key, default)

    def __getattr__(self, name: str) -> Callable[[], object]:
        """Give `get_http_proxy()` for `http-proxy`, at the top or below `network`."""
        if not name.startswith("get_"):
            raise AttributeError(f"{name!r} of a spec is not known to stacklint")
        key = name.removeprefix("get_").replace("_", "-")
        key = "deploy-to" if key == "deployment-type" else key
        network = self.obj.get("network")
        below = network.get(key) if isinstance(network, dict) else None
        return lambda: self.obj.get(key, below)

    def is_kubernetes_deployment(self) -> bool:
        """Tell whether it goes to a cluster."""
        return self.obj.get("deploy-to") in {"k8s", "k8s-kind"}

    def is_kind_deployment(self) -> bool:
        """Tell whether it goes to a cluster of kind."""
        return self.obj.get("deploy-to") == "k8s-kind"

    def is_docker_deployment(self) -> bool:
        """Tell whether it goes to docker compose."""
        return self.obj.get("deploy-to") == "compose"


class DeploymentContext:
    """A deployment directory as hooks see it."""

    def __init__(self, folder: Path) -> None:
        self.deployment_dir = folder
        self.spec = _settings(folder / "spec.yml")
        self.stack = _settings(folder / "stack.yml")
        ids = _settings(folder / "deployment.yml")
        self.cluster_id = str(ids["cluster-id"])
        self.id = str(ids.get("deployment-id") or self.cluster_id)
        self.deployment_id = self.id

    def get_cluster_id(self) -> str:
        """Give the name of the cluster, or of the compose project."""
        return self.cluster_id

    def get_deployment_id(self) -> str:
        """Give the name of the deployment."""
        return self.id

    def get_spec_file(self) -> Path:
        """Give the path of the spec."""
        return self.deployment_dir / "spec.yml"

    def get_stack_file(self) -> Path:
        """Give the path of the stack file."""
        return self.deployment_dir / "stack.yml"

    def get_deployment_file(self) -> Path:
        """Give the path of what names the deployment."""
        return self.deployment_dir / "deployment.yml"

    def get_env_file(self) -> Path:
        """Give the path of the variables."""
        return self.deployment_dir / "config.env"

    def get_compose_dir(self) -> Path:
        """Give the directory of the compose files."""
        return self.deployment_dir / "compose"

    def get_compose_file(self, name: str) -> Path:
        """Give the path of the compose file of a pod."""
        return self.get_compose_dir() / f"docker-compose-{name}.yml"

    def modify_yaml(self, file_path: Path, modifier_func: Callable[[object], None]) -> None:
        """Change a file of YAML in its place."""
        path = (self.deployment_dir / file_path).resolve()
        if not path.is_relative_to(self.deployment_dir.resolve()):
            raise ValueError(f"{file_path} is not in the deployment directory")
        yaml = get_yaml()
        data = yaml.load(path)
        modifier_func(data)
        yaml.dump(data, path)


class DeployCommandContext:
    """What `init` is given: there is no deployment yet."""

    def __init__(self, stack: str) -> None:
        self.stack = stack


def get_yaml() -> YAML:
    """Give a reader and writer that keeps comments and quotes."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.indent(sequence=3, offset=1)
    return yaml


_KNOWN: dict[str, object] = {
    "DeploymentContext": DeploymentContext,
    "DeployCommandContext": DeployCommandContext,
    "get_yaml": get_yaml,
    "Path": Path,
}


class _StandIn(ModuleType):
    """A module of laconic-so where that is not installed."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return _KNOWN.get(name) or _named(f"{self.__name__}.{name}")


def _named(name: str) -> type:
    """Give a class that may be named, in an annotation, and not used."""

    def refuse(self: object, *_: object, **__: object) -> None:
        raise NotImplementedError(f"{name} is of laconic-so, which is not installed here")

    return type(name.rpartition(".")[2], (), {"__init__": refuse})


class _Finder(MetaPathFinder, Loader):
    """Comes after all others, so that what is installed is used."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.partition(".")[0] != _ORIGINAL:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty: its names come to be when they are asked for."""


def _settings(path: Path) -> Settings:
    return Settings(YAML(typ="safe").load(path) or {}, path)


def _loaded(code: str) -> ModuleType:
    spec = spec_from_file_location("commands", code)
    if spec is None or spec.loader is None:
        raise ImportError(f"{code} cannot be imported")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str]) -> None:
    """Call the function; whatever it raises ends this program with its words."""
    function, code, folder, result = arguments
    sys.dont_write_bytecode = True
    sys.meta_path.append(_Finder())
    call = getattr(_loaded(code), function)
    if function == "init":
        made = call(DeployCommandContext(Path(code).parent.parent.name)) or {}
        Path(result).write_text(json.dumps(made), encoding="utf-8")
    elif function == "create":
        call(DeploymentContext(Path(folder)), ())
    else:
        call(DeploymentContext(Path(folder)))


if __name__ == "__main__":
    main(sys.argv[1:])
