"""What is wrong with files that come in (services.imports)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "blank-cell": Words(
        _("{column} is blank."),
        _("Fill it in."),
    ),
    "not-a-number": Words(
        _("{column}: “{value}” is not a whole number."),
        _("Write digits."),
    ),
    "negative-number": Words(
        _("{column}: “{value}” is below zero."),
        _("Write zero or more."),
    ),
    "number-too-large": Words(
        _("{column}: “{value}” is larger than can be."),
        _("Check the number."),
    ),
    "not-a-date": Words(
        _("{column}: “{value}” is not a date like 2026-03-31."),
        _("Write year-month-day."),
    ),
    "impossible-date": Words(
        _("{column}: the date {value} does not exist."),
        _("Check the day and the month."),
    ),
    "future-date": Words(
        _("{column}: {value} has not come yet anywhere (today: {today})."),
        _("Check the date."),
    ),
    "not-a-choice": Words(
        _("{column}: “{value}” is not among {choices}."),
        _("Write one of these."),
    ),
    "not-a-language": Words(
        _("{column}: “{value}” is not a language code."),
        _("Write a code like ja or pt-BR."),
    ),
    "unknown-time-zone": Words(
        _("{column}: there is no time zone “{value}”."),
        _("Write a name like Asia/Tokyo, or leave it blank."),
    ),
    "not-an-email": Words(
        _("{column}: “{value}” is not a mail address."),
        _("Check the address."),
    ),
    "unknown-service": Words(
        _("{column}: not known as services: {services}"),
        _("Write a service's key or one of its names."),
    ),
    "unknown-motion": Words(
        _("{column}: “{value}” is not a known motion."),
        _("Write rfa, customer-health or targeting."),
    ),
    "control-character": Words(
        _("{column} contains a control character."),
        _("Remove it; often it comes from copying out of another program."),
    ),
    "too-long": Words(
        _("{column} is longer than {limit} characters."),
        _("Shorten it."),
    ),
    "unreadable-row": Words(
        _("The row cannot be read (line {line}): {error}"),
        _("Mend the row; often a quotation mark is missing."),
    ),
    "wrong-number-of-cells": Words(
        _("The row has {found} cells; the header has {expected}."),
        _("Mend the row; often a comma inside a cell needs quotation marks."),
    ),
    "duplicate-row": Words(
        _("The file says the same again ({key}); row {first_row} was taken."),
        _("Remove one of the two rows."),
    ),
    "unknown-tenant": Words(
        _("There is no tenant {tenant_id}."),
        _("Import the tenant first, or check the id."),
    ),
    "unknown-manager": Words(
        _("Nobody has the login {login}."),
        _("Add the person, or check the login."),
    ),
    "not-a-manager": Words(
        _("{login} cannot manage tenants ({role})."),
        _("Name an active manager or lead."),
    ),
    "request-differs": Words(
        _("The request {request_id} is already known with another {column}: {was}, now {now}."),
        _("Use a new id, or take the row out."),
    ),
    "engagement-closed": Words(
        _("The engagement of {request_id} is closed, so it cannot take more services: {services}"),
        _("Reopen it, or use a new request."),
    ),
    "request-not-imported": Words(
        _("The request {request_id} has not been imported, so there is no engagement that this belongs to."),
        _("Import the request first; then import this file, or its rejected rows, again."),
    ),
    "neither-task-nor-note": Words(
        _("The row names neither a completed task nor the category of a note."),
        _("Fill in task or category."),
    ),
    "before-the-request": Words(
        _("{request_id}: something is said to have happened on {on}, before the request was submitted on {submitted}."),
        _("Check the date and the request; the row was taken in as it is."),
    ),
    "before-its-evidence": Words(
        _("{request_id}: task {task} is said to have been completed on {on}, but what it comes after is proven only since {since}."),
        _("Check the date; the row was taken in as it is, and counts because the evidence is there now."),
    ),
    "empty-file": Words(
        _("The file is empty."),
        _("Export it again."),
    ),
    "not-utf-8": Words(
        _("The file is not UTF-8 (line {line}, byte {byte})."),
        _("Save it as CSV UTF-8."),
    ),
    "no-header": Words(
        _("No line of the file names the columns; found: {found}"),
        _("Begin with a header that has at least: {expected}"),
    ),
    "missing-column": Words(
        _("Columns are missing: {columns}"),
        _("Add them."),
    ),
    "column-twice": Words(
        _("Columns stand twice: {columns}"),
        _("Keep one of each."),
    ),
    "unknown-columns": Words(
        _("These columns are not known and were kept out: {columns}"),
        _("Nothing need be done, unless a name is misspelt."),
    ),
    "no-rows": Words(
        _("The file has a header and no rows."),
        _("Check the export."),
    ),
    "more-findings": Words(
        _("And {more} more of the kind “{of}”."),
        _("Mend those listed, and import again to see the others."),
    ),
    "no-country": Words(
        _("The tenant {tenant_id} has no country (region: {region})."),
        _("Add the country; without a region the queue must be named at the hand-over."),
    ),
    "unknown-country": Words(
        _("The tenant {tenant_id} has a country that is not known: {country} (region: {region})."),
        _("Write a code of ISO 3166-1 with two letters, like JP."),
    ),
    "region-to-confirm": Words(
        _("Practice differs about the region of {country} (tenant {tenant_id}); taken: {region}."),
        _("Confirm the region before the hand-over."),
    ),
    "team-added": Words(
        _("The team {team} did not exist and was added."),
        _("Nothing need be done, unless the name is misspelt."),
    ),
    "below-eligibility": Words(
        _("The tenant {tenant_id} has {seats} seats; a request such as {request_id} usually needs {least}."),
        _("The engagement was opened all the same; check whether it was approved on purpose."),
    ),
    "no-manager": Words(
        _("The request {request_id} of tenant {tenant_id} has no manager."),
        _("A lead assigns one: reassign-manager."),
    ),
    "services-kept": Words(
        _("The file no longer names these services of {request_id}; they stay in the engagement: {services}"),
        _("Nothing need be done; withdraw what is no longer wanted."),
    ),
    "manager-kept": Words(
        _("The request {request_id} keeps its manager {manager}; the file says {told}."),
        _("Use reassign-manager if that is meant."),
    ),
    "held-by-another-queue": Words(
        _("{tenant_id} was to move to {queue}, and is held by {holder}."),
        _("Ask the assignment team which is right. Nothing was confirmed."),
    ),
    "manager-differs": Words(
        _("{tenant_id} is managed by {manager} here and by {told} in the file."),
        _("If the file is right, name the manager here: a file never does."),
    ),
    "more-users-than-seats": Words(
        _("More active users than seats: tenant {tenant_id}, {service}, {date} ({active_users} of {seats})."),
        _("Check the export."),
    ),
}
