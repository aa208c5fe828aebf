from clients.models.clearance import Clearance
from clients.models.client import Client, Goal
from clients.models.consent import Consent
from clients.models.flag import Flag
from clients.models.intake import Intake, IntakeLink
from clients.models.red_flag import RedFlag

__all__ = ["Clearance", "Client", "Consent", "Flag", "Goal", "Intake", "IntakeLink", "RedFlag"]
