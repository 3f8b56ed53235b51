"""The list's view of engagements."""

from django.db import models

from tasuki.records.models.people import Person
from tasuki.records.models.tenants import Request, Tenant

STATES = ("active", "on-hold", "handing-over", "closed", "closed-without-discussion")
CLOSED_STATES = ("closed", "closed-without-discussion")
OPEN_STATES = tuple(state for state in STATES if state not in CLOSED_STATES)


class Engagement(models.Model):
    """The truth is in the facts of `engagement/<id>`. Columns below `motion` are derived, and exist only so that a list is one query."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="engagements")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="engagement")
    motion = models.CharField(max_length=50)

    state = models.CharField(max_length=40, default="active")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="engagements")
    queue = models.CharField(max_length=200, blank=True)
    requested_queue = models.CharField(max_length=200, blank=True)
    queue_requested_at = models.DateTimeField(null=True, blank=True)
    next_action_date = models.DateField(null=True, blank=True)
    facts = models.PositiveIntegerField(default=0)
    lanes = models.JSONField(default=list)
    pins = models.JSONField(default=dict)  # by playbook, the version it runs on
    criteria_due = models.PositiveIntegerField(default=0)  # those that apply; of these, met with evidence, and waived or excused
    criteria_met = models.PositiveIntegerField(default=0)
    criteria_waived = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_engagements")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="engagement_state_known", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(
                name="engagement_closed_has_time",
                condition=models.Q(state__in=CLOSED_STATES, closed_at__isnull=False)
                | (~models.Q(state__in=CLOSED_STATES) & models.Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["manager", "next_action_date", "id"], name="engagement_by_manager"),
            models.Index(fields=["state", "next_action_date", "id"], name="engagement_by_state"),
            models.Index(fields=["closed_by", "closed_at"], name="engagement_by_closer"),
        ]

    @property
    def subject(self) -> str:
        return f"engagement/{self.pk}"
