"""`python -m hegui`."""

import sys

from hegui.cli import main

sys.exit(main())
