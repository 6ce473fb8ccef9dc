"""What agencies may import from the two packages they install; a name that goes or comes belongs in the changelog."""

import dancu_connectors
import dancu_contracts
from dancu_connectors import one_stop

CONTRACTS = """
    Act Check Fault Fee Form HandOver Handling Key Leaf Limit MODES Number Owner Procedure RegistryContract Result Rows
    SPARED Source Step Subject Texts UNCOUNTED Validator Verify Violation amount amount_table amounts code_table
    code_tables event_schema faults field_schema form forms handling kinds_of_number number numbers paths procedure
    procedures projection registries registry request_schema resolved service_schema units_file validator vectors
    vocabulary working_hours
"""
CONNECTORS = """
    AskForTheRight AsyncConnector AuditEntry Bearer Change Changes Conflict Connector CursorExpired DancuError
    DossierConflict EventConflict FieldNotAsked FixTheRequest Forbidden History HistoryEntry InvalidRequest
    LgspToken Lookup LookupItem Missing NgspToken NotOnThisWire PartialDate Prefilled ProviderBrokeContract
    Purpose Pushed Record Recorded Retry RetryLater Soap Source SourceDown SourceUnreachable Timeout
    TooManyRequests Unauthorised Uniform UnknownRegistry Value VdxpHash Verification VerifyItem Written
    async_connector_for connector_for connectors prefill prefill_async read_webhook record_type
"""

ONE_STOP = """
    Agency Applicant AsyncOneStop Consent Decide Decision Document Dossier DossierEntry Dossiers Field MemoryDossiers
    OneStop Pay People Progress Stub
"""


def test_the_contracts_offer_these_names() -> None:
    assert sorted(dancu_contracts.__all__) == CONTRACTS.split()


def test_the_connectors_offer_these_names() -> None:
    assert sorted(dancu_connectors.__all__) == CONNECTORS.split()


def test_the_one_stop_shop_offers_these_names() -> None:
    assert sorted(one_stop.__all__) == ONE_STOP.split()
