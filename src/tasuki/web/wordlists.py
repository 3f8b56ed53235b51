"""What the program calls its own tokens on screens: states of mails, links and requests, kinds of files and contacts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasuki.wording.words import Phrase

TOKENS: dict[str, dict[str, Phrase]] = {
    "mail_state": {
        "queued": pgettext_lazy("mail state", "waiting to leave"),
        "sending": pgettext_lazy("mail state", "leaving"),
        "handed-over": pgettext_lazy("mail state", "handed over"),
        "refused": pgettext_lazy("mail state", "refused"),
        "uncertain": pgettext_lazy("mail state", "uncertain"),
        "failed": pgettext_lazy("mail state", "failed"),
        "bounced": pgettext_lazy("mail state", "came back"),
        "taken-back": pgettext_lazy("mail state", "taken back"),
        "settled": pgettext_lazy("mail state", "settled"),
    },
    # what a mail that came in became
    "outcome_of_mail": {
        "reply": pgettext_lazy("incoming mail", "reply"),
        "bounce": pgettext_lazy("incoming mail", "came back"),
        "delayed": pgettext_lazy("incoming mail", "delayed"),
        "recorded": pgettext_lazy("incoming mail", "recorded"),
        "refused": pgettext_lazy("incoming mail", "not recorded"),
        "automatic": pgettext_lazy("incoming mail", "automatic"),
        "loop": pgettext_lazy("incoming mail", "loop"),
        "unknown": pgettext_lazy("incoming mail", "belongs nowhere"),
        "unreadable": pgettext_lazy("incoming mail", "not understood"),
    },
    # what an attachment is by its first bytes; short names of formats are the same everywhere
    "file_kind": {
        "office": pgettext_lazy("kind of file", "Office"),
        "old-office": pgettext_lazy("kind of file", "old Office"),
        "macros": pgettext_lazy("kind of file", "Office with macros"),
        "text": pgettext_lazy("kind of file", "text"),
        "markup": pgettext_lazy("kind of file", "web page"),
        "mail": pgettext_lazy("kind of file", "mail"),
        "calendar": pgettext_lazy("kind of file", "appointment"),
        "archive": pgettext_lazy("kind of file", "archive"),
        "program": pgettext_lazy("kind of file", "program"),
        "winmail": pgettext_lazy("kind of file", "Outlook's winmail.dat, which may hold the text"),
        "unknown": pgettext_lazy("kind of file", "of no known kind"),
    },
    # how satisfied somebody is, from 1 to 5
    "score": {
        "5": pgettext_lazy("satisfaction", "Very satisfied"),
        "4": pgettext_lazy("satisfaction", "Satisfied"),
        "3": pgettext_lazy("satisfaction", "Neither"),
        "2": pgettext_lazy("satisfaction", "Dissatisfied"),
        "1": pgettext_lazy("satisfaction", "Very dissatisfied"),
    },
    "request_state": {
        "submitted": pgettext_lazy("state of a request", "Submitted"),
        "on-hold": pgettext_lazy("state of a request", "On hold"),
        "asked": pgettext_lazy("state of a request", "Waiting for the requestor"),
        "approved": pgettext_lazy("state of a request", "Approved"),
        "cancelled": pgettext_lazy("state of a request", "Cancelled"),
    },
    "link_purpose": {
        "account-team": pgettext_lazy("purpose of a link", "Account team: agree or object"),
        "queue-move": pgettext_lazy("purpose of a link", "Confirm the queue move"),
        "customer": pgettext_lazy("purpose of a link", "Customer's page"),
        "satisfaction": pgettext_lazy("purpose of a link", "Satisfaction"),
        "request": pgettext_lazy("purpose of a link", "Page of the request"),
    },
    "link_act": {
        "answer": pgettext_lazy("act by a link", "answer to a question"),
        "correct-own-data": pgettext_lazy("act by a link", "own data corrected"),
        "ask-deletion": pgettext_lazy("act by a link", "deletion asked for"),
        "open": pgettext_lazy("act by a link", "page opened"),
        "post": pgettext_lazy("act by a link", "form sent"),
    },
    "link_state": {
        "forged": pgettext_lazy("state of a link", "forged"),
        "code-wrong": pgettext_lazy("state of a link", "wrong code"),
        "open": pgettext_lazy("state of a link", "open"),
        "used": pgettext_lazy("state of a link", "used"),
        "ended": pgettext_lazy("state of a link", "ended"),
        "withdrawn": pgettext_lazy("state of a link", "withdrawn"),
    },
    "eligible": {
        "met": pgettext_lazy("rule about a request", "met"),
        "not-met": pgettext_lazy("rule about a request", "not met"),
        "unknown": pgettext_lazy("rule about a request", "open"),
    },
    "milestone_standing": {
        "reached": pgettext_lazy("milestone", "Reached"),
        "near": pgettext_lazy("milestone", "Near"),
    },
    "next_action_due": {
        "overdue": pgettext_lazy("next action", "Overdue"),
        "soon": pgettext_lazy("next action", "Coming"),
        "none": pgettext_lazy("next action", "Missing"),
    },
    # for whom a saved view is
    "audience": {
        "own": pgettext_lazy("view for", "Only for me"),
        "team": pgettext_lazy("view for", "For my team"),
        "everybody": pgettext_lazy("view for", "For everybody"),
    },
    "worker_state": {
        "idle": pgettext_lazy("worker", "waits for work"),
        "busy": pgettext_lazy("worker", "is at work"),
        "behind": pgettext_lazy("worker", "is missing: mail is due and nobody takes it"),
        "unknown": pgettext_lazy("worker", "unknown"),
    },
    "contact_kind": {
        "customer": pgettext_lazy("kind of contact", "Customer"),
        "account-team": pgettext_lazy("kind of contact", "Account team"),
        "partner": pgettext_lazy("kind of contact", "Partner"),
    },
    "import_kind": {
        "tenants": pgettext_lazy("kind of file", "Tenants"),
        "contacts": pgettext_lazy("kind of file", "Contacts"),
        "requests": pgettext_lazy("kind of file", "Requests"),
        "usage": pgettext_lazy("kind of file", "Usage"),
        "assignments": pgettext_lazy("kind of file", "Assignments"),
        "history": pgettext_lazy("kind of file", "History"),
    },
    # what kinds of acts there are
    "group_name": {
        "prepare": _("Prepare and confirm"),
        "contacts": _("Contacts"),
        "discuss": _("Discuss, write, complete"),
        "hand-over": _("Hand over"),
        "exceptions": _("Exceptions"),
    },
}
