"""The package stands beside its test; a person who installed it needs none of this."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
