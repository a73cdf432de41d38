"""Where the pages' files lie: templates, style sheets, scripts, catalogs.

Owns: the one way to find the web folder, in a checkout and in an installed wheel alike.
Law: nobody else builds a path to it.
Must not know: what is in the files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def find_web() -> Path:
    """Return the folder with `templates`, `static` and `locale`.

    Raises:
        FileNotFoundError: Neither the wheel's folder nor the checkout's is there.
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / "_web", package.parent / "web")
    for place in places:
        if (place / "templates").is_dir():
            return place
    looked = " and ".join(str(place) for place in places)
    raise FileNotFoundError(
        f"the pages' files are missing: looked for {looked}. Install controlroom again, or run it from a whole"
        " checkout."
    )
