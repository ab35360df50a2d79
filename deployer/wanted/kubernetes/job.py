"""Jobs: one for each job file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.pod import neighbours, pod_spec
from deployer.wanted.resource import Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data


def jobs(frame: Frame) -> Iterator[Resource]:
    """Give the Jobs, which run once."""
    for job in frame.stack.jobs:
        if not job.compose.services:
            continue
        text = f"job-{job.name}"
        labels = {**frame.labels, "app": f"{frame.identity.deployment_id}-job"}
        pod = {**pod_spec(job, frame), **neighbours(job), "restartPolicy": "Never"}
        template: dict[str, Data] = {"metadata": {"labels": labels}, "spec": pod}
        body: dict[str, Data] = {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": frame.metadata(text),
            "spec": {"backoffLimit": 0, "template": template},
        }
        at = job.compose.services[0].at
        yield Resource(frame.key("Job", text), body, Role.JOB, job.name, "runs once", at)
