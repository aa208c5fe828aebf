"""Who may open what: every address by its name. What is not in this table fails the sweep.

`about` says what the address is asked about (see `world.py`): always somebody who is in the carer's care.
`reads` are those whom a GET lets in, `writes` those whom a POST lets in; everybody else is shut out.
"""

from dataclasses import dataclass, field

NOBODY: frozenset[str] = frozenset()
STRANGERS = frozenset({"anonymous", "left", "guest"})
"""Somebody off the street, somebody who no longer works here, and a client who came in by an intake link."""

ASSISTANT = frozenset({"assistant"})
CARE = frozenset({"carer", "owner"}) | ASSISTANT
TREATS = CARE | {"other"}
KNOWS = TREATS | {"editor"}
EDITS = frozenset({"editor", "owner"})
DESK = CARE | {"reception"}
MEETS = TREATS | {"reception"}
OWNER = frozenset({"owner"})
CO_SIGNS = CARE - ASSISTANT
KEEPS_HOURS = DESK - ASSISTANT
"""Those who may look at the carer's hours: nobody else's but one's own, unless one keeps everybody's."""
SIGNED_IN = MEETS | EDITS
EVERYBODY = SIGNED_IN | STRANGERS
GUEST = frozenset({"guest"})
ROLES = sorted(EVERYBODY)

SEE_NAMES, SEE_HEALTH = DESK, CARE
"""Whom a page may show the name, and the health, of the client in the carer's care."""


@dataclass(frozen=True)
class Address:
    reads: frozenset[str]
    writes: frozenset[str]
    about: str = ""
    is_down: bool = False
    """Whether its answer is that something does not work at present."""
    data: dict[str, str] = field(default_factory=dict)
    """What has to be sent along for the address to make sense."""


def same(who: frozenset[str], about: str = "") -> Address:
    return Address(who, who, about)


def page(who: frozenset[str], about: str = "") -> Address:
    return Address(who, NOBODY, about)


def press(who: frozenset[str], about: str = "") -> Address:
    return Address(NOBODY, who, about)


