"""Everything the plan page needs from the database, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, Max, OuterRef, Prefetch, Subquery, TextField, Value
from django.db.models.functions import Concat

from clients.facts import with_facts
from clients.models import Client, Goal
from sessions.models import PlannedZone, TreatmentSession

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from reflexpractice.accounts.models import User

WORKED = [TreatmentSession.Status.STARTED, TreatmentSession.Status.FINISHED]


class Joined(Aggregate):
    """Texts of several rows in one, parted by spaces."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def for_planning(user: User) -> QuerySet[TreatmentSession]:
    """Sessions this user may see, each with what its plan page tells of the client's visits and goals."""
    worked = (
        TreatmentSession.objects.filter(client=OuterRef("client"), status__in=WORKED)
        .exclude(pk=OuterRef("pk"))
        .order_by()
    )
    visits = worked.values("client")
    latest = (
        TreatmentSession.objects.filter(
            client=OuterRef(OuterRef("client")), status__in=WORKED, planned_zones__isnull=False
        )
        .exclude(pk=OuterRef(OuterRef("pk")))
        .order_by("-starts_at", "-pk")
    )
    zones = PlannedZone.objects.filter(session=Subquery(latest.values("pk")[:1])).order_by().values("session")
    names = Concat("side", Value(":"), "zone", output_field=TextField())
    goals = Goal.objects.filter(client=OuterRef("client"), ended_on=None).order_by().values("client")
    return (
        TreatmentSession.objects.visible_to(user)
        .select_related("practitioner", "location", "outlook", "home_visit")
        .prefetch_related(Prefetch("client", with_facts(Client.objects.all())), "planned_zones", "overrides")
        .annotate(
            visit_count=Subquery(visits.annotate(number=Count("pk")).values("number")),
            last_visit=Subquery(visits.annotate(last=Max("starts_at")).values("last")),
            last_zones=Subquery(zones.annotate(names=Joined(names)).values("names")),
            goal_words=Subquery(goals.annotate(all=Joined("words")).values("all")),
        )
    )
