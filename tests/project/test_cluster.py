"""On a cluster that was started by its own commands: the same bytes as on one machine, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from crowd import Crowd

pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows 没有 SIGKILL")]

_NAMES = [f"{number:02}慢.html" for number in range(32)]


class Cluster:
    """A scheduler and its workers, each a process started as a technician would start it."""

    def __init__(self, crowd: Crowd, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.crowd = crowd
        self._folder = folder
        self._processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", str(port))]
        self.workers = [self._start("worker", self.address, "--nthreads", "1", "--no-nanny") for _ in range(2)]

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard"],
            env=self.crowd.environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        for process in (*self.workers, *self._processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    made = Cluster(Crowd(folder), folder)
    yield made
    made.stop()


@pytest.fixture
def crowd(cluster: Cluster) -> Crowd:
    """What the workers know of, without reports."""
    for file in cluster.crowd.reports.iterdir():
        file.unlink()
    cluster.crowd.log.write_text("", "utf-8")
    return cluster.crowd


def test_a_file_that_takes_its_process_down_costs_no_worker(crowd: Crowd, cluster: Cluster) -> None:
    crowd.add("1.html", "2崩溃.html", "3.html")
    here = crowd.audit("--no-cache", "--processes", "1", statuses=[3])
    judged = crowd.judged()
    assert crowd.audit("--no-cache", "--cluster", cluster.address, statuses=[3]) == here
    assert sorted(crowd.judged()) == sorted(judged * 2)
    assert all(worker.poll() is None for worker in cluster.workers)


def test_files_behind_an_address(crowd: Crowd, cluster: Cluster, tmp_path: Path) -> None:
    crowd.add("1.html", "2.html", "3.html")
    (crowd.reports / "README.md").write_text("说明", "utf-8")
    here = crowd.audit("--no-cache")
    there = copytree(crowd.reports, tmp_path / "there")
    plain = crowd.command("--cluster", cluster.address)
    plain[plain.index(str(crowd.reports))] = f"file://{there}"
    runs = [
        subprocess.run(plain, env=crowd.environment, capture_output=True, timeout=120, check=True) for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.replace(f"file://{there}".encode(), bytes(crowd.reports)) == here
    assert len(crowd.judged()) == 6  # the second time they came from the cache


def test_a_lost_worker_costs_nothing(crowd: Crowd, cluster: Cluster) -> None:
    crowd.add(*_NAMES)
    run = crowd.start("--no-cache", "--cluster", cluster.address)
    _wait_for(lambda: len(crowd.judged()) >= 12)
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err.decode()
    on_cluster = crowd.judged()
    assert set(on_cluster) == set(_NAMES)
    assert max(on_cluster.count(name) for name in _NAMES) <= 2
    assert out == crowd.audit("--no-cache")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "无此地址"])
def test_a_scheduler_that_is_not_there_is_told(crowd: Crowd, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from hegui.errors import UsageError
    from hegui.project import cluster
    from hegui.project.auditor import Recipe

    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with pytest.raises(UsageError, match="连不上"):
        cluster.on_cluster(Recipe(), address)


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(900):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("未等到")
