"""The floor's app, where our own server looks for one."""

import runpy
import sys
from pathlib import Path

_APPS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_APPS))
runpy.run_path(str(_APPS / "plancher.py"))
