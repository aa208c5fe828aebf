"""The closed sets, in the order people think of them, in words people say."""

from django.db.models import TextChoices


class Region(TextChoices):
    TOES = "toes", "Toes"
    BALL = "ball", "Ball"
    ARCH = "arch", "Arch"
    HEEL = "heel", "Heel"
    MEDIAL_EDGE = "medial_edge", "Inner edge"
    LATERAL_EDGE = "lateral_edge", "Outer edge"
    ANKLE = "ankle", "Ankle"
    DORSUM = "dorsum", "Top of foot"
    LOWER_LEG = "lower_leg", "Lower leg"


class View(TextChoices):
    PLANTAR = "plantar", "Sole"
    DORSAL = "dorsal", "Top"
    MEDIAL = "medial", "Inner side"
    LATERAL = "lateral", "Outer side"


class Feet(TextChoices):
    BOTH = "both", "Both feet"
    RIGHT = "right", "Right foot"
    LEFT = "left", "Left foot"


class Layer(TextChoices):
    TILE = "tile", "Tile"
    AREA = "area", "Plain area, over the tiles"
    LANDMARK = "landmark", "Landmark, not a zone"
    POINT = "point", "Point"


class ZoneKind(TextChoices):
    REFLEX = "reflex", "Reflex zone"
    STRUCTURAL = "structural", "Plain area of the foot"
    ACUPOINT = "acupoint", "Acupressure point"


class BodySystem(TextChoices):
    NERVOUS = "nervous", "Nerves"
    SENSORY = "sensory", "Senses"
    ENDOCRINE = "endocrine", "Hormones"
    RESPIRATORY = "respiratory", "Breathing"
    CIRCULATORY = "circulatory", "Circulation"
    DIGESTIVE = "digestive", "Digestion"
    URINARY = "urinary", "Bladder and kidneys"
    REPRODUCTIVE = "reproductive", "Reproduction"
    LYMPHATIC = "lymphatic", "Lymph"
    IMMUNE = "immune", "Immune system"
    MUSCULOSKELETAL = "musculoskeletal", "Bones and muscles"


