"""The package of trio's tests."""
