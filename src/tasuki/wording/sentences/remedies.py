"""Remedies: one sentence for each command that may be one."""

from django.utils.translation import gettext_lazy as _

REMEDIES = {
    "confirm-no-blocker": _(
        "Wait for usage to reach the milestone, or confirm with the customer that nothing technical is in the way: {act}"
    ),
    "confirm-migrated": _("Confirm how many of the agreed users are migrated: {act}"),
    "record-usage": _("Wait for the next import of usage, or record a reading by hand: {act}"),
    "add-contact": _("Add the contact: {act}"),
    "verify-contact": _("Confirm that the contact is current: {act}"),
    "correct-contact": _("Correct the contact: {act}"),
    "review-contacts": _("Review the contacts and say what is known of the account team: {act}"),
    "review-faq": _("Review the completion FAQ: {act}"),
    "send-mail": _("Send the mail: {act}"),
    "take-back-mail": _("Take the mail back: {act}"),
    "send-mail-now": _("Let the mail leave at once: {act}"),
    "release-mail": _("A second person lets the mail go: {act}"),
    "resend-mail": _("Send the mail again: {act}"),
    "settle-mail": _("Ask the recipients whether the mail arrived, and record it: {act}"),
    "record-mail": _("Record what was sent another way: {act}"),
    "record-note": _("Write the note: {act}"),
    "schedule-discussion": _("Set a date for the completion discussion: {act}"),
    "hold-discussion": _("Hold the completion discussion and record it: {act}"),
    "complete-task": _("Complete the task: {act}"),
    "set-service-status": _("Set the service status: {act}"),
    "set-next-action": _("Set the next action date: {act}"),
    "take-back": _("Take back what was just recorded: {act}"),
    "request-queue-move": _("Request the queue move: {act}"),
    "confirm-queue-move": _("The assignment team confirms the queue move: {act}"),
    "decline-queue-move": _("The assignment team declines the queue move: {act}"),
    "take-back-queue-move": _("Take the request back: {act}"),
    "acknowledge-queue-move": _("The assignment team acknowledges the request: {act}"),
    "take-back-queue-answer": _("The assignment team takes its answer back: {act}"),
    "review-inactive-tenant": _("The assignment team reviews the inactive tenant: {act}"),
    "release-manager": _("Release the manager: {act}"),
    "show-request-form": _("Show the customer the request form: {act}"),
    "confirm-leaving": _("Record that the account team agrees: {act}"),
    "raise-objection": _("Record the account team's objection: {act}"),
    "answer-objection": _("Answer the account team's objection: {act}"),
    "sign-off": _("The customer signs off: {act}"),
    "leave-comment": _("The customer leaves a comment: {act}"),
    "rate-engagement": _("The customer rates the engagement: {act}"),
    "attest": _("Confirm it in your own words: {act}"),
    "request-waiver": _("Ask for a waiver: {act}"),
    "grant-waiver": _("A lead grants the waiver: {act}"),
    "refuse-waiver": _("A lead refuses the waiver: {act}"),
    "hold": _("Put the engagement on hold: {act}"),
    "resume": _("Resume the engagement: {act}"),
    "withdraw": _("If the process cannot go on, record the customer's withdrawal: {act}"),
    "reassign-manager": _("A lead or the assignment team names another manager: {act}"),
    "supersede": _("Record that a new request takes its place: {act}"),
    "close-without-discussion": _("A lead closes without a discussion: {act}"),
    "reopen": _("A lead reopens the engagement: {act}"),
}
"""What to do, by the command that does it; `{act}` is the command as it is typed."""

PENDING = {
    "send-mail": _("The mail is queued and leaves by itself; wait until it has ({act})."),
    "hold-discussion": _("Wait for the day of the discussion, then record it: {act}"),
    "confirm-queue-move": _("The request's mail leaves by itself; then the assignment team confirms: {act}"),
}
"""Where nobody can do anything now: what is awaited."""
