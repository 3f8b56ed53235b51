"""Labels in the reader's language: short words for what commands, keys and verdicts are called on screens."""

from django.utils.translation import pgettext_lazy

COMMANDS = {
    "confirm-no-blocker": pgettext_lazy("command", "Confirm that there is no blocker"),
    "confirm-migrated": pgettext_lazy("command", "Confirm the migration"),
    "record-usage": pgettext_lazy("command", "Record usage by hand"),
    "add-contact": pgettext_lazy("command", "Add a contact"),
    "verify-contact": pgettext_lazy("command", "Confirm a contact"),
    "correct-contact": pgettext_lazy("command", "Correct a contact"),
    "review-contacts": pgettext_lazy("command", "Review the contacts"),
    "review-faq": pgettext_lazy("command", "Review the FAQ"),
    "send-mail": pgettext_lazy("command", "Send a mail"),
    "take-back-mail": pgettext_lazy("command", "Take a mail back"),
    "release-mail": pgettext_lazy("command", "Let a mail go"),
    "send-mail-now": pgettext_lazy("command", "Let a mail leave now"),
    "resend-mail": pgettext_lazy("command", "Send a mail again"),
    "settle-mail": pgettext_lazy("command", "Say what became of a mail"),
    "record-mail": pgettext_lazy("command", "Record a mail sent elsewhere"),
    "record-note": pgettext_lazy("command", "Write a note"),
    "schedule-discussion": pgettext_lazy("command", "Schedule the completion discussion"),
    "hold-discussion": pgettext_lazy("command", "Record the completion discussion"),
    "complete-task": pgettext_lazy("command", "Complete a task"),
    "set-service-status": pgettext_lazy("command", "Set the service status"),
    "set-next-action": pgettext_lazy("command", "Set the next action"),
    "take-back": pgettext_lazy("command", "Take back"),
    "request-queue-move": pgettext_lazy("command", "Request the queue move"),
    "acknowledge-queue-move": pgettext_lazy("command", "Acknowledge the request"),
    "take-back-queue-answer": pgettext_lazy("command", "Take the answer back"),
    "review-inactive-tenant": pgettext_lazy("command", "Review the inactive tenant"),
    "confirm-queue-move": pgettext_lazy("command", "Confirm the queue move"),
    "decline-queue-move": pgettext_lazy("command", "Decline the queue move"),
    "take-back-queue-move": pgettext_lazy("command", "Take the queue move request back"),
    "release-manager": pgettext_lazy("command", "Release the manager"),
    "show-request-form": pgettext_lazy("command", "Demonstrate the request form"),
    "confirm-leaving": pgettext_lazy("command", "Record the account team's consent"),
    "raise-objection": pgettext_lazy("command", "Record an objection of the account team"),
    "answer-objection": pgettext_lazy("command", "Answer the objection"),
    "sign-off": pgettext_lazy("command", "Sign off"),
    "leave-comment": pgettext_lazy("command", "Leave a comment"),
    "rate-engagement": pgettext_lazy("command", "Rate the engagement"),
    "attest": pgettext_lazy("command", "Confirm in your own words"),
    "request-waiver": pgettext_lazy("command", "Ask for a waiver"),
    "grant-waiver": pgettext_lazy("command", "Grant a waiver"),
    "refuse-waiver": pgettext_lazy("command", "Refuse a waiver"),
    "hold": pgettext_lazy("command", "Put on hold"),
    "resume": pgettext_lazy("command", "Resume"),
    "withdraw": pgettext_lazy("command", "Record a withdrawal"),
    "reassign-manager": pgettext_lazy("command", "Reassign the manager"),
    "supersede": pgettext_lazy("command", "Supersede by a new request"),
    "close-without-discussion": pgettext_lazy("command", "Close without a discussion"),
    "reopen": pgettext_lazy("command", "Reopen"),
}

