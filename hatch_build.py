"""Compiles the routing kernels while the package is installed, so that nobody waits for it on their first run.

The objects lie in `solvers/kernels/compiled` and are no part of the repository. Two forms are made side by side: for
the processor that builds, and for any of its kind. Where numba cannot be imported or compiling fails, the package comes
without them, and kernels are compiled when first called; `ORDERLAB_KERNELS=none` asks for that.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FORMS: dict[str, dict[str, str]] = {"native": {}, "generic": {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}}


class CompiledKernels(BuildHookInterface[Any]):
    """Hatchling's hook around the build of a wheel, an editable one included."""

    def clean(self, versions: list[str]) -> None:
        """Remove what earlier builds made."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless that is done; the wheel is then one for this Python and this kind of machine."""
        if os.environ.get("ORDERLAB_KERNELS") == "none" or importlib.util.find_spec("numba") is None:
            shutil.rmtree(self._folder, ignore_errors=True)
            return
        made_from, wanted = self._folder / "made_from.txt", self._sources()
        if not made_from.is_file() or made_from.read_text() != wanted:
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._compile():
                shutil.rmtree(self._folder, ignore_errors=True)
                self.app.display_warning("the kernels were not compiled; they will be when first called")
                return
            made_from.write_text(wanted)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def _compile(self) -> bool:
        command = [sys.executable, "-m", "solvers.engines.warming", str(self._folder)]
        # pip's own environment for a build is found over PYTHONPATH
        path = os.pathsep.join(filter(None, [self.root, os.environ.get("PYTHONPATH")]))
        running = [
            subprocess.Popen([*command, form], cwd=self.root, env={**os.environ, "PYTHONPATH": path, **settings})
            for form, settings in FORMS.items()
        ]
        ended = [made.wait() for made in running]
        return not any(ended)

    @property
    def _folder(self) -> Path:
        return Path(self.root) / "solvers" / "kernels" / "compiled"

    def _sources(self) -> str:
        """What the objects depend on: Python, numba and the kernels' sources."""
        total = hashlib.sha256(f"{sys.version} {version_of('numba')}".encode())
        for file in sorted(self._folder.parent.rglob("*.py")):
            total.update(file.read_bytes())
        return total.hexdigest() + "\n"
