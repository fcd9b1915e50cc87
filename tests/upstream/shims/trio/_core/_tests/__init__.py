"""The package of the tests of trio's core."""
