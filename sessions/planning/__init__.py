"""Planning: what is going to be worked, what is left out and why, and the start of the session."""

from sessions.planning.desk import PlanClosed, PlanRefused, StalePlan
from sessions.planning.limits import set_limits
from sessions.planning.opening import Opened, open_plan
from sessions.planning.overriding import CannotInclude, override_zone
from sessions.planning.reading import acknowledge, carried_over, read_in
from sessions.planning.routines import LAST_PLAN, Applied, apply_last_plan, apply_protocol, last_worked
from sessions.planning.starting import Gap, NotReady, gaps, start
from sessions.planning.zones import Chosen, Refusal, choose_zone, plan_zones, set_zones

__all__ = [
    "LAST_PLAN",
    "Applied",
    "CannotInclude",
    "Chosen",
    "Gap",
    "NotReady",
    "Opened",
    "PlanClosed",
    "PlanRefused",
    "Refusal",
    "StalePlan",
    "acknowledge",
    "apply_last_plan",
    "apply_protocol",
    "carried_over",
    "choose_zone",
    "gaps",
    "last_worked",
    "open_plan",
    "override_zone",
    "plan_zones",
    "read_in",
    "set_limits",
    "set_zones",
    "start",
]
