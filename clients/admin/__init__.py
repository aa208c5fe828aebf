"""The desk for records: clients and goals are kept here too, facts are read here and recorded on their pages."""

from clients.admin.history import ClearanceAdmin, ConsentAdmin, FlagAdmin, IntakeAdmin, IntakeLinkAdmin
from clients.admin.people import ClientAdmin, GoalAdmin

__all__ = [
    "ClearanceAdmin",
    "ClientAdmin",
    "ConsentAdmin",
    "FlagAdmin",
    "GoalAdmin",
    "IntakeAdmin",
    "IntakeLinkAdmin",
]
