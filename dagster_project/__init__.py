"""gradmart: the graduate-employment warehouse a university career centre runs itself.

Files in, defensible figures out. The rooms of this package and the direction in which they may
import one another are in `docs/architecture.md`.
"""

__version__ = "0.1.0"
