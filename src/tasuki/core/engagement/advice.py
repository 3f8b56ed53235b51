"""What does not stop anybody, but should be seen: warnings beside the verdicts (domain.md A-6, A-30, A-37, R-3, R-5, R-10).

The figures are the rules file's (`advice`); one that is left out switches its warning off.
"""

from collections.abc import Iterator
from datetime import date

from tasuki.core.calendar import Calendar, business_days_between
from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.checks import View
from tasuki.core.engagement.circumstances import Circumstances
from tasuki.core.engagement.facts import Fact
from tasuki.core.engagement.plan import Lane
from tasuki.core.finding import Finding, Remedy, Severity


def advice(assessment: Assessment, circumstances: Circumstances) -> tuple[Finding, ...]:
    """Warnings and notes for an engagement that is not closed; nothing for one that is."""
    if assessment.is_closed:
        return ()
    found = [*_about_days(circumstances), *_about_contacts(assessment, circumstances)]
    for lane in assessment.plan.lanes[:-1]:
        view = View(assessment.history, lane)
        found += [*_about_usage(circumstances, lane, view), *_about_discussion(circumstances, lane, view)]
    return tuple(found)


def _advise(code: str, lane: Lane | None, severity: Severity = "warning", remedy: Remedy | None = None, **values: object) -> Finding:
    return Finding(code=code, severity=severity, remedy=remedy, values={"workload": lane.workload if lane else None, **values})


def _about_days(circumstances: Circumstances) -> Iterator[Finding]:
    """Reminders and ages count business days: where nobody knows the holidays, they come too early."""
    days, year = circumstances.holidays, circumstances.today.year
    if isinstance(days, Calendar) and days.lacks(year):
        yield _advise("holidays-unknown", None, country=circumstances.tenant.country or "", year=year)


def _about_contacts(assessment: Assessment, circumstances: Circumstances) -> Iterator[Finding]:
    """R-3: the review counts; who was verified long ago is worth a look."""
    limit = assessment.plan.main.advice.get("contacts-verified-days")
    for contact in circumstances.contacts:
        if limit is None or contact.do_not_contact:
            continue
        days = (circumstances.today - contact.verified_on).days if contact.verified_on else None
        if days is None or days > limit:
            remedy = Remedy(command="verify-contact", keys={"email": contact.email or ""})
            yield _advise("contact-not-verified", None, remedy=remedy, name=contact.name, kind=contact.kind, days=days, limit=limit)


def _about_usage(circumstances: Circumstances, lane: Lane, view: View) -> Iterator[Finding]:
    reached = _newest(view, "milestone-reached")
    reading = circumstances.readings.get(lane.workload or "")
    if reading is not None and reading.seats == 0:
        yield _advise("no-entitlements", lane, date=reading.date.isoformat())
    if reached is None:
        if _newest(view, "no-blocker-confirmed") is not None:
            yield _advise("no-blocker-without-usage", lane, "note")
        return
    if reading is not None and reading.active_users < reached.data["required"] and reading.date.isoformat() > reached.data["date"]:
        yield _advise(
            "usage-below-now", lane, date=reading.date.isoformat(), active_users=reading.active_users, required=reached.data["required"]
        )
    if reached.data["active_users"] > reached.data["seats"]:
        yield _advise("active-above-seats", lane, active_users=reached.data["active_users"], seats=reached.data["seats"])
    limit = lane.playbook.advice.get("evidence-days")
    days = (circumstances.today - date.fromisoformat(reached.data["date"])).days
    if limit is not None and days > limit and _newest(view, "discussion-held") is None:
        yield _advise("evidence-old", lane, date=reached.data["date"], days=days, limit=limit)


def _about_discussion(circumstances: Circumstances, lane: Lane, view: View) -> Iterator[Finding]:
    held = _newest(view, "discussion-held")
    low = lane.playbook.advice.get("satisfaction-low")
    if held is not None and low is not None and held.data["satisfaction"].isdigit() and int(held.data["satisfaction"]) <= low:
        yield _advise("satisfaction-low", lane, satisfaction=held.data["satisfaction"])
    scheduled = _newest(view, "discussion-scheduled")
    limit = lane.playbook.advice.get("account-team-days")
    informed = [fact for fact in view.of("mail-handed-over", "mail-recorded") if _is_to_account_team(fact, lane)]
    if scheduled is None or held is not None or limit is None or not informed:
        return
    day = date.fromisoformat(scheduled.data["at"][:10])
    sent = date.fromisoformat(informed[0].data.get("on", informed[0].at.date().isoformat()))
    apart = business_days_between(sent, day, circumstances.holidays)
    if apart < limit:
        yield _advise("account-team-told-late", lane, apart=apart, limit=limit, day=day.isoformat())


def _is_to_account_team(fact: Fact, lane: Lane) -> bool:
    template = lane.playbook.mails.get(str(fact.data.get("template")))
    return template is not None and template.to == "account-team"


def _newest(view: View, kind: str) -> Fact | None:
    facts = view.of(kind)
    return facts[-1] if facts else None
