"""``python -m spinecable`` is the command ``spinecable``."""

from spinecable.cli.main import main

if __name__ == "__main__":
    main()
