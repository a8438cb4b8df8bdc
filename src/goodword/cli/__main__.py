"""What `./goodword` runs."""

from goodword.cli import main

raise SystemExit(main())
