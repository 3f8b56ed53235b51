"""What the linter says about pages (core.playbook.lint)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "threshold-contradiction": Words(
        _("For {bound} the sentence asks for {one} and for {other}."),
        _("Decide for which side of the bound each figure holds, and write it so."),
    ),
    "threshold-turned": Words(
        _("{figure} is asked for at {bound} here, and at {other_bound} in line {other_line}."),
        _("Decide which is right, and mend the other."),
    ),
    "threshold-differs": Words(
        _("At {bound} the page asks for {figure} here, and for {other_figure} in line {other_line}."),
        _("Decide which is right, and mend the other."),
    ),
    "threshold-gap": Words(
        _("The page says what holds above {figure} and below {figure}, and never what holds at exactly {figure}."),
        _("Write “at least” or “at most” on one side."),
    ),
    "threshold-not-of-rules": Words(
        _("The page asks for {figure} at {bound}; the rules count {milestone} with {tier_figure} at {tier_bound}."),
        _("Mend the page, or the milestone in the rules file; the rules file is what counts."),
    ),
    "threshold-translated": Words(
        _("At {bound} the page asks for {figure}, and in the other language for {other_figure} ({other_path}:{other_line})."),
        _("Decide which is right, and mend the other."),
    ),
    "comparison-turned": Words(
        _("The comparison with {figure} is turned round: {here} here, {there} in {other_path}:{other_line}."),
        _("Decide which is right, and mend the other."),
    ),
    "number-differs": Words(
        _("The figures differ: {here} here, {there} in {other_path}:{other_line}."),
        _("Compare the two sentences."),
    ),
    "note-category-differs": Words(
        _("{place}: the evidence goes into the note {category} here, into {other_category} in {other_path}:{other_line}."),
        _("Name the same note in both, or let the rules file accept either."),
    ),
    "system-value-differs": Words(
        _("“{text}” is not how the leading page writes it; in {other_path} stand {expected}."),
        _("Write the name as the system knows it; a translation may stand beside it in brackets."),
    ),
    "system-value-translated": Words(
        _("“{text}” looks translated; the system knows names that begin with {prefix} only as they are."),
        _("Write the name as the system knows it; a translation may stand beside it in brackets."),
    ),
    "literal-translated": Words(
        _("“{text}” is a translation of “{word}”, which the rules file declares literal."),
        _("Write {word}; a translation may stand beside it in brackets."),
    ),
    "task-not-defined": Words(
        _("The text names task {task}, and no page that was read defines it."),
        _("Check the number; if it is defined elsewhere, nothing need be done."),
    ),
    "task-name-not-defined": Words(
        _("The text names a task “{name}”, and no task that was read is called so."),
        _("Write the name as in the task table, and best its number too."),
    ),
    "task-name-is-sentence": Words(
        _("The name of task {task} is a sentence: {name}"),
        _("Name the task; what is to be done with it belongs into the text."),
    ),
    "task-several-names": Words(
        _("Task {task} is called “{name}” here, and “{other_name}” elsewhere ({other_path}:{other_line})."),
        _("Choose one name."),
    ),
    "task-name-several-ids": Words(
        _("Tasks {task} and {other_task} have one name, “{name}” ({other_path}:{other_line})."),
        _("Give one of them another name."),
    ),
    "task-differs": Words(
        _("Task {task}, {what}: {here} here, {there} elsewhere ({other_path}:{other_line})."),
        _("Decide which is right; the task has one state wherever it stands."),
    ),
    "phase-missing": Words(
        _("The page has steps and no phase."),
        _("Write the phase below the title: “Phase: **…**”."),
    ),
    "section-missing": Words(
        _("The page has no section {section}."),
        _("Add it; look whether its heading was swallowed by a list or is written in an unknown way."),
    ),
    "step-without-role": Words(
        _("The step “{step}” names no role."),
        _("Say who does it; if nobody does, nothing need be done."),
    ),
    "criteria-on-some-steps": Words(
        _("{have} of {count} steps have inputs and outputs; these have none: {steps}"),
        _("Add them where something must be proved."),
    ),
    "criteria-one-sided": Words(
        _("The step “{step}” has no {part}."),
        _("Add them, or take the other list away."),
    ),
    "branch-in-branch": Words(
        _("The list below “{branch}” (line {branch_line}) has an item with the opposite condition: {text}"),
        _("If it is the other branch, take it out of the list and let it stand beside it."),
    ),
    "criterion-says-note": Words(
        _("The criterion tells its reader to take note: {text}"),
        _("Say what must be so; if it is to be documented in a note, name the note."),
    ),
    "item-says-none": Words(
        _("The only thing that this item says is “{text}”; it would have to be confirmed like any other."),
        _("Leave the label without a list, or write what is there."),
    ),
    "anchor-leads-nowhere": Words(
        _("The link {link} leads to no heading of this page."),
        _("Write the heading's words in small letters, with hyphens for blanks."),
    ),
    "file-leads-nowhere": Words(
        _("The link {link} leads to a file that is not there."),
        _("Check the name of the file; if only a part of the pages is here, nothing need be done."),
    ),
    "link-malformed": Words(
        _("The link {link} is damaged."),
        _("Write [text](address) with one pair of brackets, and mailto: before a mail address."),
    ),
    "resource-without-link": Words(
        _("The text sends the reader to “{text}”, without a link."),
        _("Add the link."),
    ),
    "change-in-future": Words(
        _("The change is dated {date}; today is {today}."),
        _("Check the day, the month and the year."),
    ),
    "page-date-in-future": Words(
        _("The page is dated {date}; today is {today}."),
        _("Check the day, the month and the year."),
    ),
    "changes-out-of-order": Words(
        _("The change of {date} stands below the older one of {above}."),
        _("Move the row, or mend its date."),
    ),
    "page-date-old": Words(
        _("The page is dated {date}, and its newest change {newest}."),
        _("Set the date of the page to that of its newest change."),
    ),
    "date-not-padded": Words(
        _("Dates without a leading zero stand among dates with one: {dates}"),
        _("Write 05/01/2020 rather than 5/1/2020."),
    ),
    "doubled-punctuation": Words(
        _("Two punctuation marks stand side by side: {text}"),
        _("Leave one out."),
    ),
    "doubled-percent": Words(
        _("Two percent signs stand side by side: {text}"),
        _("Leave one out."),
    ),
    "empty-brackets": Words(
        _("The brackets are empty: {text}"),
        _("Remove them, or write what was lost."),
    ),
    "foreign-debris": Words(
        _("The sentence begins with words left over from another language: {text}"),
        _("Remove them."),
    ),
    "sentence-broken": Words(
        _("The line ends in the middle of a sentence: …{text} | {goes_on}…"),
        _("Join the two lines."),
    ),
    "words-mislead": Words(
        _("“{text}” is read as {section}; its own words say something else."),
        _("Choose a clearer heading; the vocabulary lists those that are read."),
    ),
    "one-thing-two-names": Words(
        _("“{text}” is called “{other}” in line {other_line}."),
        _("Use one name for one thing throughout the page."),
    ),
    "spelled-two-ways": Words(
        _("“{text}” is elsewhere written “{other}”."),
        _("Write it in one way."),
    ),
    "criterion-uncovered": Words(
        _("Nothing checks these criteria, and the rules file does not say who may confirm them: {criteria}"),
        _("Say under attestation, by: [manager], or add a check."),
    ),
    "baseline-unreadable": Words(
        _("The file of accepted findings cannot be read: {problem}"),
        _("Write it anew with --write-baseline."),
    ),
}
