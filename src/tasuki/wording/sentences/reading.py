"""What is odd about a page (core.playbook.reading)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "merge-conflict": Words(
        _("Marks of an unresolved merge were left in the page; both sides were read."),
        _("Decide for one side, and remove the marks."),
    ),
    "line-cut": Words(
        _("The line has {length} characters; what lies beyond {limit} was not read."),
        _("Break the line."),
    ),
    "page-cut": Words(
        _("The page is larger than {limit} {unit} ({length}); the rest was not read."),
        _("Split the page."),
    ),
    "nesting-cut": Words(
        _("Lists are nested deeper than {limit} levels; what lies deeper was not read."),
        _("Write the list flatter."),
    ),
    "unclosed-fence": Words(
        _("A code block begins here and never ends, so the rest of the page counts as code."),
        _("Close it with the same fence."),
    ),
    "unclosed-comment": Words(
        _("A comment begins here and never ends, so the rest of the page is hidden."),
        _("Close it with -->."),
    ),
    "unreadable-task-row": Words(
        _("The cells of the row of task {id} cannot be told apart ({cells} cells, {columns} columns)."),
        _("Write the row with one cell for each column."),
    ),
    "front-matter-unclosed": Words(
        _("The block of keys at the top has no closing ---; it was read up to the first other line."),
        _("Close it with ---."),
    ),
    "control-characters": Words(
        _("The page contains {count} characters that no text has."),
        _("Remove them."),
    ),
    "row-repaired": Words(
        _("The row of task {id} is damaged and was read as it must be meant ({repair})."),
        _("Mend the row."),
    ),
    "row-outside-table": Words(
        _("The row of task {id} is cut off from its table; it was counted with it."),
        _("Remove the blank line or text before it."),
    ),
    "row-without-id": Words(
        _("A row of the task table names no task and was not counted: {text}"),
        _("Add the task's number, or remove the row."),
    ),
    "table-repaired": Words(
        _("The line below the table's header does not fit it ({columns} columns, {delimiters} delimiters)."),
        _("Give it as many parts as there are columns."),
    ),
    "task-outside-step": Words(
        _("The task table stands outside the step “{step}”, because its heading ranks higher."),
        _("Lower the heading of the tasks."),
    ),
    "unknown-requirement": Words(
        _("Task {id}: “{text}” is neither mandatory nor optional."),
        _("Write M or O, as the header says."),
    ),
    "unknown-role": Words(
        _("The role “{name}” is not known; it was kept as written ({count} times)."),
        _("Use a known name, or add this one to the vocabulary."),
    ),
    "unknown-service": Words(
        _("The service “{name}” is not known; it was kept as written ({count} times)."),
        _("Use a known name, or add this one to the vocabulary."),
    ),
    "unknown-motion": Words(
        _("The motion “{name}” is not known; it was kept as written ({count} times)."),
        _("Use a known name, or add this one to the vocabulary."),
    ),
    "unknown-phase": Words(
        _("The phase “{name}” is not known; it was kept as written ({count} times)."),
        _("Use a known name, or add this one to the vocabulary."),
    ),
    "role-debris": Words(
        _("Words stand around the role's abbreviation: “{text}” ({count} times)."),
        _("Write the role alone."),
    ),
    "unreadable-date": Words(
        _("“{text}” is no date that can be read."),
        _("Write month/day/year."),
    ),
    "date-format": Words(
        _("“{text}” was read as {date}, although it is not written as month/day/year."),
        _("Nothing need be done; month/day/year is the usual form."),
    ),
    "label-repaired": Words(
        _("The label “{label}” is damaged and was read as it must be meant ({repair})."),
        _("Mend the label."),
    ),
    "label-in-table": Words(
        _("The label “{label}” stands in a table, and was read."),
        _("Nothing need be done; a line of its own is the usual form: “Label: **value**”."),
    ),
    "criteria-in-table": Words(
        _("Inputs or outputs ({label}) stand in a table. Only list items are criteria, so they were not counted."),
        _("Write them as a list below a line with the label in bold."),
    ),
    "html-not-read": Words(
        _("A list or a table is written in HTML (<{tag}>). What stands in it was not counted."),
        _("Write it in Markdown."),
    ),
    "heading-repaired": Words(
        _("The heading “{title}” is damaged and was read as it must be meant ({repair})."),
        _("Mend the heading."),
    ),
    "not-a-list-item": Words(
        _("This looks like a list item, but is none in Markdown, and was not counted: {text}"),
        _("Begin it with “- ” or “1. ”."),
    ),
    "not-a-step": Words(
        _("This bold numbered line is no heading, so it is no step: {text}"),
        _("Make it a heading with ###."),
    ),
    "invisible-characters": Words(
        _("The page contains invisible characters: {zero_width} of no width, {no_break} no-break blanks, {trailing} trailing blanks."),
        _("Nothing need be done; they were ignored."),
    ),
    "no-steps": Words(
        _("The page has no steps."),
        _("Nothing need be done, unless it is meant to be a process page."),
    ),
}
