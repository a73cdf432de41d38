"""The wheel's own build step: which of the browser's libraries are kept, and where the pages go.

Runs after `npm-vendor`, which has unpacked whole packages below build/npm/. The pages load a few files of
them: those are copied into the git-ignored web/static/vendor/, the rest is thrown away. A wheel gets web/ as
controlroom/_web; an editable install reads web/ where it lies.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

UNPACKED = "build/npm"
VENDOR = "web/static/vendor"


class WebFiles(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        keep_vendor_files(root, self.config["vendor"])
        unpacked = root / UNPACKED
        shutil.rmtree(unpacked, ignore_errors=True)
        included = build_data["force_include"]
        for source in [path for path in included if Path(path).is_relative_to(unpacked)]:
            del included[source]
        if version != "editable":
            included[str(root / "web")] = "controlroom/_web"


def keep_vendor_files(root: Path, files: dict[str, str]) -> None:
    """Copy the named files from the unpacked packages into the vendor folder, and drop what it held before.

    Args:
        root: the project's folder.
        files: name in the vendor folder → path of the unpacked file, relative to `root`.

    Raises:
        FileNotFoundError: a file is neither unpacked (npm-vendor skipped, or a package with a new layout)
            nor kept from an earlier build.
    """
    vendor = root / VENDOR
    vendor.mkdir(parents=True, exist_ok=True)
    for name, source in files.items():
        if (root / source).is_file():
            shutil.copyfile(root / source, vendor / name)
        elif not (vendor / name).is_file():
            raise FileNotFoundError(
                f"{VENDOR}/{name} is missing: {source} was not unpacked. Build without "
                "HATCH_NPM_VENDOR_SKIP and with the npm registry in reach; after a version change compare "
                "the paths in pyproject.toml with those in the package."
            )
    for path in vendor.iterdir():
        if path.name not in files:
            path.unlink()
