"""No record of any registry breaks a rule, as drawn and after a simulated year, but for the named exceptions."""

import dancu_contracts
import pytest

from tests.invariants.conftest import Moment
from tests.invariants.rules import RULES

AFTER_DEATH = "no_act_is_dated_after_a_death_that_was_known"
EXCEPTIONS = {  # rule and field: why it may be
    (AFTER_DEATH, "electricity.hoaDon[].ngayThanhToan"): "the household goes on paying under the dead party's contract",
    (AFTER_DEATH, "banking.ngayDong"): "the heirs close the account",
    (AFTER_DEATH, "land.bienDong[].ngay"): "the heirs redeem the mortgage",
    (AFTER_DEATH, "judgment_enforcement.ngayKetThuc"): "enforcement goes on against the estate until it is ended",
    (AFTER_DEATH, "judgment_enforcement.bienPhap[].ngay"): "enforcement goes on against the estate",
    (AFTER_DEATH, "social_protection.maiTang.ngay"): "the funeral is paid for after the death",
    ("nothing_happens_before_birth", "enterprise.ngayDangKyLanDau"): "a firm may be older than who heads it now",
    ("nothing_happens_before_birth", "seals.ngayCap"): "so may its seal",
}
ON_PURPOSE = {  # rule and record of a persona: why it is so
    ("every_number_leads_to_its_subject", "insurance of P15/0"): "the insurer still has the number that was replaced",
    ("every_number_leads_to_its_subject", "civil_status of P35/0"): "the old book names its office without a code",
    ("nobody_dead_holds_what_is_for_the_living", "insurance of P26/0"): "the death became known late, the card runs on",
}


@pytest.mark.parametrize("registry", dancu_contracts.registries())
def test_no_record_breaks_a_rule(registry: str, moment: Moment) -> None:
    broken = [
        f"{rule.__name__}: {told}: {path} {what}"
        for told in moment.told(registry)
        for rule in RULES
        for path, what in rule(told)
        if (rule.__name__, f"{registry}.{path}") not in EXCEPTIONS and (rule.__name__, str(told)) not in ON_PURPOSE
    ]
    assert broken == []