KEYS = {
    "account_team": pgettext_lazy("key", "Account team"),
    "active_users": pgettext_lazy("key", "Active users"),
    "activities_reviewed": pgettext_lazy("key", "Completed activities reviewed"),
    "agreed": pgettext_lazy("key", "Agreed users"),
    "at": pgettext_lazy("key", "Date and time"),
    "arrived": pgettext_lazy("key", "Arrived"),
    "attempts": pgettext_lazy("key", "Attempts to reach the customer"),
    "attendees": pgettext_lazy("key", "Attendees"),
    "body": pgettext_lazy("key", "Text of the mail"),
    "by": pgettext_lazy("key", "New request"),
    "category": pgettext_lazy("key", "Category"),
    "cc": pgettext_lazy("key", "Copy to"),
    "channel": pgettext_lazy("key", "Channel"),
    "decision": pgettext_lazy("key", "Decision"),
    "concerns": pgettext_lazy("key", "Concerns"),
    "contact": pgettext_lazy("key", "Contact"),
    "copy_to_me": pgettext_lazy("key", "Copy to myself"),
    "criterion": pgettext_lazy("key", "Criterion"),
    "date": pgettext_lazy("key", "Date"),
    "demo_given": pgettext_lazy("key", "Form demonstrated"),
    "demo_reason": pgettext_lazy("key", "Reason for no demonstration"),
    "department": pgettext_lazy("key", "Department"),
    "do_not_contact": pgettext_lazy("key", "Do not contact"),
    "email": pgettext_lazy("key", "Mail address"),
    "escalate": pgettext_lazy("key", "Tell the lead"),
    "every": pgettext_lazy("key", "How often"),
    "fact": pgettext_lazy("key", "Number in the history"),
    "end_understood": pgettext_lazy("key", "Understands that the engagement ends"),
    "file": pgettext_lazy("key", "Mail file (.eml, .msg)"),
    "kind": pgettext_lazy("key", "Kind"),
    "language": pgettext_lazy("key", "Language"),
    "mail": pgettext_lazy("key", "Mail"),
    "minutes": pgettext_lazy("key", "Minutes"),
    "nth": pgettext_lazy("key", "Which weekday of the month"),
    "starting": pgettext_lazy("key", "Day of one meeting"),
    "time_zone": pgettext_lazy("key", "Time zone"),
    "weekday": pgettext_lazy("key", "Weekday"),
    "name": pgettext_lazy("key", "Name"),
    "name_kana": pgettext_lazy("key", "Name in kana"),
    "next_action": pgettext_lazy("key", "Next action"),
    "next_action_date": pgettext_lazy("key", "Next action date"),
    "next_action_owner": pgettext_lazy("key", "Owner of the next action"),
    "next_steps": pgettext_lazy("key", "Next steps"),
    "next_workloads": pgettext_lazy("key", "Further workloads wanted"),
    "on": pgettext_lazy("key", "Day"),
    "owner": pgettext_lazy("key", "Owner"),
    "queue": pgettext_lazy("key", "Queue"),
    "ready": pgettext_lazy("key", "Ready for another workload"),
    "reason": pgettext_lazy("key", "Reason"),
    "rfa_explained": pgettext_lazy("key", "Request for help explained"),
    "role": pgettext_lazy("key", "Role"),
    "satisfaction": pgettext_lazy("key", "Satisfaction (1 to 5)"),
    "seats": pgettext_lazy("key", "Seats"),
    "sender": pgettext_lazy("key", "Sender"),
    "source": pgettext_lazy("key", "Source"),
    "status": pgettext_lazy("key", "Service status"),
    "subject": pgettext_lazy("key", "Subject"),
    "task": pgettext_lazy("key", "Task"),
    "template": pgettext_lazy("key", "Mail template"),
    "text": pgettext_lazy("key", "Text"),
    "title": pgettext_lazy("key", "Title"),
    "to": pgettext_lazy("key", "To"),
    "until": pgettext_lazy("key", "Valid until"),
    "users": pgettext_lazy("key", "Migrated users"),
    "verified_on": pgettext_lazy("key", "Confirmed on"),
    "workload": pgettext_lazy("key", "Workload"),
    "message_id": pgettext_lazy("key", "Message-ID"),
    "answer": pgettext_lazy("key", "Answer"),
    "business_reason": pgettext_lazy("key", "What you want to achieve"),
    "contact_email": pgettext_lazy("key", "Mail address of the contact"),
    "contact_name": pgettext_lazy("key", "Main contact at the customer"),
    "country": pgettext_lazy("key", "Country or region"),
    "domain": pgettext_lazy("key", "Domain of the tenant"),
    "mail_system": pgettext_lazy("key", "Present mail system"),
    "migration": pgettext_lazy("key", "Move existing data, too"),
    "organisation": pgettext_lazy("key", "Organisation"),
    "partner": pgettext_lazy("key", "Partner you work with"),
    "requestor": pgettext_lazy("key", "Who is asking"),
    "sector": pgettext_lazy("key", "Kind of organisation"),
    "services": pgettext_lazy("key", "Services"),
    "sponsor": pgettext_lazy("key", "Business sponsor (name and role)"),
    "target_date": pgettext_lazy("key", "Target date"),
    "tenant_id": pgettext_lazy("key", "Tenant ID"),
}

