"""The module that becomes the component; everything is in the bindings' `_build`."""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from gen import _build  # noqa: E402

_folder = Path("/0")
_job = json.loads((_folder / "job.json").read_text(encoding="utf-8"))
globals().update(_build.run(_job, _folder))
