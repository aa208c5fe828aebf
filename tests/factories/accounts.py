"""People of the practice."""

import factory
from django.contrib.auth.models import Group

from reflexpractice.accounts.models import Location, Practice, Room, User
from reflexpractice.accounts.roles import Role

PASSWORD = "warm towel and oil"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A practitioner; other roles by trait: `UserFactory(owner=True)`, `assistant`, `reception`, `editor`, `nobody`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Mira Lindqvist {number}")
    email = factory.Sequence(lambda number: f"mira{number}@practice.example")
    password = factory.django.Password(PASSWORD)
    role = Role.PRACTITIONER

    class Params:
        owner = factory.Trait(role=Role.OWNER)
        assistant = factory.Trait(role=Role.ASSISTANT)
        reception = factory.Trait(role=Role.RECEPTION)
        editor = factory.Trait(role=Role.CONTENT_EDITOR)
        nobody = factory.Trait(role=None)

    @classmethod
    def _create(cls, model_class: type[User], *args: object, role: Role | None, **fields: object) -> User:
        user: User = super()._create(model_class, *args, **fields)
        if role:
            user.groups.add(Group.objects.get(name=role.value))
        return user


class PracticeFactory(factory.django.DjangoModelFactory[Practice]):
    class Meta:
        model = Practice

    name = "Feet First"
    phone = "020 7946 0000"


class LocationFactory(factory.django.DjangoModelFactory[Location]):
    class Meta:
        model = Location

    name = factory.Sequence(lambda number: f"Room {number}")


class RoomFactory(factory.django.DjangoModelFactory[Room]):
    class Meta:
        model = Room

    location = factory.SubFactory(LocationFactory)
    name = factory.Sequence(lambda number: f"Blue room {number}")
