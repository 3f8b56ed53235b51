"""Engagements: the only path by which anything becomes a fact of one (design.md section 2).

What others ask for stands here; each room answers one question:

    reading.py        how does it stand, and who sees it?
    acting.py         what does a command record?
    following.py      which ordinary rows follow from new facts?
    opening.py        which lanes does a request ask for?
    reached.py        what does usage prove?
    mail_outcome.py   what became of a mail?

Finding codes:
    not-found     {engagement}         there is none, or this person does not see it
    overtaken     {by, kind}           others acted again and again in between; nothing was recorded
"""

from tasuki.services.engagements.acting import (
    actor_of,
    decided,
    decided_for_a_file,
    perform,
    perform_by_link,
    record,
    record_inside,
    redact,
)
from tasuki.services.engagements.following import derive, rebuild
from tasuki.services.engagements.mail_outcome import record_mail_outcome
from tasuki.services.engagements.opening import add_workloads, open_engagement
from tasuki.services.engagements.reached import known_milestones, record_milestone, withdraw_milestone
from tasuki.services.engagements.reading import Case, case_named, case_of, digests, history_of, listed_for, plan_of, seen_by

__all__ = [
    "CODES",
    "Case",
    "actor_of",
    "add_workloads",
    "case_named",
    "case_of",
    "decided",
    "decided_for_a_file",
    "derive",
    "digests",
    "history_of",
    "known_milestones",
    "listed_for",
    "open_engagement",
    "perform",
    "perform_by_link",
    "plan_of",
    "rebuild",
    "record",
    "record_inside",
    "record_mail_outcome",
    "record_milestone",
    "redact",
    "seen_by",
    "withdraw_milestone",
]

CODES = ("not-found", "overtaken")
