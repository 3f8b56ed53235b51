"""What stands against an act, and what a criterion still lacks (core.engagement)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "criterion-missing": Words(
        _("Not met: {text}"),
        _("Supply what is missing."),
    ),
    "criterion-refuted": Words(
        _("Not met, because what is on record says otherwise: {text}"),
        _("Record how it is now."),
    ),
    "criterion-undecided": Words(
        _("Whether this applies is not decided yet: {text}"),
        _("Answer the question that decides it."),
    ),
    "criterion-unnoted": Words(
        _("It is so, but the note that the page demands is missing: {text}"),
        _("Write the note."),
    ),
    "criterion-pending": Words(
        _("Under way, nobody has to act now: {text}"),
        _("Wait."),
    ),
    "criterion-out-of-order": Words(
        _("What is on record came too early, so it does not count: {text}"),
        _("Do it again once everything before it is met."),
    ),
    "milestone-missing": Words(
        _("The milestone is not reached yet: {text}"),
        _("Wait for usage to reach it."),
    ),
    "engagement-closed": Words(
        _("The engagement is closed; nothing more is recorded in it."),
        _("Only a lead can reopen it."),
    ),
    "engagement-on-hold": Words(
        _("The engagement is on hold, so {command} has to wait."),
        _("Resume the engagement first."),
    ),
    "not-allowed": Words(
        _("Your role does not allow {command} here ({role})."),
        _("Ask somebody whose business it is: the assigned manager, the assignment team or the lead."),
    ),
    "not-closed": Words(
        _("The engagement is not closed, so there is nothing to reopen."),
        _("Go on with it as it stands."),
    ),
    "wrong-motion": Words(
        _("{command} belongs to completion, and this engagement's motion is {motion}; the playbook is for: {motions}."),
        _("Withdraw it: a lead closes it without a discussion then, and what is left is the hand-over."),
    ),
    "answers-nothing": Words(
        _("{command} would answer nothing that this process asks for here."),
        _("Look at the criteria to see what is asked for."),
    ),
    "key-missing": Words(
        _("{command} needs {key}."),
        _("Give {key}=…."),
    ),
    "value-not-a-choice": Words(
        _("{key} cannot be “{value}”."),
        _("Give one of: {choices}."),
    ),
    "value-not-a-list": Words(
        _("{key} cannot be “{value}”."),
        _("Give one or more names, with a semicolon between them and no line breaks."),
    ),
    "value-not-a-date": Words(
        _("{key}: “{value}” is not a date that exists."),
        _("Give a date like 2026-03-31."),
    ),
    "value-not-a-time": Words(
        _("{key}: “{value}” is not a time that exists."),
        _("Give a time with its offset, like 2026-03-31T14:00+09:00."),
    ),
    "value-time-without-offset": Words(
        _("{key}: “{value}” does not say in which time zone."),
        _("Give the offset too, like 2026-03-31T14:00+09:00."),
    ),
    "value-not-a-number": Words(
        _("{key}: “{value}” is not a whole number."),
        _("Give digits only, like 120."),
    ),
    "value-not-json": Words(
        _("{key}: “{value}” is not JSON."),
        _('Give JSON, like [{{"on": "2026-03-31", "channel": "call", "contact": "…"}}].'),
    ),
    "value-line-break": Words(
        _("{key} must stand in one line."),
        _("Leave the line breaks out."),
    ),
    "unknown-workload": Words(
        _("This engagement has no workload {workload}."),
        _("Give one of: {workloads}."),
    ),
    "workload-missing": Words(
        _("{command} is done by workload, and this engagement has several."),
        _("Give workload= with one of: {workloads}."),
    ),
    "one-workload-only": Words(
        _("{command} takes one workload at a time, not several: {workloads}."),
        _("Do it once for each."),
    ),
    "date-in-future": Words(
        _("{key}: {value} lies after today ({today}) where the customer is."),
        _("Give a day that has come."),
    ),
    "date-in-past": Words(
        _("{key}: {value} lies before today ({today})."),
        _("Give today or a later day."),
    ),
    "number-too-small": Words(
        _("{key} is {value}; it must be at least {least}."),
        _("Give a larger number."),
    ),
    "not-an-address": Words(
        _("{key}: “{value}” is not a mail address."),
        _("Give an address like sato@example.com."),
    ),
    "contact-exists": Words(
        _("There is already a contact with the address {email}."),
        _("Correct that one."),
    ),
    "unknown-contact": Words(
        _("No contact of this customer has this address or name (address: {email}, name: {name})."),
        _("Add the contact first."),
    ),
    "several-contacts": Words(
        _("More than one contact is meant ({contacts}), and only one can have the new address or kind."),
        _("Add the person under the new address, and say of the old ones that they are not to be contacted."),
    ),
    "do-not-contact": Words(
        _("{address} must not be contacted."),
        _("Leave the address out, or reach the person another way and record that."),
    ),
    "unknown-task": Words(
        _("No process of this engagement has a task {task}."),
        _("Give the number of a task on the page."),
    ),
    "unknown-criterion": Words(
        _("No process of this engagement has a criterion {criterion}."),
        _("Take the key from the list of criteria."),
    ),
    "wrong-date": Words(
        _("All workloads are complete, so the next action date is {wanted}, not {value}."),
        _("Give {wanted}."),
    ),
    "not-attestable": Words(
        _("{criterion} is proven by what is recorded, not by somebody's word."),
        _("Do what proves it."),
    ),
    "text-too-short": Words(
        _("{key} has {length} characters; at least {least} are needed."),
        _("Say in a few more words what you saw."),
    ),
    "unknown-template": Words(
        _("There is no mail template {template} in this process."),
        _("Give one of: {templates}."),
    ),
    "no-recipient": Words(
        _("Nobody can be reached by mail ({recipients})."),
        _("Add somebody with a mail address, or reach them another way and record that."),
    ),
    "no-template-language": Words(
        _("The template {template} is not available in the recipient's language ({language}); there is: {languages}."),
        _("Choose one of these languages."),
    ),
    "placeholder-missing": Words(
        _("The mail {template} names what is not on record yet: {names}."),
        _("Record it first, or write subject and body yourself."),
    ),
    "queue-move-already-requested": Words(
        _("The move to {queue} is already requested."),
        _("Wait for the answer, or take the request back."),
    ),
    "region-unknown": Words(
        _("The customer's region is not known (country: {country}), so the queue cannot be chosen for you."),
        _("Name one of these queues, and say why: {queues}."),
    ),
    "unknown-queue": Words(
        _("There is no queue {queue}."),
        _("Give one of: {queues}."),
    ),
    "queue-of-another-region": Words(
        _("{queue} is not the queue of the customer's region ({region}), which is {own}."),
        _("Give the reason, or take the region's own queue."),
    ),
    "partner-agreement-missing": Words(
        _("A partner leads this customer; moving to {queue} needs the partner side's agreement."),
        _("Say in the reason who agreed, and when."),
    ),
    "request-mail-waiting": Words(
        _("The mail of the queue move request has not been handed over yet."),
        _("Wait for the worker."),
    ),
    "no-open-request": Words(
        _("No queue move request is waiting for an answer."),
        _("Request the queue move first."),
    ),
    "already-acknowledged": Words(
        _("The request to move to {queue} was acknowledged before."),
        _("Confirm or decline it now."),
    ),
    "no-answer-to-take-back": Words(
        _("There is no answer to a queue move request that could be taken back."),
        _("Only the newest answer can be, before the manager asks again and before he is released."),
    ),
    "nothing-to-take-back": Words(
        _("What was recorded can no longer be taken back."),
        _("One takes back one's own appointment, next action or pause, while nothing else was recorded since. Record what holds now."),
    ),
    "not-in-a-queue": Words(
        _("The tenant is not held by an inactive queue."),
        _("The yearly review is for tenants that were handed over."),
    ),
    "review-not-due": Words(
        _("The next action is due on {date}; until that year there is nothing to review."),
        _("Come back then. If something has come up, write a note."),
    ),
    "hand-over-begun": Words(
        _("The hand-over has already been requested, so an objection can no longer hold it up."),
        _("Talk to the person who manages the engagement; the request can be taken back."),
    ),
    "no-open-objection": Words(
        _("No objection of the account team waits for an answer."),
        _("Go on with the engagement."),
    ),
    "already-signed-off": Words(
        _("{contact} has already signed off."),
        _("Leave a comment if there is more to say."),
    ),
    "already-said": Words(
        _("{contact} has said exactly this already."),
        _("Say it in other words if there is more to say."),
    ),
    "already-rated": Words(
        _("{contact} has already rated the engagement; one rating counts."),
        _("Leave a comment if there is more to say."),
    ),
    "not-waivable": Words(
        _("{criterion} can never be waived."),
        _("Do what it asks for."),
    ),
    "no-waiver-request": Words(
        _("Nobody has asked for a waiver of {criterion}."),
        _("Ask for it first; another person decides."),
    ),
    "own-waiver": Words(
        _("{asked_by} asked for the waiver of {criterion}, so another person must decide."),
        _("Ask another lead."),
    ),
    "not-on-hold": Words(
        _("The engagement is not on hold."),
        _("Go on with it, or put it on hold first."),
    ),
    "unknown-request": Words(
        _("This customer has no other request {request}."),
        _("Give one of: {known}."),
    ),
    "unknown-manager": Words(
        _("{login} is nobody who can be a manager."),
        _("Give one of: {managers}."),
    ),
    "already-manager": Words(
        _("{login} is the manager already."),
        _("Name somebody else."),
    ),
    "excuse-not-foreseen": Words(
        _("This process does not allow closing without a discussion."),
        _("Hold the discussion."),
    ),
    "too-few-attempts": Words(
        _("{found} attempts to reach the customer are too few; {wanted} are needed."),
        _("Try again, and list every attempt."),
    ),
    "too-few-channels": Words(
        _("The customer was tried through too few channels ({found}); {wanted} are needed."),
        _("Try another channel too."),
    ),
    "attempts-too-close": Words(
        _("Of the attempts on {days} only {found} count, because {apart} business days must lie between two; {wanted} are needed."),
        _("Leave more time between attempts."),
    ),
    "attempts-unreadable": Words(
        _("The attempts cannot be read; each needs a day, a channel ({channels}) and whom it was to reach."),
        _('Give JSON, like [{{"on": "2026-03-31", "channel": "call", "contact": "…"}}].'),
    ),
    "not-found": Words(
        _("There is no engagement {engagement} that you can see."),
        _("Look at the list of engagements."),
    ),
    "contact-changed": Words(
        _("The contact was changed in another engagement or by an import. It says now: {as_it_is}"),
        _("Compare the two, then save yours as well, or keep theirs."),
    ),
    "overtaken": Words(
        _("{by} recorded something in the meantime ({kind}); nothing of yours was recorded."),
        _("Look at it as it stands now, and try again."),
    ),
    "mail-file-unreadable": Words(
        _("The file {file} cannot be read."),
        _("Check the path, or give to, on and reason instead of a file."),
    ),
    "mail-file-not-a-mail": Words(
        _("The file {file} is not a mail: it lacks {missing}."),
        _("Save the sent mail as .eml, or give to, on and reason yourself."),
    ),
    "mail-file-not-read": Words(
        _("The mail in {file} was not read here, so it proves nothing."),
        _("Hand over the file itself, in the portal or on the command line, or give to, on and reason instead."),
    ),
    "mail-file-too-large": Words(
        _("The file {file} is larger than {limit} megabytes."),
        _("Give to, on and reason instead of the file."),
    ),
    "mail-file-damaged": Words(
        _("The mail {file} cannot be read: {problem}"),
        _("Save the sent mail as .eml, or give to, on and reason yourself."),
    ),
    "no-own-address": Words(
        _("{login} has no mail address, so there is nowhere to send a copy."),
        _("Ask an administrator to add the address, or send the mail without a copy."),
    ),
    "unknown-mail": Words(
        _("The fact {mail} is no mail of this engagement."),
        _("Give the number of the mail, as the history shows it."),
    ),
    "mail-stands-otherwise": Words(
        _("This cannot be done with mail {mail}: {standing}."),
        _("Look at the mail in the history."),
    ),
    "own-mail": Words(
        _("{by} wrote the mail {mail}; a second person lets it go."),
        _("Ask a lead, or somebody else who may send it."),
    ),
    "mail-has-left": Words(
        _("The mail {mail} has left, or is leaving just now, so it cannot be taken back."),
        _("Write to its recipients again."),
    ),
    "letter-outdated": Words(
        _("The mail {mail} would lead nowhere: its link, or its code, opens nothing any more."),
        _("Send a new link from the engagement's page of links."),
    ),
    "mail-file-is-ours": Words(
        _("The mail in {file} left from here, so it was not sent outside."),
        _("Look under Mail at what became of it."),
    ),
    "mail-went-elsewhere": Words(
        _("The mail of the file went to {to}, and none of them is a contact of this kind here: {recipients}."),
        _("Check whether it is the mail of another engagement. If not, add the contact, or say why it counts."),
    ),
    "mail-in-no-trouble": Words(
        _("The mail {mail} is in no trouble any more."),
        _("Look at what became of it."),
    ),
    "incoming-unforeseen": Words(
        _("The message of {sender} could not be processed ({problem})."),
        _("Read it in the mailbox, where it stays. The program's log says what went wrong; please report it."),
    ),
    "incoming-unknown": Words(
        _("A mail from {sender} answers none of ours, so it belongs to no engagement."),
        _("Look at it in the mailbox, and write a note where it belongs."),
    ),
    "incoming-unreadable": Words(
        _("A delivery report from {sender} names no mail of ours."),
        _("Look at it in the mailbox."),
    ),
    "incoming-too-large": Words(
        _("The mail has {megabytes} MB, more than {limit}; only its head was read."),
        _("Look at it in the mailbox, where it stays."),
    ),
    "incoming-automatic": Words(
        _("A machine wrote for {sender}; nobody is answered."),
        _("Nothing need be done."),
    ),
    "incoming-loop": Words(
        _("More than {limit} mails came from {sender} within an hour, or our own mail came back; they are only listed."),
        _("Stop the forwarding or the automatic answers there."),
    ),
    "incoming-not-a-colleague": Words(
        _("{sender} is nobody of this site, so the copy records nothing."),
        _("Send the copy from the address by which you are known here."),
    ),
    "incoming-fits-no-mail": Words(
        _("No mail that is due here goes to {to}."),
        _("It stands in the history; record it by hand if it counts."),
    ),
}
