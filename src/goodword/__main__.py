"""`python -m goodword` is the same command as `./goodword` and the installed `goodword`."""

from goodword.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
