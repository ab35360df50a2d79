"""A small deployment of a real repository on the shared cluster, and what looks at it directly."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import yaml

from tests.deployer.lab.notes import SETTINGS, Site
from tests.running import commit_all, git, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deployer.lab.notes import Done

QUICK = ("--yes", "--settle", "1", "--timeout", "60")
COMPOSE = """\
services:
  web:
    image: lab/web:1
    init: true
    environment:
      GREETING: ${GREETING}
    volumes:
      - NAME-files:/data
    ports: ["80"]
volumes:
  NAME-files:
"""
_SETTINGS = SETTINGS.replace("  APP_TOKEN: $generate:hex:16$\n", "")


class Small(NamedTuple):
    """A deployment, and its cluster by the kubeconfig of who made that."""

    site: Site
    name: str
    kubeconfig: Path

    @property
    def namespace(self) -> str:
        """Where its objects are."""
        return f"laconic-{self.name}"

    def kubectl(self, *words: str, told: str | None = None) -> str:
        """Ask the cluster itself."""
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), "-n", self.namespace, *words]
        done = subprocess.run(
            command, input=told, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def inside(self, script: str) -> str:
        """Run a script where its data is."""
        (deployment,) = self.kubectl("get", "deployment", "-o", "name").split()
        return self.kubectl("exec", deployment, "--", "sh", "-c", script).strip()

    def run(self, action: str, *words: str) -> Done:
        """Run a command on it, and see that it ends as a program should."""
        done = self.site.run("deploy", action, "--dir", str(self.site.place), *QUICK, *words)
        assert "Traceback" not in done.all, done.all
        assert done.code != 70, done.all
        return done

    def greet(self, words: str) -> None:
        """Change a setting, and commit that."""
        spec = self.site.repo / "spec.yml"
        found = yaml.safe_load(spec.read_text(encoding="utf-8"))["config"]["GREETING"]
        self.site.commit("spec.yml", f"GREETING: {found}\n", f"GREETING: {words}\n")

    def remove(self) -> None:
        """Take all of it away; only who comes with its name again waits for that."""
        later = ("--ignore-not-found", "--wait=false")
        self.kubectl("delete", "namespace", self.namespace, *later)
        self.kubectl("delete", "pv", "-l", f"app.kubernetes.io/stack={self.name}", *later)


def small(folder: Path, name: str, kubeconfig: Path, given: Path | None = None) -> Iterator[Small]:
    """Make the repository and the directory; `given` is the kubeconfig that the operator has."""
    site = Site(folder / "repo", folder / "deployment")
    files = {
        f"stacks/{name}/stack.yml": f"version: '1.0'\nname: {name}\npods:\n  - {name}\n",
        f"compose/docker-compose-{name}.yml": COMPOSE.replace("NAME", name),
    }
    write(site.repo, files)
    git(site.repo, "init", "--quiet")
    commit_all(site.repo)
    options = ("--volume-root", f"/srv/{os.getpid()}", "--kube-config", str(given or kubeconfig))
    begun = ("deploy", "init", "--stack", f"stacks/{name}", "--deploy-to", "k8s", *options)
    done = site.run(*begun, "--output", "spec.yml")
    assert done.code == 0, done.all
    spec = site.repo / "spec.yml"
    text = spec.read_text(encoding="utf-8").replace("config: {}\n", "")
    spec.write_text(f"{text}{_SETTINGS}image-pull-policy: IfNotPresent\n", encoding="utf-8")
    commit_all(site.repo)
    made = ("--spec-file", "spec.yml", "--deployment-dir", str(site.place))
    done = site.run("deploy", "create", *made)
    assert done.code == 0, done.all
    found = Small(site, name, kubeconfig)
    found.kubectl("wait", "--for=delete", f"namespace/{found.namespace}", "--timeout=60s")
    yield found
    found.remove()
