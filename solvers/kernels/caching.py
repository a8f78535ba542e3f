"""Numba's disk cache for kernels, with compiled objects that a wheel brings behind it.

Three places are asked in turn: the user's own cache (where numba puts it, `NUMBA_CACHE_DIR` included), objects compiled
for this very processor when the package was installed, and objects compiled for any processor of this kind; only then
is a kernel compiled. An entry is good for the sources of all kernels in the folder at once: numba itself looks at one
file, and kept old code inlined in callers when another was edited (ADR 027).
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numba.core.config
from numba.core.caching import FunctionCache, IndexDataCacheFile

NATIVE, GENERIC = "native", "generic"
FOLDER = "compiled"
_config: Any = numba.core.config
_saving: list[tuple[Path, str]] = []


def save_into(folder: Path, form: str) -> None:
    """Write what this process compiles into `folder`, as NATIVE or GENERIC objects; for the build of a wheel."""
    _saving[:] = [(folder / form, form)]


@cache
def stamp(folder: Path) -> str:
    """One hash of all sources in a folder of kernels and in the one it lies in, and of numba's version."""
    total = hashlib.sha256(numba.__version__.encode())
    for part in dict.fromkeys((home_of(folder), folder)):
        for file in sorted(part.glob("*.py")):
            total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def home_of(folder: Path) -> Path:
    """The folder of kernels that a folder is or lies in: what lies in it uses its kernels, never the reverse."""
    return folder.parent if (folder.parent / Path(__file__).name).is_file() else folder


class KernelCache(FunctionCache):
    """The cache of one kernel; one that is only copied into others is not `brought` along."""

    def __init__(self, function: Any, brought: bool) -> None:
        super().__init__(function)
        folder = Path(function.__code__.co_filename).parent
        source, home = stamp(folder), home_of(folder)
        below = folder.relative_to(home)
        self._cache_file = self._file(self._cache_path, source)
        self._brought = {form: self._file(home / FOLDER / form / below, source) for form in (NATIVE, GENERIC)}
        self._saved = {form: self._file(folder / below, source) for folder, form in _saving if brought}

    def _file(self, folder: Any, source: str) -> Any:
        return IndexDataCacheFile(str(folder), self._impl.filename_base, source)

    def _key(self, signature: Any, codegen: Any, form: str) -> Any:
        """Numba's key; that of generic code names the kind of processor only."""
        signature, processor, function = self._index_key(signature, codegen)
        return signature, (processor[0], GENERIC) if form == GENERIC else processor, function

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        codegen = target_context.codegen()
        found = super()._load_overload(sig, target_context)
        for form, file in self._brought.items() if _as_shipped() else ():
            if found is None and (data := file.load(self._key(sig, codegen, form))) is not None:
                found = self._impl.rebuild(target_context, data)
        return found

    def _save_overload(self, sig: Any, data: Any) -> None:
        if not _saving:
            super()._save_overload(sig, data)
        for form, file in self._saved.items():
            Path(file._cache_path).mkdir(parents=True, exist_ok=True)
            file.save(self._key(sig, data.codegen, form), self._impl.reduce(data))

    def ready(self, codegen: Any) -> bool:
        """Whether some signature of this kernel needs no compilation on this processor."""
        here = codegen.magic_tuple()
        wanted = {NATIVE: here, GENERIC: (here[0], GENERIC)}
        places = [(self._cache_file, here)]
        if _as_shipped():
            places += [(file, wanted[form]) for form, file in self._brought.items()]
        return any(key[1] == processor for file, processor in places for key in file._load_index())


def _as_shipped() -> bool:
    """Whether kernels are to be compiled as those brought along were: not while they are built, nor for debugging."""
    return not (_saving or _config.BOUNDSCHECK or _config.DEBUGINFO_DEFAULT or int(_config.OPT) != 3)


def attach(dispatcher: Any, brought: bool) -> None:
    """Give a compiled function this cache; one that numba was told not to compile is left alone."""
    if hasattr(dispatcher, "py_func"):
        dispatcher._cache = KernelCache(dispatcher.py_func, brought)
