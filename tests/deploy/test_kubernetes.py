"""The Kubernetes manifests: what they name is there, and what they say fits together."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml

from palaver.project.environment import EVERY_INTERFACE
from tests.deploy.dockerfile import steps
from tests.deploy.making_sense import ending_time, nonsense, refusal, unknown
from tests.running import ROOT, Palaver

KUBERNETES = ROOT / "deploy" / "kubernetes"
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
GUIDE = (ROOT / "docs" / "deployment.md").read_text()
IN_SECRET = re.compile(r"--from-literal=(\w+)=(\S*)")
SECRET_KEY = "x" * 64
TEMPORARY = "/tmp"  # noqa: S108  the container's
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
Manifest = dict[str, Any]


def _manifests() -> Iterator[Manifest]:
    for name in KUSTOMIZATION["resources"]:
        yield from yaml.safe_load_all((KUBERNETES / name).read_text())


MANIFESTS = {(it["kind"], it["metadata"]["name"]): it for it in _manifests()}
CONFIGURATION: dict[str, str] = MANIFESTS["ConfigMap", "palaver"]["data"]
PODS = {
    name: it["spec"]["template"]
    for (kind, name), it in MANIFESTS.items()
    if kind in ("Deployment", "Job")
}
WEB, WORKER = "palaver-web", "palaver-worker"


def test_every_manifest_is_applied() -> None:
    names = {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}

    assert set(KUSTOMIZATION["resources"]) == names


@pytest.mark.parametrize("name", PODS)
def test_palaver_understands_what_it_is_told(name: str, tmp_path: Path) -> None:
    container = _container(name)
    own = {one["name"]: one["value"] for one in container.get("env", ())}
    secret = dict(IN_SECRET.findall(GUIDE)) | {"PALAVER_SECRET_KEY": SECRET_KEY}
    variables = {**secret, **CONFIGURATION, **own}

    assert container["envFrom"] == [
        {"configMapRef": {"name": "palaver"}},
        {"secretRef": {"name": "palaver"}},
    ]
    assert secret.keys() == set(re.findall(r"--from-literal=(\w+)", GUIDE)) >= {"DATABASE_URL"}
    assert refusal(container["args"], tmp_path) == ""
    assert unknown(variables) == set()
    assert nonsense(variables, tmp_path) == ""
    assert variables["HOST"] in EVERY_INTERFACE


@pytest.mark.parametrize("name", PODS)
def test_no_variable_of_the_cluster_s_looks_like_palavers(name: str) -> None:
    assert PODS[name]["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize("name", PODS)
def test_it_runs_as_the_images_user_and_writes_its_volumes_only(name: str) -> None:
    container, said = _container(name), dict(steps((ROOT / "deploy/Dockerfile").read_text()))
    pod = PODS[name]["spec"]
    mounted = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}

    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert (
        f"--uid {pod['securityContext']['runAsUser']} " in (ROOT / "deploy/Dockerfile").read_text()
    )
    assert mounted == {"data": said["VOLUME"], "temporary": TEMPORARY}
    assert {volume["name"] for volume in pod["volumes"]} == set(mounted)


@pytest.mark.parametrize("name", PODS)
def test_its_image_is_named_in_one_place(name: str) -> None:
    (image,) = KUSTOMIZATION["images"]

    assert _container(name)["image"] == image["name"]


def test_what_is_selected_is_labelled_so() -> None:
    for (kind, name), manifest in MANIFESTS.items():
        if kind == "Deployment":
            labels = PODS[name]["metadata"]["labels"]
            assert manifest["spec"]["selector"]["matchLabels"] == labels
            for spread in PODS[name]["spec"].get("topologySpreadConstraints", ()):
                assert spread["labelSelector"]["matchLabels"] == labels
        if kind == "PodDisruptionBudget":
            labels = PODS[name]["metadata"]["labels"]
            assert manifest["spec"]["selector"]["matchLabels"] == labels
    service = MANIFESTS["Service", "palaver"]["spec"]
    assert service["selector"] == PODS[WEB]["metadata"]["labels"]


def test_a_request_finds_its_way_to_the_server() -> None:
    ingress = MANIFESTS["Ingress", "palaver"]["spec"]
    (rule,) = ingress["rules"]
    (path,) = rule["http"]["paths"]
    backend = path["backend"]["service"]
    (of_service,) = MANIFESTS["Service", backend["name"]]["spec"]["ports"]
    (of_web,) = _container(WEB)["ports"]
    said = dict(steps((ROOT / "deploy/Dockerfile").read_text()))

    assert rule["host"] in CONFIGURATION["PALAVER_ALLOWED_HOSTS"].split(",")
    assert ingress["tls"][0]["hosts"] == [rule["host"]]
    assert CONFIGURATION["PALAVER_HTTPS"] == "yes"
    assert backend["port"]["name"] == of_service["name"]
    assert of_service["targetPort"] == of_web["name"]
    assert str(of_web["containerPort"]) == said["EXPOSE"]


def test_probes_ask_what_answers(palaver: Palaver) -> None:
    (of_worker,) = _container(WORKER)["ports"]
    own = {one["name"]: one["value"] for one in _container(WORKER)["env"]}
    asked = [
        (name, _container(name)[probe]["httpGet"]) for name in (WEB, WORKER) for probe in PROBES
    ]

    assert own["PALAVER_METRICS_PORT"] == str(of_worker["containerPort"])
    for name, get in asked:
        assert get["port"] == _container(name)["ports"][0]["name"]
    assert {_status(palaver, path) for path in {get["path"] for _, get in asked}} == {200}
    assert _status(palaver, "/healthy") != 200


@pytest.mark.parametrize("name", [WEB, WORKER])
def test_a_process_gets_the_time_to_end(name: str) -> None:
    stop = _container(name).get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command")
    first = float(stop[1]) if stop else 0
    ending = ending_time(CONFIGURATION["PALAVER_GRACE_PERIOD"])

    assert PODS[name]["spec"]["terminationGracePeriodSeconds"] > first + ending
    assert stop is None or stop[0] == "sleep"


@pytest.mark.parametrize("name", [WEB, WORKER])
def test_a_node_can_be_emptied_and_some_go_on(name: str) -> None:
    budget = MANIFESTS["PodDisruptionBudget", name]["spec"]
    deployment = MANIFESTS["Deployment", name]["spec"]

    assert 0 < budget["minAvailable"] < deployment["replicas"]
    assert deployment["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


def test_no_secret_is_among_them() -> None:
    assert "Secret" not in {kind for kind, _ in MANIFESTS}
    assert not CONFIGURATION.keys() & set(dict(IN_SECRET.findall(GUIDE)))
    assert "password" not in json.dumps([*MANIFESTS.values()])


def _container(name: str) -> dict[str, Any]:
    (container,) = PODS[name]["spec"]["containers"]
    found: dict[str, Any] = container
    return found


def _status(palaver: Palaver, path: str) -> int:
    try:
        with urlopen(palaver.address + path) as answer:  # noqa: S310  the test's own server
            status: int = answer.status
    except HTTPError as refused:
        return refused.code
    return status
