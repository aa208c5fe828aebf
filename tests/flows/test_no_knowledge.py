"""Without knowledge that can be trusted nothing is checked, every page says so, and no session starts."""

import pytest
from django.db import connection
from django.test import Client as Browser

from knowledge.models import Release
from knowledge.publishing import _compiled
from reflexpractice.audit import guards
from sessions.checking import check_session
from sessions.planning import NotReady, acknowledge, start
from sessions.planning.questions import to_read
from tests.flows.conftest import pages_about, saying

pytestmark = pytest.mark.django_db


def break_the_seal() -> None:
    """Change what was published behind the program's back; then the program is started again."""
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Release._meta.db_table} SET content = replace(content, 'caution', 'inform')")
    _compiled.cache_clear()


def take_knowledge_away() -> None:
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Release._meta.db_table}")
    _compiled.cache_clear()


LOSSES = pytest.mark.parametrize("lose", [break_the_seal, take_knowledge_away])


@LOSSES
def test_every_page_says_not_checked_and_none_says_no_warnings(visit, desk: Browser, lose):
    lose()

    # All that is known of a client's health cannot be named without the knowledge, so that page says so instead.
    flags = f"/clients/{visit.client_id}/flags/"
    others = [page for page in pages_about(visit) if page != flags]
    assert saying(desk, "Not checked", others) == others
    assert saying(desk, "No warnings", pages_about(visit)) == []
    assert desk.get(flags).status_code == 503


@LOSSES
def test_every_zone_is_unknown_and_the_session_is_not_started(visit, mira, desk, lose):
    lose()

    assert set(check_session(visit).states().values()) == {"unknown"}
    assert check_session(visit).complete is False
    for card in to_read(check_session(visit)):
        acknowledge(session=visit, fingerprint=card.fingerprint, by=mira)
    with pytest.raises(NotReady):
        start(session=visit, by=mira)
    desk.post(f"/sessions/{visit.pk}/start/", {"version": visit.plan_version})
    visit.refresh_from_db()
    assert visit.status == "booked"
