"""pytest's private package: names that tests import for annotations."""
