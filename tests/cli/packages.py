"""Tiny packages with rules, as they lie in `site-packages`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RULES = '''\
"""Rules of Acme."""

from pathlib import Path

from stacklint.plugin import Fix, Harm, Hit, Offer, Plugin, Safety, Severity, SetValue, Spec, rule


@rule(category="acme", severity=Severity.ERROR, harm=Harm.MEANING, fix=Safety.SAFE)
def no_latest(spec: Spec):
    """Image override that moves."""
    for entry in spec.section("image-overrides").entries:
        image = spec.text("image-overrides", entry.name)
        if image is not None and image.endswith(":latest"):
            at = spec.at("image-overrides", entry.name)
            change = SetValue(at.path, image.removesuffix("latest") + "1")
            yield Hit(at.value, f"{entry.name} runs {image}", Fix("pin it", Safety.SAFE, (change,)))


PLUGIN = Plugin((Offer(no_latest, on=("image-overrides",)),), pages=Path(__file__).parent / "pages")
'''

PAGES = {"pages/no-latest.md": "# no-latest\n\nAn image moves.\n\n```yaml bad at=a\na: b\n```\n"}


def package(
    folder: Path,
    module: str = RULES,
    *,
    name: str = "acme-rules",
    point: str = "PLUGIN",
    **more: str,
) -> Path:
    """Put a package into a folder, as pip would; `more` are files beside its module."""
    module_name = name.replace("-", "_")
    info = f"{module_name}-1.2.dist-info"
    points = f"[stacklint.rules]\nacme = {module_name}:{point}\n" if point else ""
    files: Mapping[str, str] = {
        f"{module_name}.py": module,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n",
        f"{info}/entry_points.txt": points,
        **more,
    }
    write(folder, files)
    return folder


def path_with(*folders: Path) -> dict[str, str]:
    """Give the environment in which packages lie in these folders."""
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return {"PYTHONPATH": os.pathsep.join(filter(None, [*map(str, folders), *before]))}
