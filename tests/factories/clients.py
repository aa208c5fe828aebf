"""Clients and what they told us. Flags name a condition of the `library` fixture by its code."""

import datetime as dt
import hashlib
from typing import Any

import factory
from django.utils import timezone

from clients.models import Clearance, Client, Consent, Flag, Goal, Intake, IntakeLink
from clients.models.intake import hash_token
from tests.factories.accounts import UserFactory


class ClientFactory(factory.django.DjangoModelFactory[Client]):
    """A grown-up client in the care of nobody; `ClientFactory(seen_by=user)` puts a user in the care team."""

    class Meta:
        model = Client
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Amara Okafor {number}")
    email = factory.Sequence(lambda number: f"amara{number}@client.example")
    born_on = dt.date(1990, 5, 4)

    @factory.post_generation
    def seen_by(self: Client, create: bool, user: Any, **_: Any) -> None:
        if create and user:
            self.care_team.add(user)


class GoalFactory(factory.django.DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    client = factory.SubFactory(ClientFactory)
    words = factory.Sequence(lambda number: f"Sleep through the night {number}")


class FlagFactory(factory.django.DjangoModelFactory[Flag]):
    """A current fact, asked today."""

    class Meta:
        model = Flag

    client = factory.SubFactory(ClientFactory)
    condition_id = "pregnancy"
    status = Flag.Status.YES
    asked_on = factory.LazyFunction(timezone.localdate)
    source = Flag.Source.ASKED


class IntakeFactory(factory.django.DjangoModelFactory[Intake]):
    """An intake being answered; `accepted=True` or `submitted=True` for one further on."""

    class Meta:
        model = Intake

    client = factory.SubFactory(ClientFactory)

    class Params:
        submitted = factory.Trait(status=Intake.Status.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now))
        accepted = factory.Trait(
            status=Intake.Status.ACCEPTED,
            submitted_at=factory.LazyFunction(timezone.now),
            reviewed_at=factory.LazyFunction(timezone.now),
            reviewed_by=factory.SubFactory(UserFactory),
        )


class IntakeLinkFactory(factory.django.DjangoModelFactory[IntakeLink]):
    """A working link; its token is `token`."""

    class Meta:
        model = IntakeLink
        exclude = ["token"]

    token = factory.Sequence(lambda number: f"token-{number}")
    intake = factory.SubFactory(IntakeFactory)
    token_hash = factory.LazyAttribute(lambda link: hash_token(link.token))
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class ConsentFactory(factory.django.DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    client = factory.SubFactory(ClientFactory)
    kind = Consent.Kind.TREATMENT
    given = True
    words = "I agree to the treatment."
    words_hash = factory.LazyAttribute(lambda consent: hashlib.sha256(consent.words.encode()).hexdigest())
    signed_name = "Amara Okafor"
    signed_at = factory.LazyFunction(timezone.now)


class ClearanceFactory(factory.django.DjangoModelFactory[Clearance]):
    """A question that waits for its answer; `given=True` for a yes of today."""

    class Meta:
        model = Clearance

    client = factory.SubFactory(ClientFactory)
    condition_id = "pregnancy"
    asked_of = "Dr Patel"
    asked_on = factory.LazyFunction(timezone.localdate)

    class Params:
        given = factory.Trait(answer=Clearance.Answer.YES, answered_on=factory.LazyFunction(timezone.localdate))
