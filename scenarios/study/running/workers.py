"""Worker processes, here or on a cluster, behind one interface: `concurrent.futures.Executor`.

loky gives processes of this machine, dask.distributed those of any number of machines; both hand out futures, so that
whoever uses them writes one loop. A worker has one thread, because a sum split over threads may round differently.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING, Any, TypeVar

from scenarios.collecting import collect_seldom
from scenarios.errors import InputError, one_line

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")

ONE_THREAD = {
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
}
IDLE_SECONDS = 300
"""A worker without work ends after this time; several rounds of one study find it warm."""
PR_SET_PDEATHSIG = 1
PARENT_EVERY_SECONDS = 0.2
"""How often a worker looks whether the process that started it is still there."""
PATIENCE_SECONDS = 10
"""How long a scheduler and its first worker may take to answer."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers that are there.

    Parameters
    ----------
    workers
        How many.
    at_once
        How many batches to hand out at once: more than workers where the way is long, so that none waits for it.
    executor
        Gives the executor to submit to; a new one where the last was broken by the death of a worker.
    deaths
        What a future raises when its worker died.
    """

    workers: int
    at_once: int
    executor: Callable[[], Executor]
    deaths: tuple[type[Exception], ...]

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Hand work out."""
        with _deaf_to_interrupts(signal.SIGTERM):
            try:
                return self.executor().submit(function, *arguments)
            except self.deaths:  # one died while nobody was looking
                return self.executor().submit(function, *arguments)


@contextmanager
def crew(workers: int, cluster: str | None) -> Iterator[Crew]:
    """Give workers for the time of the block.

    Parameters
    ----------
    workers
        Processes to start; a cluster elsewhere has its own number.
    cluster
        ``local`` or the address of a dask scheduler (``tcp://host:port``); processes of this machine when None.

    Raises
    ------
    InputError
        If there is no scheduler at the address, no worker with it, or one that is not like this process.
    """
    if cluster is None:
        with _processes(workers) as found:
            yield found
    else:
        with _dask(workers, cluster) as found:
            yield found


def follow_parent(parent: int, at_once: bool = False) -> None:
    """Once a worker of this machine: end when the process that started it has been killed; nobody waits any more.

    Parameters
    ----------
    parent
        Process id of whoever starts the worker, as that process knows it: a worker that is still importing when its
        parent is killed has another parent by now, and would follow that one.
    at_once
        Let the kernel of Linux do it. It goes by the *thread* that started the worker, so that this is for workers of
        a thread that lasts as long as its process.
    """
    if at_once and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_EVERY_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def by_main_thread() -> bool:
    """Whether workers that are started now are started by the thread that lasts."""
    return threading.current_thread() is threading.main_thread()


def _begin(parent: int, at_once: bool) -> None:
    """Begin as a worker of this machine."""
    collect_seldom()
    follow_parent(parent, at_once)


@contextmanager
def _processes(workers: int) -> Iterator[Crew]:
    # joblib brings loky; its own Parallel hides which batch a dead worker had, see docs/adr/030.
    from joblib.externals.loky import get_reusable_executor

    # A worker that has come to hold much memory is ended and replaced between two replications, which loses nothing.
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given", UserWarning)
    settings = {
        "timeout": IDLE_SECONDS,
        "env": ONE_THREAD,
        "initializer": _begin,
        "initargs": (os.getpid(), by_main_thread()),
    }
    last: list[Any] = []  # the latest of loky's executors, whose shutdown can kill

    def executor() -> Executor:
        last[:] = [get_reusable_executor(workers, **settings)]
        return last[0]  # type: ignore[no-any-return]

    try:
        yield Crew(workers, workers, executor, (BrokenExecutor,))
    except BaseException:
        # Nobody waits for what runs; left alone it would be waited for at exit.
        for one in last:
            one.shutdown(wait=True, kill_workers=True)
        raise


@contextmanager
def _dask(workers: int, cluster: str) -> Iterator[Crew]:
    try:
        import dask
        from distributed import KilledWorker, LocalCluster
    except ImportError:
        raise InputError(
            "--cluster: dask.distributed is not installed, pip install 'orderlab[cluster]' is accepted"
        ) from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they would say comes as a row or as one line
    if cluster != "local":
        with _client(cluster) as client:
            yield _members(client, cluster, (KilledWorker,))
        return
    settings = {
        "distributed.scheduler.allowed-failures": 0,  # the second try is ours
        "distributed.nanny.pre-spawn-environ": ONE_THREAD,
        "logging.distributed": "critical",
    }
    with dask.config.set(settings):
        with _deaf_to_interrupts():
            home = LocalCluster(workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL)
        with home, _client(home.scheduler_address) as client:
            yield _members(client, cluster, (KilledWorker,))


@contextmanager
def _deaf_to_interrupts(*others: signal.Signals) -> Iterator[None]:
    """Leave Ctrl-C to this process: one that is started here inherits the blocked signal, even before it runs.

    An interrupt of this process is late by the block and not lost.
    """
    ensure_running()  # Python's own helper process would unblock the signal when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *others})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    from distributed import Client
    from distributed.comm import CommClosedError

    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--cluster: {address}: no scheduler answers ({one_line(error)}), local or tcp://host:port is accepted"
        ) from None
    with client:
        try:
            yield client
        except (CancelledError, CommClosedError):
            raise InputError(
                f"--cluster: {address}: the scheduler is gone; what is stored is safe, orderlab resume goes on"
            ) from None


def _members(client: Client, cluster: str, deaths: tuple[type[Exception], ...]) -> Crew:
    """Look at the workers of a cluster, and refuse those that would compute something else."""
    from scenarios.study.running.versions import code_hash

    try:
        client.wait_for_workers(1, timeout=PATIENCE_SECONDS)
    except TimeoutError:
        raise InputError(f"--cluster: {cluster}: has no worker, dask worker --nthreads 1 ADDRESS starts one") from None
    threads: dict[str, int] = client.nthreads()
    for address, count in threads.items():
        if count > 1:
            raise InputError(
                f"--cluster: worker {address}: has {count} threads, workers with one are accepted: "
                "dask worker --nthreads 1"
            )
    found: dict[str, Any] = client.run(code_hash, on_error="return")
    for address, code in found.items():
        if code != code_hash():
            raise InputError(
                f"--cluster: worker {address}: has other code ({one_line(code)}), "
                f"the orderlab of this machine ({code_hash()}) is accepted"
            )
    executor = client.get_executor(pure=False)
    return Crew(len(threads), 2 * len(threads), lambda: executor, deaths)
