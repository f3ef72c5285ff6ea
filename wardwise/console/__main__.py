"""`python -m wardwise.console`."""

from __future__ import annotations

from wardwise.console.main import main

if __name__ == "__main__":
    main()
