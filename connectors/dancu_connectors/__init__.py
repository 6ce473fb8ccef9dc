"""How an agency asks the State's registers: verify a citizen, look up what the law allows, fill a form once only.

A register's own module holds its connectors and its record: `from dancu_connectors.tax import TaxConnector`.
"""

from dancu_connectors.answers import (
    Change,
    Changes,
    History,
    HistoryEntry,
    Lookup,
    Pushed,
    Recorded,
    Source,
    Verification,
    Written,
)
from dancu_connectors.audit import AuditEntry
from dancu_connectors.calls import LookupItem, VerifyItem
from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.credentials import Bearer, LgspToken, NgspToken, VdxpHash
from dancu_connectors.dates import PartialDate
from dancu_connectors.discovery import async_connector_for, connector_for, connectors
from dancu_connectors.errors import (
    AskForTheRight,
    CursorExpired,
    DancuError,
    DossierConflict,
    EventConflict,
    FieldNotAsked,
    FixTheRequest,
    Forbidden,
    InvalidRequest,
    NotOnThisWire,
    ProviderBrokeContract,
    RetryLater,
    SourceDown,
    SourceUnreachable,
    Timeout,
    TooManyRequests,
    Unauthorised,
    UnknownRegistry,
)
from dancu_connectors.once_only import prefill, prefill_async
from dancu_connectors.prefilled import Conflict, Missing, Prefilled, Value
from dancu_connectors.purpose import Purpose
from dancu_connectors.records import Record, record_type
from dancu_connectors.retrying import Retry
from dancu_connectors.soap import Soap
from dancu_connectors.uniform import Uniform
from dancu_connectors.webhooks import read_webhook

__all__ = [
    "AskForTheRight",
    "AsyncConnector",
    "AuditEntry",
    "Bearer",
    "Change",
    "Changes",
    "Conflict",
    "Connector",
    "CursorExpired",
    "DancuError",
    "DossierConflict",
    "EventConflict",
    "FieldNotAsked",
    "FixTheRequest",
    "Forbidden",
    "History",
    "HistoryEntry",
    "InvalidRequest",
    "LgspToken",
    "Lookup",
    "LookupItem",
    "Missing",
    "NgspToken",
    "NotOnThisWire",
    "PartialDate",
    "Prefilled",
    "ProviderBrokeContract",
    "Purpose",
    "Pushed",
    "Record",
    "Recorded",
    "Retry",
    "RetryLater",
    "Soap",
    "Source",
    "SourceDown",
    "SourceUnreachable",
    "Timeout",
    "TooManyRequests",
    "Unauthorised",
    "Uniform",
    "UnknownRegistry",
    "Value",
    "VdxpHash",
    "Verification",
    "VerifyItem",
    "Written",
    "async_connector_for",
    "connector_for",
    "connectors",
    "prefill",
    "prefill_async",
    "read_webhook",
    "record_type",
]
