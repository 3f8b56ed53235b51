"""Words to start a note from. They are put after what somebody has typed, never in its place."""

from tasuki.services import clock, shipped
from tasuki.services.engagements import Case
from tasuki.services.places import zone_of


def named(language: str) -> list[tuple[str, str]]:
    """Key and name of each, in their order."""
    return [(key, template[language]["name"]) for key, template in shipped.plain("note-templates.yaml").items()]


def text_of(key: str, language: str, case: Case) -> str | None:
    """Filled for an engagement; None where there is no such template."""
    template = shipped.plain("note-templates.yaml").get(key)
    if template is None:
        return None
    tenant = case.engagement.tenant
    manager = case.circumstances.person(case.assessment.manager)
    known = {"tenant": tenant.name, "date": clock.today(zone_of(tenant)).isoformat(), "manager": manager.name if manager else "–"}
    text: str = template[language]["text"].strip()
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text
