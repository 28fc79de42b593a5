"""Runs componentize-py on a job of witloom's; the only argument is the job's file.

Exit code 0: the component is written. Exit code 3: it is not, and the engine's own words
are on stderr.
"""

import json
import sys


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    sys.path.insert(0, job["package"])
    import componentize_py

    try:
        componentize_py.componentize(
            [job["wit"]],
            [job["world"]],
            [],
            False,
            None,
            job["path"],
            [],
            "witloom_entry",
            job["output"],
            False,
            [tuple(pair) for pair in job["import_names"]],
            [tuple(pair) for pair in job["export_names"]],
            False,
            None,
        )
    except BaseException as error:  # a Rust panic arrives as a BaseException
        print(error, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
