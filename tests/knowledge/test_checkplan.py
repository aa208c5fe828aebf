"""`checkplan`: cases in, answers out, one line each, and never a traceback."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from knowledge import case_file
from knowledge.worked_cases import answer
from tests.factories.knowledge import publish_shipped
from tests.knowledge.cases import library

CASE = {
    "id": "CASE-014",
    "session_on": "2026-11-20",
    "flags": [
        {
            "condition": "pregnancy",
            "status": "yes",
            "due_on": "2027-02-12",
            "asked_on": "2026-11-10",
            "cleared": True,
        },
        {
            "condition": "open_wound",
            "status": "yes",
            "side": "left",
            "areas": ["heel"],
            "reference_on": "2026-11-15",
            "attributes": {"infected": "no"},
        },
    ],
    "plan": {
        "zones": [{"zone": "liver", "side": "right"}, {"zone": "solar_plexus", "side": "left"}],
        "techniques": ["thumb_walking"],
        "pressure": 2,
        "minutes": 45,
    },
}
ANSWER = {
    "id": "CASE-014",
    "complete": True,
    "session": "caution",
    "zones": {"left:solar_plexus": "caution", "right:liver": "caution"},
    "techniques": {"thumb_walking": "ok"},
    "max_pressure": 2,
    "max_minutes": 30,
    "rules": ["ALW-01", "ALW-02", "ALW-03", "OW-04", "PREG-11", "PREG-12", "PREG-13"],
    "problems": ["minutes"],
}
BARE = {"id": "bare", "session_on": "2026-11-20", "flags": [], "plan": {}}


def _line(case: object) -> bytes:
    return json.dumps(case).encode()


def _answer(case: object) -> dict:
    line = case if isinstance(case, bytes) else _line(case)
    return json.loads(answer(library(), line).line)


def _bare(**cells: object) -> dict:
    return BARE | cells


def _flagged(**cells: object) -> dict:
    return _bare(flags=[{"condition": "gout"} | cells])


def _planned(**cells: object) -> dict:
    return _bare(plan=cells)


def test_a_case_is_answered_with_what_the_check_found():
    assert _answer(CASE) == ANSWER


def test_whatever_may_be_missing_may_also_be_null():
    flag = dict.fromkeys(["side", "areas", "reference_on", "due_on", "cleared", "attributes", "asked_on"])
    plan = {"zones": [{"zone": "kidney", "side": "left"}], "techniques": None, "pressure": None, "minutes": None}

    nulls = _answer(_bare(flags=[{"condition": "gout", "status": "yes"} | flag], plan=plan))
    missing = _answer(_bare(flags=[{"condition": "gout"}], plan={"zones": plan["zones"]}))

    assert nulls == missing
    assert nulls["complete"] is True


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({"insulin": True, "foot_check": False}, {"insulin": "yes", "foot_check": "no"}),
        ({"insulin": " No ", "foot_check": "YES"}, {"insulin": "no", "foot_check": "yes"}),
        ({"insulin": None, "foot_check": "unknown"}, {}),
    ],
)
def test_answers_may_be_written_in_several_ways(given: dict, same: dict):
    first, second = (_answer(_bare(flags=[{"condition": "diabetes", "attributes": each}])) for each in (given, same))

    assert first == second
    assert first["complete"] is True


def test_one_question_may_have_several_answers_and_numbers_may_be_numbers():
    reasons = _answer(
        _bare(flags=[{"condition": "pregnancy_high_risk", "attributes": {"reason": ["multiple", "pre_eclampsia"]}}])
    )
    platelets = _answer(_bare(flags=[{"condition": "bleeding_disorder", "attributes": {"platelets": 49.5}}]))

    assert "PHR-06" in reasons["rules"]
    assert "BLD-04" in platelets["rules"]


def test_without_intake_the_answer_is_incomplete_and_says_what_it_found():
    outcome = _answer(_bare(flags=[{"condition": "intake_missing", "status": "yes"}]))

    assert (outcome["complete"], outcome["session"], outcome["error"]) == (
        False,
        "refer",
        "There is no intake on file.",
    )


ILLEGIBLE = [
    (b"nonsense", None, "The line is not valid JSON."),
    (b"{", None, "The line is not valid JSON."),
    (b"[1]", None, "The line is not a JSON object."),
    (b"null", None, "The line is not a JSON object."),
    (b"[" * 100_000, None, "The line is not valid JSON."),
    (b'{"id": "\xff"}', "\N{REPLACEMENT CHARACTER}", "The line is not UTF-8 text."),
    (b'{"id": "a", "id": "a"}', "a", "A name is used twice in one object."),
    (b'{"id": "a", "plan": {"minutes": NaN}}', "a", "NaN is not a number."),
    (_line(_bare(id=[1])), None, "An id must be text or a number."),
    (b'{"id": 1e999}', None, "An id must be text or a number."),
    (_line({"id": 7}), 7, "flags must be a list."),
    (_line(_bare(flags={})), "bare", "flags must be a list."),
    (_line(_bare(flags=["gout"])), "bare", "A flag must be an object."),
    (_line(_flagged(sides="left")), "bare", "There is no 'sides' in a flag."),
    (_line(_flagged(condition=None)), "bare", "condition must be a code."),
    (_line(_flagged(condition="luck")), "bare", "There is no condition called 'luck'."),
    (_line(_flagged(condition="gout\x00")), "bare", "There is no condition called 'gout\\x00'."),
    (_line(_flagged(condition="\ud800")), "bare", "There is no condition called '\\ud800'."),
    (_line(_flagged(status="perhaps")), "bare", "There is no status called 'perhaps'."),
    (_line(_flagged(status=None)), "bare", "There is no status called None."),
    (_line(_flagged(side="middle")), "bare", "There is no side called 'middle'."),
    (_line(_flagged(side=["left"])), "bare", "There is no side called ['left']."),
    (_line(_flagged(areas="heel")), "bare", "areas must be a list."),
    (_line(_flagged(areas=[1])), "bare", "areas must be a list of codes."),
    (_line(_flagged(areas=["nose"])), "bare", "There is no area called 'nose'."),
    (_line(_flagged(asked_on="20261120")), "bare", "asked_on must be a date such as 2026-11-20."),
    (_line(_flagged(asked_on="2026-02-30")), "bare", "asked_on must be a date such as 2026-11-20."),
    (_line(_flagged(due_on=20261120)), "bare", "due_on must be a date such as 2026-11-20."),
    (_line(_flagged(cleared="yes")), "bare", "cleared must be true, false or null."),
    (_line(_flagged(attributes=[])), "bare", "attributes must be an object."),
    (_line(_flagged(attributes={"flare": {}})), "bare", "An attribute must be text, a number, true or false."),
    (_line(_bare(session_on=None)), "bare", "session_on is missing."),
    (_line(_bare(plan=None)), "bare", "The plan must be an object."),
    (_line(_planned(zone=[])), "bare", "There is no 'zone' in the plan."),
    (_line(_planned(zones=[{"zone": "liver"}])), "bare", "There is no side called None."),
    (_line(_planned(zones=[{"zone": "soul", "side": "left"}])), "bare", "There is no zone called 'soul'."),
    (_line(_planned(zones=[{"zone": "liver", "side": "unknown"}])), "bare", "There is no foot called 'unknown'."),
    (_line(_planned(techniques=["hammer"])), "bare", "There is no technique called 'hammer'."),
    (_line(_planned(pressure="2")), "bare", "pressure must be a number."),
    (_line(_planned(pressure=True)), "bare", "pressure must be a number."),
    (_line(_planned(minutes=-1)), "bare", "The minutes of a plan must be a number."),
    (_line(_planned(minutes=5)).replace(b"5}", b"1e999}"), "bare", "minutes must be a number."),
    (b'{"id": ' + b"9" * 5000 + b"}", None, "An id must be text or a number."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "name", "error"), ILLEGIBLE, ids=range(len(ILLEGIBLE)))
def test_a_line_that_is_no_good_is_answered_with_its_id_and_the_reason(line: bytes, name: object, error: str):
    assert _answer(line) == {"id": name, "complete": False, "error": error}


def test_a_huge_number_is_a_number_above_the_limit():
    outcome = _answer(b'{"session_on": "2026-11-20", "flags": [], "plan": {"minutes": ' + b"9" * 200 + b"}}")

    assert (outcome["id"], outcome["problems"]) == (None, ["minutes"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(BARE)) | st.text(), inner, max_size=4)
    ),
)


@hypothesis(max_examples=300)
@given(case=json_values.map(lambda value: json.dumps(value).encode()) | st.binary())
def test_any_line_at_all_gets_one_line_of_plain_json(case: bytes):
    reply = answer(library(), case)

    assert reply.line.isascii()
    assert "\n" not in reply.line
    outcome = json.loads(reply.line)
    assert list(outcome)[:2] == ["id", "complete"]
    assert outcome["complete"] is reply.made


# The command.


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + _line(CASE) + b"\r\n\r\n   \n" + _line(_bare(id=2)) + b"\n")
    return path


def test_shipped_answers_in_order_and_skips_blank_lines(cases: Path):
    out = io.StringIO()

    call_command("checkplan", str(cases), "--shipped", stdout=out)

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [one["id"] for one in answers] == ["CASE-014", 2]
    assert answers[0] == ANSWER


def test_a_bad_line_does_not_stop_the_others_but_fails_the_command(cases: Path):
    cases.write_bytes(b"nonsense\n" + cases.read_bytes())
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"^No check could be made of 1 of the lines\.$"):
        call_command("checkplan", str(cases), "--shipped", stdout=out)

    assert [json.loads(line)["complete"] for line in out.getvalue().splitlines()] == [False, True, True]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("checkplan", str(tmp_path / "none.jsonl"), "--shipped")


def test_core_tier_leaves_extended_rules_out(tmp_path: Path):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(_line(_flagged(condition="frail_older")))
    answers = []

    for tier in ("core", "all"):
        out = io.StringIO()
        call_command("checkplan", str(path), "--shipped", "--tier", tier, stdout=out)
        answers.append(json.loads(out.getvalue())["session"])

    assert answers == ["ok", "caution"]


def test_faulty_content_answers_every_line_as_incomplete(cases: Path, monkeypatch):
    monkeypatch.setattr(case_file, "read_content", lambda: ({}, ["rules PREG-01: weeks runs backwards"]))
    out = io.StringIO()

    with pytest.raises(CommandError, match="2 of the lines"):
        call_command("checkplan", str(cases), "--shipped", stdout=out)

    error = "The shipped knowledge is not sound: rules PREG-01: weeks runs backwards"
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": name, "complete": False, "error": error} for name in ("CASE-014", 2)
    ]


@pytest.mark.django_db
def test_without_a_release_every_line_is_incomplete(cases: Path):
    out = io.StringIO()

    with pytest.raises(CommandError, match="2 of the lines"):
        call_command("checkplan", str(cases), stdout=out)

    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": name, "complete": False, "error": "No knowledge has been published yet."} for name in ("CASE-014", 2)
    ]


@pytest.mark.django_db
def test_the_published_release_answers_as_the_shipped_content_does(cases: Path):
    publish_shipped()
    out = io.StringIO()

    call_command("checkplan", str(cases), stdout=out)

    assert json.loads(out.getvalue().splitlines()[0]) == ANSWER


@pytest.mark.django_db
def test_a_database_that_cannot_be_read_is_an_incomplete_answer(cases: Path):
    out = io.StringIO()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE knowledge_release RENAME TO knowledge_lost")
    with pytest.raises(CommandError, match="2 of the lines"):
        call_command("checkplan", str(cases), stdout=out)

    assert json.loads(out.getvalue().splitlines()[0])["error"] == "The database cannot be read."


def test_shipped_needs_neither_settings_nor_a_database(cases: Path):
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("REFLEX_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "manage.py", "checkplan", "--shipped"]

    with cases.open("rb") as lines:
        run = subprocess.run(
            command,
            stdin=lines,
            capture_output=True,
            check=False,
            cwd=settings.BASE_DIR,
            env=bare | {"REFLEX_NO_BOOTSTRAP": "1"},
        )

    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout.splitlines()[0]) == ANSWER


def test_a_reader_who_leaves_early_meets_no_traceback(tmp_path: Path):
    path = tmp_path / "many.jsonl"
    path.write_bytes((_line(CASE) + b"\n") * 3000)
    command = [sys.executable, "manage.py", "checkplan", "--shipped", str(path)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=settings.BASE_DIR) as run:
        first = run.stdout.readline()
        run.stdout.close()
        errors = run.stderr.read()

    assert json.loads(first) == ANSWER
    assert (run.returncode, errors) == (1, b"Nobody reads the answers any more.\n")