ROLES = {
    "manager": pgettext_lazy("role", "Manager"),
    "engineer": pgettext_lazy("role", "Engineer"),
    "assignment": pgettext_lazy("role", "Assignment team"),
    "lead": pgettext_lazy("role", "Lead"),
    "author": pgettext_lazy("role", "Playbook author"),
    "auditor": pgettext_lazy("role", "Auditor"),
    "admin": pgettext_lazy("role", "Administrator"),
    "system": pgettext_lazy("role", "System"),
}

BUSINESS = {
    "manager": pgettext_lazy("what a role does", "closes engagements, asks for the hand-over"),
    "lead": pgettext_lazy("what a role does", "sees what is stuck, stands in"),
    "assignment": pgettext_lazy("what a role does", "confirms the queue moves"),
    "engineer": pgettext_lazy("what a role does", "does the technical tasks"),
    "author": pgettext_lazy("what a role does", "publishes the pages"),
    "auditor": pgettext_lazy("what a role does", "proves what was recorded"),
    "admin": pgettext_lazy("what a role does", "looks after people and settings"),
}

STATES = {
    "active": pgettext_lazy("engagement state", "Active"),
    "on-hold": pgettext_lazy("engagement state", "On hold"),
    "handing-over": pgettext_lazy("engagement state", "Handing over"),
    "closed": pgettext_lazy("engagement state", "Closed"),
    "closed-without-discussion": pgettext_lazy("engagement state", "Closed without a discussion"),
}

VERDICTS = {
    "met": pgettext_lazy("verdict", "Met"),
    "missing": pgettext_lazy("verdict", "Not met"),
    "waived": pgettext_lazy("verdict", "Waived"),
    "not-applicable": pgettext_lazy("verdict", "Not applicable"),
}

STEP_STATES = {
    "open": pgettext_lazy("step state", "Open"),
    "ready": pgettext_lazy("step state", "Ready"),
    "to-come": pgettext_lazy("step state", "To come"),
    "done": pgettext_lazy("step state", "Done"),
    "not-applicable": pgettext_lazy("step state", "Not applicable"),
}

TASK_STATES = {
    "open": pgettext_lazy("task state", "Open"),
    "complete": pgettext_lazy("task state", "Complete"),
    "not-required": pgettext_lazy("task state", "Not required"),
}

CATEGORIES = {
    "engagement-management": pgettext_lazy("note category", "Engagement Management"),
    "technical-enablement": pgettext_lazy("note category", "Technical Enablement"),
    "service-intent": pgettext_lazy("note category", "Service Intent"),
    "environment": pgettext_lazy("note category", "Environment"),
}

SCOPES = {
    "workload": pgettext_lazy("scope", "By workload"),
    "engagement": pgettext_lazy("scope", "Overall"),
}

SIDES = {
    "entry": pgettext_lazy("criteria of a step", "Entry criteria"),
    "exit": pgettext_lazy("criteria of a step", "Exit criteria"),
}

SECTIONS = {
    "objectives": pgettext_lazy("page section", "Objectives"),
    "key_inputs": pgettext_lazy("page section", "Key inputs"),
    "key_outputs": pgettext_lazy("page section", "Key outputs"),
    "next_steps": pgettext_lazy("page section", "Next steps"),
}

BUCKETS = {
    "on-track": pgettext_lazy("bucket", "On track"),
    "behind": pgettext_lazy("bucket", "Behind"),
    "stuck": pgettext_lazy("bucket", "Stuck"),
}

SEVERITIES = {
    "error": pgettext_lazy("severity", "error"),
    "warning": pgettext_lazy("severity", "warning"),
    "note": pgettext_lazy("severity", "note"),
}