class Confidence(TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Tier(TextChoices):
    CORE = "core", "Core"
    EXTENDED = "extended", "Extended"


class Category(TextChoices):
    DAY_OF = "day_of", "How the client is today"
    PERSON = "person", "The person"
    REPRODUCTIVE = "reproductive", "Pregnancy and reproduction"
    VASCULAR = "vascular", "Veins, arteries and clots"
    CARDIAC = "cardiac", "Heart and circulation"
    BLOOD = "blood", "Blood"
    METABOLIC = "metabolic", "Metabolism"
    NEUROLOGICAL = "neurological", "Nerves"
    MUSCULOSKELETAL = "musculoskeletal", "Bones, joints and muscles"
    SURGICAL = "surgical", "Operations"
    SKIN = "skin", "Skin"
    INFECTION = "infection", "Infections"
    ONCOLOGY = "oncology", "Cancer"
    ORGAN = "organ", "Kidneys and liver"
    DIGESTIVE = "digestive", "Digestion"
    RESPIRATORY = "respiratory", "Breathing"
    MENTAL_HEALTH = "mental_health", "Mental health"
    MEDICATION = "medication", "Medicine"
    ALLERGY = "allergy", "Allergies"
    SYSTEM = "system", "Set by the program"


class ConditionKind(TextChoices):
    ASKED = "asked", "Asked in the intake"
    DERIVED = "derived", "Worked out from other answers"
    SYSTEM = "system", "Set by the program"


class AskWhen(TextChoices):
    INTAKE = "intake", "At the intake"
    EVERY_SESSION = "every_session", "At every session"


class FormSection(TextChoices):
    TODAY_CHECK = "today_check", "Today"
    INTAKE = "intake", "Intake"
    DETAIL = "detail", "Details of another answer"
    SYSTEM = "system", "Not on the form"


class AnswerKind(TextChoices):
    YES_NO = "yes_no", "Yes or no"
    CHOICE = "choice", "One of several answers"
    DATE = "date", "Date"
    NUMBER = "number", "Number"
    YEARS = "years", "Years"
    TEXT = "text", "Text"
    LIST = "list", "Several answers"
    SIDE = "side", "Left, right or both"
    AREAS = "areas", "Parts of the foot"


class FlagPart(TextChoices):
    ATTRIBUTE = "", "A detail of its own"
    STATUS = "status", "Whether the client has it"
    SIDE = "side", "The side"
    AREAS = "areas", "The parts of the foot"
    REFERENCE_ON = "reference_on", "The day it happened"
    DUE_ON = "due_on", "The day the baby is due"
    CLEARED = "cleared", "Medical clearance"


class Status(TextChoices):
    YES = "yes", "yes"
    SUSPECTED = "suspected", "suspected"
    PAST = "past", "in the past"
    NO = "no", "no"
    UNKNOWN = "unknown", "not known"
    NOT_APPLICABLE = "not_applicable", "does not apply"


class ScopeKind(TextChoices):
    SESSION = "session", "The whole session"
    REGION = "region", "Part of the foot"
    AREA = "area", "The areas the client named"
    GROUP = "group", "Group of zones"
    ZONE = "zone", "Zone"
    CLASS = "class", "Kind of technique"
    TECHNIQUE = "tech", "Technique"
    PRODUCT = "product", "Product"


class Reach(TextChoices):
    ANY = "any", "Both feet"
    AFFECTED = "affected", "The affected foot"


class Effect(TextChoices):
    ABSOLUTE = "absolute", "Absolute"
    AVOID = "avoid", "Avoid"
    REFER = "refer", "Clearance first"
    CAUTION = "caution", "Caution"
    INFORM = "inform", "Note"


class Call(TextChoices):
    """Whom a client with a red flag should turn to at once."""

    EMERGENCY = "emergency", "The emergency number"
    URGENT = "urgent", "Medical help today"
    MIDWIFE = "midwife", "The midwife or maternity unit"
    CRISIS = "crisis", "Someone now: the crisis or emergency number"
    DOCTOR = "doctor", "A doctor, soon"


class Lifting(TextChoices):
    NONE = "none", "Nobody can lift it"
    CLEARANCE = "clearance", "Medical clearance lifts it"
    ANSWER = "answer", "The client’s answer lifts it"
    REASON = "reason", "You may go on with a written reason"


class Grade(TextChoices):
    A = "A", "Strong evidence"
    B = "B", "Moderate evidence"
    C = "C", "Weak evidence"
    D = "D", "Expert opinion"
    CONSENSUS = "consensus", "Professional consensus"
    SEED = "seed", "Founding article"


class Weight(TextChoices):
    """How well an aftercare advice is founded."""

    HIGH = "high", "Well established"
    B = "B", "Moderate evidence"
    C = "C", "Weak evidence"
    D = "D", "Expert opinion"
    CONSENSUS = "consensus", "Professional consensus"
    SEED = "seed", "Founding article"


class SheetSection(TextChoices):
    """Where an advice stands on the aftercare sheet."""

    FEEL = "feel", "What you may feel"
    CARE = "care", "Look after yourself"
    TELL = "tell", "Tell us before your next visit"
    HELP = "help", "Get medical help at once if"
    ABOUT = "about", "Good to know"


class Cleared(TextChoices):
    EITHER = "", "Cleared or not"
    YES = "yes", "Cleared"
    NO = "no", "Not cleared"


class Operator(TextChoices):
    IS = "=", "is"
    IS_NOT = "!=", "is not"
    BELOW = "<", "is below"
    ABOVE = ">", "is above"


class TechniqueKind(TextChoices):
    TECHNIQUE = "technique", "Technique"
    TOOL = "tool", "Tool"
    PRODUCT = "product", "Product"
    SELF_CARE = "self_care", "Self-care"
    ALTERNATIVE = "alternative", "Alternative"


class Worker(TextChoices):
    PRACTITIONER = "practitioner", "Practitioner"
    PARTNER = "partner", "Partner"
    SELF = "self", "Client at home"


class Per(TextChoices):
    AREA = "area", "for each area"
    FOOT = "foot", "for each foot"
    LEG = "leg", "for each leg"
    SESSION = "session", "in a session"


class SourceKind(TextChoices):
    SEED = "seed", "Founding article"
    GUIDELINE = "guideline", "Guideline"
    COCHRANE = "cochrane", "Cochrane review"
    REVIEW = "review", "Review"
    TRIAL = "trial", "Trial"
    CASE_REPORT = "case_report", "Case report"
    STANDARD = "standard", "Standard"
    REGULATOR = "regulator", "Regulator"
    PROFESSIONAL = "professional", "Professional body"
    TEXTBOOK = "textbook", "Textbook"
    EXPERT = "expert", "Expert"
    PRACTITIONER = "practitioner", "Practitioner"
    COMMENTARY = "commentary", "Commentary"
    CHARITY = "charity", "Charity"
    CHART = "chart", "Foot chart"
    WEB = "web", "Website"
    VENDOR = "vendor", "Seller"
    PRODUCT = "product", "House rule"


class Strength(TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    NONE = "n/a", "Not rated"
