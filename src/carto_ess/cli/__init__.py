"""The command line: ``carto-ess``."""

from carto_ess.cli.commandes import main

__all__ = ["main"]
