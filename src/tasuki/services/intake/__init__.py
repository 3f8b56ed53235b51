"""Requests for assistance: filed by anybody, decided by the assignment team or a lead; an approval opens the engagement.

What others ask for stands here; each room answers one question:

    form.py        what is asked, and what is wrong with the answers?
    filing.py      is it new, or the same as before?
    looking.py     what should one know before deciding?
    deciding.py    what follows from the decision?
    requestor.py   what is the requestor told, and what does he answer?

Finding codes:
    request-field-missing  {key}
    request-field-long     {key, limit}
    request-not-a-choice   {key, value}
    request-trap           {}                    the field that people do not see was filled in
    request-too-often      {minutes}             too many from one place
    request-decided        {reference, state}    somebody has decided already
    request-not-asked      {reference}           nobody waits for an answer of the requestor
    request-no-services    {reference}           nothing that could be approved
    request-id-taken       {request_id}          an imported request bears this number
    unknown-manager        as in the core
"""

from tasuki.services.intake.deciding import approve, cancel, hold, resume
from tasuki.services.intake.filing import file
from tasuki.services.intake.form import QUESTIONS, Question, choices, country_place, label, read
from tasuki.services.intake.requestor import about, answer
from tasuki.services.intake.weighing import Look, age_of, decided, find, folded, look, managers, outcomes, waiting

__all__ = [
    "CODES",
    "QUESTIONS",
    "Look",
    "Question",
    "about",
    "age_of",
    "answer",
    "approve",
    "cancel",
    "choices",
    "country_place",
    "decided",
    "file",
    "find",
    "folded",
    "hold",
    "label",
    "look",
    "managers",
    "outcomes",
    "read",
    "resume",
    "waiting",
]

CODES = (
    *("request-field-missing", "request-field-long", "request-not-a-choice", "request-trap", "request-too-often"),
    *("request-decided", "request-not-asked", "request-no-services", "request-id-taken"),
)
