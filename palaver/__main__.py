"""`python -m palaver` is `palaver`."""

import sys

from palaver.cli import main

sys.exit(main())
