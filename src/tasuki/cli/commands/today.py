"""What a person can do now: today."""

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli.output import Answer, Line, table
from tasuki.cli.session import Session, command
from tasuki.services import today as agenda
from tasuki.wording.labels import BUCKETS
from tasuki.wording.sentences.acting import today_sentence

COLUMNS = (gettext_lazy("Urgency"), gettext_lazy("Engagement"), gettext_lazy("Tenant"), gettext_lazy("Workload"), gettext_lazy("What"))
NOTHING = gettext_lazy("Nothing waits for you.")


def register(root: typer.Typer) -> None:
    command(root, "today", help=_("What this person can do now, most urgent first."))(today)


def today(session: Session) -> Answer:
    entries = agenda.entries_for(session.person)
    tongue = session.tongue
    told = [
        {
            "engagement": entry.engagement,
            "tenant_id": entry.tenant_id,
            "workload": entry.workload,
            "command": entry.command,
            "since": entry.since.isoformat(),
            "bucket": entry.bucket,
            "sentence": today_sentence(entry.command, entry.reason, entry.days, entry.values, tongue),
        }
        for entry in entries
    ]
    lines: list[Line] = [tongue.say(NOTHING)]
    if told:
        shown = table(tongue, *COLUMNS)
        for one in told:
            workload = tongue.value("workload", one["workload"])
            shown.add_row(
                tongue.say(BUCKETS[str(one["bucket"])]), str(one["engagement"]), str(one["tenant_id"]), workload, str(one["sentence"])
            )
        lines = [shown]
    return Answer(document=told, lines=lines)
