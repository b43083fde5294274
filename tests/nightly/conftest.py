"""The deployment of 100 graduates is built once, for these tests and those of `pipeline`."""

from tests.pipeline.conftest import clean

__all__ = ["clean"]
