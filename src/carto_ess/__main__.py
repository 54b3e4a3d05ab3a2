"""``python -m carto_ess`` is ``carto-ess``."""

from carto_ess.cli.commandes import main

if __name__ == "__main__":
    main()
