"""Who sees what: one function per list, and no other way to a list.

A manager sees the tenants he is assigned to and, for a while after his release, reads what he closed; an engineer and a lead their
teams' tenants; the assignment team and auditors everything; authors and administrators nothing of customers. Not listed is forbidden.
"""

from tasuki.records.models import Contact, Engagement, Import, Line, Outbox, Person, PlaybookVersion, Reading, SavedView, Tenant, ViewMark
from tasuki.records.models.people import ROLES
from tasuki.records.queries.audit import imports_made, subjects
from tasuki.records.queries.engagements import engagements_for, hand_over_board
from tasuki.records.queries.lines import FILTERS, MANY, ORDERS, counted, fitting, lines_for, page_of, place_in, unread_of, views_for, walked
from tasuki.records.queries.mail import mails_of, troubled_mail, uncertain_mail
from tasuki.records.queries.people import everybody, managing, team_names, teams_of
from tasuki.records.queries.playbooks import published, version_numbers
from tasuki.records.queries.tenants import tenants_for
from tasuki.records.queries.usage import reached_for, readings_for

__all__ = [
    "FILTERS",
    "MANY",
    "ORDERS",
    "ROLES",
    "Contact",
    "Engagement",
    "Import",
    "Line",
    "Outbox",
    "Person",
    "PlaybookVersion",
    "Reading",
    "SavedView",
    "Tenant",
    "ViewMark",
    "counted",
    "engagements_for",
    "everybody",
    "fitting",
    "hand_over_board",
    "imports_made",
    "lines_for",
    "mails_of",
    "managing",
    "page_of",
    "place_in",
    "published",
    "reached_for",
    "readings_for",
    "subjects",
    "team_names",
    "teams_of",
    "tenants_for",
    "troubled_mail",
    "uncertain_mail",
    "unread_of",
    "version_numbers",
    "views_for",
    "walked",
]