OWN_PAGES = {
    "today": same(SIGNED_IN),
    "here": page(SIGNED_IN),
    "signing_pin": same(SIGNED_IN),
    "set_up": same(NOBODY, "used_token"),
    "clients:list": page(MEETS),
    "clients:new": same(MEETS),
    "clients:edit": same(DESK, "client"),
    "clients:archive": press(DESK, "client"),
    "clients:restore": press(DESK, "client"),
    "clients:flags": page(CARE, "client"),
    "clients:add_flag": same(CARE, "client"),
    "clients:change_flag": same(CARE, "flag"),
    "clients:end_flag": same(CARE, "flag"),
    "clients:ask": same(CARE, "client"),
    "clients:today_check": same(CARE, "client"),
    "clients:goals": same(CARE, "client"),
    "clients:rename_goal": same(CARE, "goal"),
    "clients:end_goal": press(CARE, "goal"),
    "clients:clearances": page(CARE, "client"),
    "clients:add_clearance": same(CARE, "client"),
    "clients:answer_clearance": same(CARE, "clearance"),
    "clients:clearance_letter": page(CARE, "clearance"),
    "clients:clearance_pdf": page(CARE, "clearance"),
    "clients:withdraw_clearance": press(CARE, "clearance"),
    "clients:consents": page(CARE, "client"),
    "clients:agree_photos": same(CARE, "client"),
    "clients:withdraw_consent": same(CARE, "consent"),
    "clients:agree_email": same(CARE, "client"),
    "clients:intakes": page(CARE, "client"),
    "clients:paper_form": page(CARE, "client"),
    "clients:transcribe": same(CARE, "client"),
    "clients:send_intake": same(DESK, "client"),
    "clients:hand_over": press(DESK, "client"),
    "clients:revoke_link": press(DESK, "link"),
    "clients:intake": same(CARE, "intake"),
    "clients:review": same(CARE, "intake"),
    "clients:red_flags_seen": press(CARE, "intake"),
    "sessions:reviewed": page(CARE, "reviewed"),
    "sessions:for_client": same(DESK, "client"),
    "sessions:preview": page(DESK, "client"),
    "sessions:reports": page(TREATS),
    "sessions:calendar": same(MEETS),
    "sessions:visit": same(DESK, "session"),
    "sessions:feed_address": same(TREATS),
    "sessions:feed": page(EVERYBODY, "feed_token"),
    "sessions:buddy": same(TREATS),
    "sessions:arrive": same(CARE, "session"),
    "sessions:longer": press(DESK, "session"),
    "sessions:check_out": press(DESK, "session"),
    "sessions:reminders": same(OWNER),
    "sessions:settle_notice": press(DESK, "notice"),
    "sessions:hours": same(MEETS),
    "sessions:hours_of": same(KEEPS_HOURS, "person"),
    "sessions:remove_hours": press(KEEPS_HOURS, "workinghours"),
    "sessions:remove_absence": press(KEEPS_HOURS, "absence"),
    "sessions:book": same(MEETS),
    "sessions:repeat": same(MEETS),
    "sessions:move": same(DESK, "session"),
    "sessions:cancel": same(DESK, "session"),
    "sessions:plan": same(CARE, "session"),
    "sessions:plan_zone": Address(NOBODY, CARE, "booked", data={"zones": "right:liver"}),
    "sessions:plan_apply": press(CARE, "session"),
    "sessions:plan_limits": press(CARE, "session"),
    "sessions:acknowledge": press(CARE, "session"),
    "sessions:override": Address(CARE, CARE, "booked", data={"zone": "right:liver"}),
    "sessions:start": press(CARE, "session"),
    "sessions:log": page(CARE, "session"),
    "sessions:log_zone": press(CARE, "session"),
    "sessions:end_work": press(CARE, "session"),
    "sessions:note": same(CARE, "session"),
    "sessions:autosave": press(CARE, "session"),
    "sessions:score": press(CARE, "session"),
    "sessions:sign": press(CARE, "session"),
    "sessions:take_over": Address(NOBODY, CARE, "session", data={"field": "plan"}),
    "sessions:use_template": press(CARE, "session"),
    "sessions:co_sign": press(CO_SIGNS, "session"),
    "sessions:return_note": press(CO_SIGNS, "session"),
    "sessions:own_texts": same(TREATS),
    "sessions:new_template": same(TREATS),
    "sessions:change_template": same(OWNER, "notetemplate"),
    "sessions:remove_template": press(OWNER, "notetemplate"),
    "sessions:amend": press(CARE, "session"),
    "sessions:photos": same(CARE, "session"),
    "sessions:client_photos": page(CARE, "client"),
    "sessions:photo": page(CARE, "photo"),
    "sessions:photo_small": page(CARE, "photo"),
    "sessions:remove_photo": same(CARE, "photo"),
    "sessions:record": page(CARE, "session"),
    "sessions:record_pdf": page(CARE, "session"),
    "sessions:dossier": page(CARE, "client"),
    "sessions:dossier_file": page(CARE, "dossier"),
    "sessions:aftercare": same(CARE, "session"),
    "sessions:give_aftercare": press(CARE, "session"),
    "sessions:aftercare_sheet": page(CARE, "aftercare_sheet"),
    "sessions:aftercare_pdf": page(CARE, "aftercare_paper"),
    "knowledge:home": page(KNOWS),
    "knowledge:condition": page(KNOWS, "condition_code"),
    "knowledge:zones": page(KNOWS),
    "knowledge:zone": page(KNOWS, "zone_code"),
    "knowledge:techniques": page(KNOWS),
    "knowledge:technique": page(KNOWS, "technique_code"),
    "knowledge:releases": page(KNOWS),
    "knowledge:release": page(KNOWS, "release_number"),
}

INTAKE_PAGES = {
    "intake:start": same(EVERYBODY, "token"),
    "intake:birth_date": same(GUEST),
    "intake:resume": same(GUEST),
    "intake:step": same(GUEST, "step"),
    "intake:keep": press(GUEST, "step"),
    "intake:check": same(GUEST),
    "intake:stop": same(GUEST),
    "intake:sign": same(GUEST),
    "intake:done": same(GUEST),
    "intake:give_back": same(NOBODY),
    "intake:not_ready": Address(EVERYBODY, EVERYBODY, is_down=True),
}

CLOSED = r"^account/(signup|email|confirm-email|login/code)/"
SIGN_IN_PAGES = {
    CLOSED: same(NOBODY, "closed"),
    "account_login": same(EVERYBODY),
    "account_logout": same(EVERYBODY),
    "account_inactive": page(EVERYBODY),
    "account_signup": same(NOBODY),
    "account_reset_password": same(EVERYBODY),
    "account_reset_password_done": page(EVERYBODY),
    "account_reset_password_from_key": same(EVERYBODY, "reset_key"),
    "account_reset_password_from_key_done": page(EVERYBODY),
    "account_change_password": same(SIGNED_IN),
    "account_set_password": same(SIGNED_IN),
    "account_reauthenticate": same(SIGNED_IN),
    "account_email": same(NOBODY),
    "account_email_verification_sent": same(NOBODY),
    "account_confirm_email": same(NOBODY, "reset_mail"),
    "account_confirm_login_code": same(NOBODY),
    "mfa_authenticate": same(SIGNED_IN),
    "mfa_index": page(SIGNED_IN),
    "mfa_reauthenticate": same(SIGNED_IN),
    "mfa_activate_totp": same(SIGNED_IN),
    "mfa_deactivate_totp": same(NOBODY),
    "mfa_view_recovery_codes": same(NOBODY),
    "mfa_generate_recovery_codes": same(SIGNED_IN),
    "mfa_download_recovery_codes": same(NOBODY),
}

