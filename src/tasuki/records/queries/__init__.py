"""Who sees what: one function per list, and no other way to a list.

A manager sees the tenants he is assigned to and, for a while after his release, reads what he closed; an engineer and a lead their
teams' tenants; the assignment team and auditors everything; authors and administrators nothing of customers. Not listed is forbidden.
"""

from tasuki.records.models import Person
from tasuki.records.queries.engagements import engagements_for, hand_over_board
from tasuki.records.queries.mail import mails_of, uncertain_mail
from tasuki.records.queries.tenants import tenants_for
from tasuki.records.queries.usage import reached_for, readings_for

__all__ = ["Person", "engagements_for", "hand_over_board", "mails_of", "reached_for", "readings_for", "tenants_for", "uncertain_mail"]
