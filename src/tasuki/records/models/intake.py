"""Requests for assistance as they are filed, until somebody decides about them."""

from django.db import models
from django.db.models import Q

from tasuki.records.models.people import Person
from tasuki.records.models.tenants import Request, Tenant

INTAKE_STATES = ("submitted", "on-hold", "asked", "approved", "cancelled")
OPEN_INTAKE = ("submitted", "on-hold", "asked")


class Intake(models.Model):
    """What somebody typed into the form: `answers` by the form's own keys. `asked` is on hold until the requestor answers.

    `form_key` came with the form, so that sending it twice files one request. `request` is what the approval made of it.
    """

    reference = models.CharField(max_length=40, unique=True)
    form_key = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, default="submitted")
    submitted_at = models.DateTimeField()
    language = models.CharField(max_length=35)
    organisation = models.CharField(max_length=300)
    email = models.EmailField()
    answers = models.JSONField(default=dict)
    details_digest = models.CharField(max_length=64)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, null=True, blank=True, related_name="intakes")
    request = models.OneToOneField(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="intake")
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.CheckConstraint(name="intake_state_known", condition=Q(state__in=INTAKE_STATES)),
            models.CheckConstraint(
                name="intake_approved_has_request",
                condition=Q(state="approved", request__isnull=False) | (~Q(state="approved") & Q(request__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="intake_by_state"),
            models.Index(fields=["details_digest"], name="intake_by_details"),
        ]

    @property
    def subject(self) -> str:
        return f"intake/{self.pk}"
