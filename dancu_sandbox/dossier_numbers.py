"""How a dossier's number is written: it stands in paths and file names, and holds none of their own signs."""

import re

NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
