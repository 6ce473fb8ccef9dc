"""How a dossier's number is written: it stands in paths, file names and logs, and holds nothing that harms there."""

import re

NUMBER = re.compile(r"(?!(?:[0-9]{9}|[0-9]{12})\Z)[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # nine or twelve digits: a person's
