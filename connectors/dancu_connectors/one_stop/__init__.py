"""The one-stop shop: dossiers of the procedures, in which nothing is declared again that a register knows.

A store of dossiers, the connectors and a clock make a `OneStop` (or an `AsyncOneStop`); log-in, consent, payment and
the officers' decisions are given from outside, and are stubs as long as they are not.
"""

from importlib.util import find_spec

if not (find_spec("cel") and find_spec("holidays")):
    raise ModuleNotFoundError('Handling dossiers needs more: pip install "dancu-sandbox[one-stop]"')

from dancu_connectors.one_stop.agency import Agency
from dancu_connectors.one_stop.counter import AsyncOneStop, OneStop, Stub
from dancu_connectors.one_stop.dossier import Dossier
from dancu_connectors.one_stop.effects import Consent, Decide, Pay
from dancu_connectors.one_stop.entries import Document, DossierEntry, Dossiers
from dancu_connectors.one_stop.fields import Field
from dancu_connectors.one_stop.folding import Progress
from dancu_connectors.one_stop.keeping import MemoryDossiers
from dancu_connectors.one_stop.people import People
from dancu_connectors.one_stop.steps import Decision
from dancu_connectors.one_stop.work import Applicant

__all__ = [
    "Agency",
    "Applicant",
    "AsyncOneStop",
    "Consent",
    "Decide",
    "Decision",
    "Document",
    "Dossier",
    "DossierEntry",
    "Dossiers",
    "Field",
    "MemoryDossiers",
    "OneStop",
    "Pay",
    "People",
    "Progress",
    "Stub",
]
