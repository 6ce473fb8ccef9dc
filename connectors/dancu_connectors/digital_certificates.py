"""The register of certificates for digital signatures: who signs by which key, for whom, until when."""

from typing import Any

from dancu_connectors.connector import AsyncConnector, Connector
from dancu_connectors.records import record_type

__all__ = ["AsyncDigitalCertificatesConnector", "DigitalCertificatesConnector", "DigitalCertificatesRecord"]

DigitalCertificatesRecord = record_type("digital_certificates")


class DigitalCertificatesConnector(Connector[Any]):
    """Asks the register of certificates for digital signatures."""

    registry = "digital_certificates"


class AsyncDigitalCertificatesConnector(AsyncConnector[Any]):
    """The same, awaited."""

    registry = "digital_certificates"
