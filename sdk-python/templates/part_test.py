import unittest

import app
from gen import Err


class Greeting(unittest.TestCase):
    def test_uses_the_name(self) -> None:
        self.assertEqual(app.greet("Ada"), "hello, Ada, from Python")

    def test_needs_a_name(self) -> None:
        with self.assertRaises(Err):
            app.greet("")


if __name__ == "__main__":
    unittest.main()
