"""What is offered instead of a zone that stays out: for the same aim, and never unsafe."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from knowledge.foot_map import ZoneState
from knowledge.library import Library
from knowledge.shipped import read_content
from reflexpractice.accounts.models import User
from sessions.checking import check_session
from sessions.models import TreatmentSession
from sessions.planning import apply_protocol
from sessions.planning.alternatives import alternatives
from sessions.planning.desk import base_states, planned_in

LIBRARY = Library.compile(read_content()[0])
NAMES = [f"{side}:{zone.code}" for zone in LIBRARY.zones for side in zone.feet]
WORKABLE = {ZoneState.CLEAR, ZoneState.CAUTION, ZoneState.UNASKED}
STATES = st.fixed_dictionaries({name: st.sampled_from([*ZoneState]) for name in NAMES})


@given(states=STATES, name=st.sampled_from(NAMES), protocol=st.sampled_from(["", *(p.code for p in LIBRARY.protocols)]))
def test_nothing_is_offered_that_may_not_be_worked(states: dict[str, str], name: str, protocol: str):
    side, _, zone = name.partition(":")

    offered = alternatives(LIBRARY, states, (side, zone), protocol=protocol)

    assert len(offered) <= 2
    assert {states[f"{foot}:{code}"] for foot, code in offered} <= WORKABLE


def test_a_zone_that_may_be_worked_needs_no_other():
    states = dict.fromkeys(NAMES, ZoneState.CLEAR)

    assert alternatives(LIBRARY, states, ("right", "liver")) == ()


def test_the_protocol_in_use_comes_first():
    plan = next(plan for plan in LIBRARY.protocols if len(plan.zones) > 3)
    zones = {zone.code: zone for zone in LIBRARY.zones}
    states = dict.fromkeys(NAMES, ZoneState.CLEAR) | {f"right:{plan.zones[0]}": ZoneState.AVOID}

    offered = alternatives(LIBRARY, states, ("right", plan.zones[0]), protocol=plan.code)

    narrow = [code for code in plan.zones[1:] if code != plan.zones[0] and "(area)" not in zones[code].name]
    assert [code for _side, code in offered] == narrow[:2]


def test_one_tap_adds_both_of_them(pregnant: Client, visit: TreatmentSession, mira: User, client: Browser):
    client.force_login(mira)
    page = client.get(reverse("sessions:plan", args=[visit.pk]), {"zone": "right:bladder"}).context["page"]

    posted = {"version": page.version, "add": "1", "zones": page.zone.instead.keys}
    client.post(reverse("sessions:plan_zone", args=[visit.pk]), posted)

    visit.refresh_from_db()
    assert sorted(":".join(key) for key in planned_in(visit)) == sorted(page.zone.instead.keys.split(","))
    states = base_states(check_session(visit))
    assert {states[":".join(key)] for key in planned_in(visit)} <= WORKABLE


@pytest.mark.parametrize("protocol", [plan.code for plan in LIBRARY.protocols])
def test_no_protocol_puts_an_unsafe_zone_into_a_pregnant_plan(
    pregnant: Client, visit: TreatmentSession, mira: User, protocol: str
):
    apply_protocol(session=visit, protocol=protocol, by=mira)

    states = base_states(check_session(visit))
    assert {states[":".join(key)] for key in planned_in(visit)} <= WORKABLE
