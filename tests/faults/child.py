"""`python -m tests.faults.child <folder of switches> serve|worker`: one process of the product, observed.

Patches first as the product's own host does, then plants points, effects and mutants, then hands over to the
container's entry point, the very one that is deployed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Serve until told to stop."""
    if os.environ["MAILLON_SERVICE"] != "gateway":
        from shared.host import patch

        patch()
    from tests.faults.planting import plant_all
    from tests.faults.switches import Switches

    plant_all(Switches(Path(sys.argv[1])), os.environ["MAILLON_SERVICE"])
    sys.argv = [sys.argv[0], *sys.argv[2:]]
    from deploy.container.__main__ import main as serve

    return serve()


if __name__ == "__main__":
    sys.exit(main())
