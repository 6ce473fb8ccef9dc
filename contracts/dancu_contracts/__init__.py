"""What is promised between consumers and registries: schemas, vocabulary, code tables, test vectors."""

from dancu_contracts.asking import event_schema, request_schema
from dancu_contracts.catalogue import Procedure, procedure, procedures
from dancu_contracts.checking import Validator, Violation, validator
from dancu_contracts.cutting import paths, projection, resolved
from dancu_contracts.registers import Key, Owner, RegistryContract, registries, registry
from dancu_contracts.tables import (
    Fault,
    Number,
    code_table,
    code_tables,
    faults,
    kinds_of_number,
    number,
    numbers,
    service_schema,
    units_file,
    vectors,
    vocabulary,
)

__all__ = [
    "Fault",
    "Key",
    "Number",
    "Owner",
    "Procedure",
    "RegistryContract",
    "Validator",
    "Violation",
    "code_table",
    "code_tables",
    "event_schema",
    "faults",
    "kinds_of_number",
    "number",
    "numbers",
    "paths",
    "procedure",
    "procedures",
    "projection",
    "registries",
    "registry",
    "request_schema",
    "resolved",
    "service_schema",
    "units_file",
    "validator",
    "vectors",
    "vocabulary",
]
