"""A second opinion: the meaning of a check in plain loops over the document, sharing no code with the product."""

from knowledge.check import Fact, Plan

GRAVITY = ["ok", "inform", "caution", "refer", "avoid", "absolute"]


def judge(document, facts: tuple[Fact, ...], plan: Plan) -> dict:
    """What the check must answer for sound facts and a plan of known zones and techniques."""
    conditions = {row["code"]: row for row in document["conditions"]}
    zones = {row["code"]: row for row in document["zones"]}
    causes, stale, no_intake = _causes(facts, plan, conditions)
    planned, problems = _planned(plan, zones)
    hits = [hit for fact, status in causes for hit in _hits(document, fact, status, causes, planned, zones, plan)]

    session = _gravest(rule["effect"] for rule, whole, _, _ in hits if whole and rule["condition"] != "always")
    effects = {
        (side, code): _gravest(
            [rule["effect"] for rule, _, touched, _ in hits if (side, code) in touched]
            + ([session] if session not in ("ok", "inform") else [])
        )
        for side, code in planned
    }
    techniques = {
        code: _gravest(rule["effect"] for rule, _, _, used in hits if code in used) for code in plan.techniques
    }
    workable = {place for place, effect in effects.items() if effect not in ("avoid", "absolute")}
    pressure, minutes = 5, 60
    for rule, whole, touched, _ in hits:
        if whole or any(place in workable for place in touched):
            pressure = min(pressure, rule["max_pressure"] or 5)
            minutes = min(minutes, rule["max_minutes"] or 60)
    if session == "absolute" or (plan.zones and not workable):
        pressure = minutes = 0
    if plan.pressure is not None and plan.pressure > pressure:
        problems.append("pressure")
    if plan.minutes is not None and plan.minutes > minutes:
        problems.append("minutes")
    return {
        "complete": not no_intake,
        "session": session,
        "zones": {f"{side}:{code}": effect for (side, code), effect in effects.items()},
        "techniques": techniques,
        "max_pressure": pressure,
        "max_minutes": minutes,
        "rules": sorted({rule["code"] for rule, _, _, _ in hits}) + (["STALE"] if stale else []),
        "problems": sorted(set(problems)),
    }


def _causes(facts, plan, conditions):
    """Every fact with its status on the day, those the product raises itself, and whether any is stale."""
    causes, stale = [], False
    for fact in facts:
        status, condition = str(fact.status), conditions[fact.condition]
        age = 0 if fact.asked_on is None else (plan.session_on - fact.asked_on).days
        if age > condition["fresh_days"]:
            if status == "no":
                status = "unknown"
            elif status in ("yes", "suspected", "past"):
                stale = True
        causes.append((fact, status))
        if status == "unknown":
            critical = "yes" if condition["critical"] else "no"
            causes.append((Fact("answer_unknown", attributes={"critical": critical}), "yes"))
    no_intake = any(fact.condition == "intake_missing" and status in ("yes", "suspected") for fact, status in causes)
    return [*causes, (Fact("always"), "yes")], stale, no_intake


def _planned(plan, zones):
    planned, problems = [], []
    for zone in plan.zones:
        for side in ("right", "left") if zone.side == "both" else (str(zone.side),):
            if zones[zone.code]["foot_side"] in ("both", side):
                planned.append((side, zone.code))
            else:
                problems.append(f"wrong_foot:{side}:{zone.code}")
    return planned, problems


def _hits(document, fact, status, causes, planned, zones, plan):
    """The rules that apply to one fact and touch the plan: rule, whole session, places, techniques."""
    for rule in document["rules"]:
        if rule["condition"] != fact.condition or status not in rule["statuses"]:
            continue
        if not _applies(rule, fact, causes, plan):
            continue
        whole = any(token["kind"] == "session" for token in rule["scope"])
        touched = [
            place for place in planned if any(_lies_in(token, rule, fact, place, zones) for token in rule["scope"])
        ]
        used = [code for code in plan.techniques if any(_uses(token, code, document) for token in rule["scope"])]
        if whole or touched or used:
            yield rule, whole, touched, used


def _applies(rule, fact, causes, plan):
    if rule["weeks"] and fact.due_on is not None:
        weeks = (280 - (fact.due_on - plan.session_on).days) // 7
        if weeks < rule["weeks"][0] or weeks > rule["weeks"][1]:
            return False
    if rule["days"] and fact.reference_on is not None:
        days = (plan.session_on - fact.reference_on).days
        if days < rule["days"][0] or days > rule["days"][1]:
            return False
    if rule["cleared"] == "yes" and fact.cleared is not True:
        return False
    if rule["cleared"] == "no" and fact.cleared is True:
        return False
    if rule["also_condition"]:
        present = [cause.condition for cause, status in causes if status in ("yes", "suspected")]
        if rule["also_condition"] not in present:
            return False
    return all(_answered(attribute, fact) for attribute in rule["attributes"])


def _answered(attribute, fact):
    """One of several answers is enough."""
    for answer in fact.attributes.get(attribute["field"], "").split("|"):
        known = answer not in ("", "unknown")
        if known and attribute["operator"] in "<>":
            known = answer.replace(".", "", 1).isdigit()
        if not known:
            met = attribute["when_unknown"]
        elif attribute["operator"] == "=":
            met = answer == attribute["value"]
        elif attribute["operator"] == "!=":
            met = answer != attribute["value"]
        elif attribute["operator"] == "<":
            met = float(answer) < float(attribute["value"])
        else:
            met = float(answer) > float(attribute["value"])
        if met:
            return True
    return False


def _lies_in(token, rule, fact, place, zones):
    side, code = place
    zone = zones[code]
    if rule["foot"] == "affected" and fact.side in ("left", "right") and fact.side != side:
        return False
    regions = [zone["region"], *zone["secondary_regions"]]
    if token["kind"] == "region":
        return token["code"] == "all" or token["code"] in regions
    if token["kind"] == "area":
        return not fact.areas or "unknown" in fact.areas or any(area in regions for area in fact.areas)
    if token["kind"] == "group":
        return token["code"] in zone["groups"]
    return token["kind"] == "zone" and token["code"] == code


def _uses(token, code, document):
    if token["kind"] == "class":
        return any(row["code"] == code and token["code"] in row["classes"] for row in document["techniques"])
    return token["kind"] in ("tech", "product") and token["code"] == code


def _gravest(effects):
    return max(effects, key=GRAVITY.index, default="ok")
