"""Speed and memory against named peers on the same input, in one run. Never part of the tests."""
