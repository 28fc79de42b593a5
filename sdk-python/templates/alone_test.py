import contextlib
import io
import unittest

import app


class Greeting(unittest.TestCase):
    def test_greets(self) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            app.run()
        self.assertEqual(out.getvalue(), "hello from Python\n")


if __name__ == "__main__":
    unittest.main()
