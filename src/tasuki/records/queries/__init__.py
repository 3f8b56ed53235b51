"""Who sees what: one function per list, and no other way to a list.

A manager sees the tenants he is assigned to and, for a while after his release, reads what he closed; an engineer and a lead their
teams' tenants; the assignment team and auditors everything; authors and administrators nothing of customers. Not listed is forbidden.
"""

from tasuki.records.models import (
    Contact,
    Cover,
    Draft,
    Engagement,
    Import,
    Intake,
    Line,
    Notice,
    Outbox,
    Person,
    PlaybookVersion,
    Reading,
    SavedView,
    SignedLink,
    Tenant,
    ViewMark,
)
from tasuki.records.models.engagements import CLOSED_STATES
from tasuki.records.models.people import ROLES
from tasuki.records.queries.audit import FactFilter, facts_found, imports_made, subjects
from tasuki.records.queries.engagements import (
    covered_by,
    due_for_review,
    engagements_for,
    every_due_for_review,
    ledger_names,
    released_next,
    sees,
    waiting_for_answer,
)
from tasuki.records.queries.lines import FILTERS, MANY, ORDERS, counted, fitting, lines_for, page_of, place_in, unread_of, views_for, walked
from tasuki.records.queries.mail import leaving_mail, mails_of, troubled_letters, troubled_mail, uncertain_mail
from tasuki.records.queries.people import colleagues_of, covers_from, everybody, managing, team_names, teams_seen
from tasuki.records.queries.playbooks import published, version_numbers
from tasuki.records.queries.reports import report_facts, report_rows
from tasuki.records.queries.tenants import tenants_for
from tasuki.records.queries.usage import reached_for

__all__ = [
    "CLOSED_STATES",
    "FILTERS",
    "MANY",
    "ORDERS",
    "ROLES",
    "Contact",
    "Cover",
    "Draft",
    "Engagement",
    "FactFilter",
    "Import",
    "Intake",
    "Line",
    "Notice",
    "Outbox",
    "Person",
    "PlaybookVersion",
    "Reading",
    "SavedView",
    "SignedLink",
    "Tenant",
    "ViewMark",
    "colleagues_of",
    "counted",
    "covered_by",
    "covers_from",
    "due_for_review",
    "engagements_for",
    "every_due_for_review",
    "everybody",
    "facts_found",
    "fitting",
    "imports_made",
    "leaving_mail",
    "ledger_names",
    "lines_for",
    "mails_of",
    "managing",
    "page_of",
    "place_in",
    "published",
    "reached_for",
    "released_next",
    "report_facts",
    "report_rows",
    "sees",
    "subjects",
    "team_names",
    "teams_seen",
    "tenants_for",
    "troubled_letters",
    "troubled_mail",
    "uncertain_mail",
    "unread_of",
    "version_numbers",
    "views_for",
    "waiting_for_answer",
    "walked",
]