ADMIN_PAGES = {
    "admin:index": same(SIGNED_IN),
    "admin:login": same(NOBODY),
    "admin:logout": press(SIGNED_IN),
    "admin:password_change": same(SIGNED_IN),
    "admin:password_change_done": page(SIGNED_IN),
    "admin:autocomplete": same(NOBODY),
    "admin:jsi18n": page(SIGNED_IN),
    "admin:view_on_site": same(SIGNED_IN, "client_type"),
    "admin:app_list": same(MEETS, "admin_part"),
    "admin/(?P<url>.*)$": same(NOBODY),
    "admin:auth_user_password_change": same(OWNER, "person"),
    "admin:knowledge_release_publish": same(EDITS),
}


@dataclass(frozen=True)
class Desk:
    """Who may do what with the rows of a model in the admin."""

    views: frozenset[str] = NOBODY
    changes: frozenset[str] = NOBODY
    adds: frozenset[str] = NOBODY
    deletes: frozenset[str] = NOBODY
    lists: frozenset[str] | None = None
    """Whom the list lets in, where that is more than those who may see this row."""

    def addresses(self, model: str, about: str) -> dict[str, Address]:
        lists = self.views if self.lists is None else self.lists
        return {
            f"admin:{model}_changelist": same(lists),
            f"admin:{model}_add": same(self.adds),
            f"admin:{model}_change": Address(self.views, self.changes, about),
            f"admin:{model}_delete": same(self.deletes, about),
            f"admin:{model}_history": same(self.views, about),
            f"admin/{model.replace('_', '/')}/<path:object_id>/": same(SIGNED_IN, about),
        }


KEPT = Desk(views=CARE, lists=TREATS)
HOURS = Desk(views=KEEPS_HOURS, changes=KEEPS_HOURS, adds=MEETS, deletes=KEEPS_HOURS, lists=MEETS)
OWN_TEXT = Desk(views=TREATS, changes=OWNER, adds=OWNER, deletes=OWNER)
CONTENT = Desk(views=KNOWS, changes=EDITS, adds=EDITS)
DESKS = {
    "auth_group": Desk(),
    "account_emailaddress": Desk(),
    "mfa_authenticator": Desk(),
    "accounts_user": Desk(views=OWNER, changes=OWNER, adds=OWNER),
    "accounts_practice": Desk(views=OWNER, changes=OWNER),
    "accounts_location": Desk(views=OWNER | {"reception"}, changes=OWNER, adds=OWNER),
    "treatments_workinghours": HOURS,
    "treatments_absence": HOURS,
    "audit_event": Desk(views=OWNER),
    "clients_client": Desk(views=DESK, changes=DESK, adds=MEETS, lists=MEETS),
    "clients_goal": Desk(views=CARE, changes=CARE, adds=TREATS, lists=TREATS),
    "clients_flag": KEPT,
    "clients_clearance": KEPT,
    "clients_intake": KEPT,
    "clients_intakelink": Desk(views=DESK, lists=MEETS),
    "clients_consent": KEPT,
    "clients_redflag": KEPT,
    "treatments_treatmentsession": Desk(views=DESK, changes=DESK, lists=MEETS),
    "treatments_homevisit": Desk(views=DESK, lists=MEETS),
    "treatments_notice": Desk(views=DESK, lists=MEETS),
    "treatments_note": Desk(views=CARE, changes=CARE, lists=TREATS),
    **{
        f"treatments_{name}": KEPT
        for name in (
            "plannedzone", "safetycheck", "acknowledgement", "override", "zonefinding", "score", "amendment",
            "secondreading",
        )
    },
    "treatments_notetemplate": OWN_TEXT,
    "treatments_notephrases": OWN_TEXT,
    "knowledge_release": Desk(views=KNOWS),
    **{
        f"knowledge_{name}": CONTENT
        for name in (
            "source", "zone", "zoneshape", "footoutline", "regionshape", "condition", "technique",
            "rule", "protocol", "aftercare",
        )
    },
}  # fmt: skip
ABOUT = {
    "treatments_treatmentsession": "booked",
    "accounts_user": "person",
    "clients_intakelink": "link",
    "accounts_location": "place",
}

ADDRESSES: dict[str, Address] = {
    **OWN_PAGES,
    **INTAKE_PAGES,
    **SIGN_IN_PAGES,
    **ADMIN_PAGES,
    **{
        name: address
        for model, desk in DESKS.items()
        for name, address in desk.addresses(model, ABOUT.get(model, model.split("_")[1])).items()
    },
}
