"""What stands against everything else that a site does (services, the command line)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "cadence-incomplete": Words(
        _("For the regular meeting, {key} is missing."),
        _("Fill it in."),
    ),
    "cadence-unreadable": Words(
        _("“{value}” cannot be {key} of a regular meeting."),
        _("Choose one of the values that are offered."),
    ),
    "nothing-to-redact": Words(
        _("Fact {number} has no text that could be redacted."),
        _("Look at the history again: it may have been redacted already."),
    ),
    "redaction-unexplained": Words(
        _("A redaction needs a reason."),
        _("Say who asked for it and why. The reason stays on record, so do not repeat the words there."),
    ),
    "at-not-allowed": Words(
        _("The time was moved to {at}, which this site does not allow."),
        _("Leave --at and TASUKI_AT out, or set TASUKI_ALLOW_AT=1 for a rehearsal."),
    ),
    "at-unreadable": Words(
        _("“{at}” is not a time with an offset."),
        _("Give a time like 2026-03-31T09:00:00+09:00."),
    ),
    "unknown-engine": Words(
        _("There is no engine {engine}."),
        _("Give one of: {engines}."),
    ),
    "engine-not-installed": Words(
        _("The engine {engine} is not installed (missing: {module})."),
        _("Install it with: pip install 'tasuki[{extra}]'"),
    ),
    "engine-needs-java": Words(
        _("The engine {engine} runs on Java, and there is none on this machine."),
        _("Install Java 17 or later, or set JAVA_HOME; or evaluate with --engine duckdb."),
    ),
    "login-taken": Words(
        _("Somebody has the login {login} already."),
        _("Choose another."),
    ),
    "login-unusable": Words(
        _("“{login}” cannot be a login."),
        _("Use letters, digits and dots, without blanks."),
    ),
    "unknown-role": Words(
        _("There is no role {role}."),
        _("Give one of: {roles}."),
    ),
    "email-unusable": Words(
        _("“{email}” is not a mail address."),
        _("Give an address like mori@example.com."),
    ),
    "link-not-valid": Words(
        _("This sign-in link does not open anything any more."),
        _("Ask for a new one."),
    ),
    "cover-unusable": Words(
        _("“{login}” cannot stand in."),
        _("Name an active colleague of the same role ({role})."),
    ),
    "cover-days": Words(
        _("Nobody can stand in from {begins} to {ends}."),
        _("Give a last day that is not before the first, and not over yet."),
    ),
    "still-manages": Words(
        _("{login} still manages {engagements} open engagements."),
        _("Hand them over to somebody first."),
    ),
    "not-oneself": Words(
        _("You cannot shut yourself out."),
        _("Ask another administrator."),
    ),
    "site-file-unreadable": Words(
        _("The site's settings in {path} cannot be read: {problem}"),
        _("Correct the file. Until then the shipped settings hold."),
    ),
    "site-setting-unknown": Words(
        _("The site's settings in {path} name {key}, which does not exist."),
        _("Give one of: {known}."),
    ),
    "site-setting-unusable": Words(
        _("The site's setting {key} cannot be “{value}”."),
        _("Write it in {path} as the shipped settings do. Until then the shipped value holds."),
    ),
    "file-gone": Words(
        _("The file that was looked at is not here any more."),
        _("Choose it once more."),
    ),
    "link-refused": Words(
        _("This link does not open anything any more. It may have been used, have ended, or have been withdrawn."),
        _("Ask the person who sent it to you for a new one."),
    ),
    "link-stale": Words(
        _("The request that this link is about has been answered or taken back in the meantime."),
        _("Look at the hand-over board to see how things stand."),
    ),
    "code-wrong": Words(
        _("This code does not fit, or is no longer valid."),
        _("Look at the newest mail, or have a new code mailed to you."),
    ),
    "code-too-often": Words(
        _("Too many codes were asked for in a short time."),
        _("Please wait {minutes} minutes, then try again."),
    ),
    "request-field-missing": Words(
        _("{key} is missing."),
        _("Please fill it in."),
    ),
    "request-field-long": Words(
        _("{key} is longer than {limit} characters."),
        _("Please say it more briefly."),
    ),
    "request-not-a-choice": Words(
        _("{key}: “{value}” is not among the choices."),
        _("Please choose again."),
    ),
    "request-trap": Words(
        _("A field that must stay blank was filled in, perhaps by your browser."),
        _("Please clear it and send the form again."),
    ),
    "request-too-often": Words(
        _("Many requests came from your network in a short time."),
        _("Please wait {minutes} minutes, then send the form again; what you typed is still here."),
    ),
    "request-decided": Words(
        _("Somebody has decided about {reference} already ({state})."),
        _("Look at it as it stands now."),
    ),
    "request-not-asked": Words(
        _("Nobody waits for an answer about {reference} any more."),
        _("Look at the page again to see how things stand."),
    ),
    "request-no-services": Words(
        _("{reference} names no service that could be approved."),
        _("Cancel it, or ask the requestor."),
    ),
    "request-id-taken": Words(
        _("An imported request bears the number {request_id} already."),
        _("Cancel this one and go on with the imported one."),
    ),
    "unknown-person": Words(
        _("Nobody active has the login {login}."),
        _("Check the login; tasuki person add makes a new one."),
    ),
    "not-allowed": Words(
        _("The role {role} may not do this: {act}"),
        _("Ask an administrator."),
    ),
    "unknown-command": Words(
        _("There is no command {word}."),
        _("Give one of: {valid}"),
    ),
    "unknown-key": Words(
        _("{command} has no key {word}."),
        _("Give one of: {valid}"),
    ),
    "not-key-value": Words(
        _("“{word}” is not of the form key=value."),
        _("Write it as key=value; quote values with blanks."),
    ),
    "wrong-usage": Words(
        _("{message}"),
        _("tasuki --help lists commands and options."),
    ),
    "person-needed": Words(
        _("This command acts or reads as a person."),
        _("Add --as LOGIN."),
    ),
    "database-missing": Words(
        _("The database is not ready: {problem}"),
        _("Run tasuki init; tasuki doctor says what else is missing."),
    ),
    "file-unreadable": Words(
        _("The file {file} cannot be read or written: {problem}"),
        _("Check the path, and that you may read and write there."),
    ),
    "settings-wrong": Words(
        _("{problem}"),
        _("Mend the setting; tasuki doctor checks all of them."),
    ),
    "port-taken": Words(
        _("Port {port} is in use on {host}."),
        _("Choose another: tasuki serve --port 8001, or make run PORT=8001."),
    ),
    "date-unreadable": Words(
        _("“{value}” is not a date that exists."),
        _("Give a date like 2026-03-31."),
    ),
    "mail-header-unsafe": Words(
        _("The mail cannot be written: {header} contains line breaks or other control characters."),
        _("Correct the name, address or subject in question."),
    ),
    "seat-basis-differs": Words(
        _("{tenant_id}, {service}: “{milestone}” depends on what counts as seats (by service: {by_service}, by tenant: {by_tenant})."),
        _("Agree with the programme which seats count; the rules file says it (seats: service or tenant)."),
    ),
    "tenant-seats-unknown": Words(
        _("“{milestone}” counts the seats of tenants, and of {tenants} tenants nobody has told them."),
        _("Import the tenants with the column seats."),
    ),
    "milestone-restated": Words(
        _("{tenant_id}, {service}: a late reading shows “{milestone}” reached on {date}, not {was}."),
        _("Nothing need be done."),
    ),
    "milestone-now-later": Words(
        _(
            "{tenant_id}, {service}: a corrected reading shows “{milestone}” reached on {date}, later than {was};"
            " the evidence of then stands."
        ),
        _("Look whether the correction is right."),
    ),
    "milestone-no-longer-shown": Words(
        _("{tenant_id}, {service}: corrected readings no longer show “{milestone}” (was {was}); the evidence of then stands."),
        _("Look whether the correction is right."),
    ),
    "milestone-withdrawn": Words(
        _("{tenant_id}, {service}: “{milestone}” was read by hand on {was}, and an import of that day contradicts it."),
        _("Wait for usage, or confirm that there is no blocker."),
    ),
    "milestone-told-twice": Words(
        _("Several playbooks define “{milestone}” differently; the rule of the first was used: {playbooks}"),
        _("Give the milestones different names, or the same rule."),
    ),
    "backup-unreadable": Words(
        _("{file} is no backup of Tasuki, or it is damaged: {problem}"),
        _("Take another backup, or copy it again."),
    ),
    "backup-of-other-kind": Words(
        _("{file} was made from {was}; this site runs on {now}."),
        _("Restore it into a site on {was}."),
    ),
    "backup-of-other-version": Words(
        _("{file} was made by a program with other tables: {missing}"),
        _("Restore it with the version that made it, then update."),
    ),
    "not-empty": Words(
        _("This site has {tenants} tenants already; a demonstration is never mixed with them."),
        _("Give the demonstration an empty data folder: set TASUKI_DATA to a new one."),
    ),
    "restore-not-empty": Words(
        _("This site has facts or people already; a restore never overwrites."),
        _("Restore into an empty data folder or database."),
    ),
    "usage-file-missing": Words(
        _("The backup does not hold the usage file {name} that its database names."),
        _("Take another backup."),
    ),
    "data-folder-missing": Words(
        _("There is no data folder at {path}."),
        _("Run tasuki init, or set TASUKI_DATA."),
    ),
    "data-folder-not-writable": Words(
        _("The data folder {path} cannot be written to."),
        _("Give the account that runs Tasuki the right to write there."),
    ),
    "disk-nearly-full": Words(
        _("Only {free_mb} MB are free at {path}."),
        _("Make room."),
    ),
    "secret-key-readable": Words(
        _("Others may read the secret key {path} (mode {mode})."),
        _("Run: chmod 600 {path}"),
    ),
    "database-unreachable": Words(
        _("The database does not answer: {problem}"),
        _("Check DATABASE_URL, and that the server runs."),
    ),
    "tables-out-of-date": Words(
        _("The tables are not those of this program; missing: {missing}"),
        _("Run tasuki init."),
    ),
    "database-not-wal": Words(
        _("SQLite works without write-ahead logging (mode {mode})."),
        _("Put the data folder on a local disk, and run tasuki init."),
    ),
    "no-playbook": Words(
        _("No playbook is published."),
        _("Run tasuki init."),
    ),
    "usage-unreadable": Words(
        _("The usage dataset at {url} cannot be read: {problem}"),
        _("Check TASUKI_USAGE_URL."),
    ),
    "usage-files-missing": Words(
        _("{count} usage files are missing, such as {example}."),
        _("Bring them back from a backup."),
    ),
    "usage-files-left-over": Words(
        _("{count} usage files belong to no import, such as {example}."),
        _("They may be deleted."),
    ),
    "mail-url-unknown": Words(
        _("TASUKI_MAIL_URL begins with {scheme}, which is no way for mail."),
        _("Give smtp://, smtps:// or file:."),
    ),
    "mail-folder-not-writable": Words(
        _("Mail cannot be written into {path}."),
        _("Give the account that runs Tasuki the right to write there."),
    ),
    "mail-server-unreachable": Words(
        _("The mail server {host}:{port} does not answer: {problem}"),
        _("Check TASUKI_MAIL_URL, and that the server runs."),
    ),
    "mail-uncertain": Words(
        _("Of {count} mails it is uncertain whether they were taken."),
        _("Ask the recipients or the mail server, and decide whether to send again."),
    ),
    "mail-failed": Words(
        _("{count} mails could not be handed over."),
        _("Look at the reason in the engagement, and send again."),
    ),
    "time-moved": Words(
        _("The time is moved to {at} for everything (TASUKI_AT)."),
        _("Leave TASUKI_AT out, unless this is a rehearsal."),
    ),
    "worker-silent": Words(
        _("The worker {worker} has given no sign since {since}."),
        _("Start it again; what it was sending is shown as uncertain."),
    ),
    "mail-rehearsal": Words(
        _("This is a rehearsal: all mail goes to {address}."),
        _("Leave TASUKI_MAIL_REHEARSAL out when customers shall get their mail."),
    ),
    "mail-address-missing": Words(
        _("A mailbox is read, but nobody is told its address."),
        _("Set TASUKI_MAIL_ADDRESS to the address of the mailbox."),
    ),
    "server-untrusted": Words(
        _("The server {host}:{port} cannot be trusted: {problem}"),
        _(
            "Write the name that its certificate bears into the address. If your own authority signed it, "
            "name that one's file in SSL_CERT_FILE."
        ),
    ),
    "server-password-refused": Words(
        _("The server {host}:{port} does not let {user} in."),
        _("Check user and password in the address; marks like @ and / stand there percent-encoded."),
    ),
    "mailbox-unreachable": Words(
        _("The mailbox at {host}:{port} cannot be read: {problem}"),
        _("Check TASUKI_IMAP_URL, and that the server runs."),
    ),
    "notices-url-unknown": Words(
        _("{count} addresses of chat channels are not understood."),
        _("Check TASUKI_NOTICE_URLS."),
    ),
}
