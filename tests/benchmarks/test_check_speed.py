"""What a check costs, beside naive loops over the same rules in the same run."""

import time
from collections.abc import Callable

from knowledge.check import Assessment, Fact, Plan, check
from knowledge.library import Library
from knowledge.shipped import read_content
from tests.knowledge.cases import document, facts, library, plan, whole_feet
from tests.knowledge.oracle import judge

FIFTEEN = (
    "pregnancy gest=28 cleared=yes; open_wound side=left area=heel; diabetes; neuropathy side=left; varicose_veins;"
    " oedema; hypertension; anticoagulants; stress_fracture status=past side=right days=20 cleared=yes; epilepsy;"
    " dvt status=past cleared=yes; cancer cleared=yes; gout; verruca side=left area=heel; athletes_foot status=unknown"
)
SHAPES = {
    "a plan, two flags": (
        facts("pregnancy gest=28 cleared=yes; open_wound side=left area=heel infected=no"),
        plan("R:liver,kidney L:solar_plexus,lung_chest | tech=thumb_walking | pressure=2 | minutes=45"),
    ),
    "both feet, three flags": (facts("diabetes; gout side=left; open_wound side=left"), whole_feet(techniques=False)),
    "both feet, fifteen flags": (facts(FIFTEEN), whole_feet(techniques=False)),
}


def _read(assessment: Assessment) -> None:
    """All that is stored of a check."""
    assert assessment.complete
    assert (assessment.zones, assessment.techniques, assessment.rules) is not None


def _microseconds(act: Callable[[], object], times: int) -> float:
    """The best of seven rounds, in microseconds for one."""
    rounds = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(times):
            act()
        rounds.append((time.perf_counter() - start) / times)
    return min(rounds) * 1e6


def _check(known: tuple[Fact, ...], planned: Plan) -> None:
    _read(check(library(), facts=known, plan=planned))


def _show(known: tuple[Fact, ...], planned: Plan) -> None:
    for finding in check(library(), facts=known, plan=planned).findings:
        assert finding.code
        assert finding.fingerprint


def test_check_beside_naive_loops():
    print(f"\n{'':26}{'check':>10}{'+ findings':>12}{'naive':>10}{'ratio':>8}   (microseconds)")
    for name, (known, planned) in SHAPES.items():
        bare = _microseconds(lambda: _check(known, planned), 300)  # noqa: B023
        shown = _microseconds(lambda: _show(known, planned), 30)  # noqa: B023
        naive = _microseconds(lambda: judge(document(), known, planned), 5)  # noqa: B023
        print(f"{name:26}{bare:10.1f}{shown:12.1f}{naive:10.0f}{naive / bare:8.0f}")


def test_compiling_a_release():
    read = _microseconds(read_content, 3) / 1000
    compiled = _microseconds(lambda: Library.compile(document()), 3) / 1000
    print(f"\nread and validate the content {read:.1f} ms, compile a release {compiled:.1f} ms")
