import contextlib
import io
import unittest
from unittest.mock import patch

import app


class Greeting(unittest.TestCase):
    def test_greets(self) -> None:
        out = io.StringIO()
        with contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.redirect_stdout(out))
            for part in ["greet_part"]:
                stack.enter_context(patch(f"app.{part}.greet", return_value="hi"))
            app.run()
        self.assertTrue(out.getvalue().startswith("hello from Python\n"))


if __name__ == "__main__":
    unittest.main()
