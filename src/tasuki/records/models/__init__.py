"""The tables. For engagements the facts are the truth; for tenants, people and playbooks the rows are, and facts are the trail."""

from tasuki.records.models.drafts import Draft
from tasuki.records.models.engagements import Engagement
from tasuki.records.models.facts import Fact, Seal
from tasuki.records.models.intake import Intake
from tasuki.records.models.lines import BulkResult, BulkRun, Line, Look, SavedView, ViewMark
from tasuki.records.models.links import SignedLink
from tasuki.records.models.mail import Incoming, MailboxMark, Notice, Outbox, Wish, WorkerSign
from tasuki.records.models.people import Cover, Knock, Person, SignInLink, Team
from tasuki.records.models.playbooks import PlaybookPage, PlaybookVersion
from tasuki.records.models.tenants import Cadence, Contact, Request, Tenant
from tasuki.records.models.usage import Import, Reached, Reading

__all__ = [
    "BulkResult",
    "BulkRun",
    "Cadence",
    "Contact",
    "Cover",
    "Draft",
    "Engagement",
    "Fact",
    "Import",
    "Incoming",
    "Intake",
    "Knock",
    "Line",
    "Look",
    "MailboxMark",
    "Notice",
    "Outbox",
    "Person",
    "PlaybookPage",
    "PlaybookVersion",
    "Reached",
    "Reading",
    "Request",
    "SavedView",
    "Seal",
    "SignInLink",
    "SignedLink",
    "Team",
    "Tenant",
    "ViewMark",
    "Wish",
    "WorkerSign",
]
