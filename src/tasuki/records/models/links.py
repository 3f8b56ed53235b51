"""Doors for people without an account."""

from django.db import models
from django.db.models import F, Q

LINK_PURPOSES = ("account-team", "queue-move", "customer", "satisfaction", "request")


class SignedLink(models.Model):
    """What one person may do by one address. The token is signed with the site's key and made of `nonce`: this table opens nothing.

    `subject` is the ledger subject that the link is about, `data` what it is bound to there. `codes` counts the mailed codes, each of
    which holds until `code_until` and for a few tries.
    """

    nonce = models.CharField(max_length=40, unique=True)
    purpose = models.CharField(max_length=20)
    about = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    holder = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=35)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    codes = models.PositiveIntegerField(default=0)
    code_until = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="signed_link_purpose_known", condition=Q(purpose__in=LINK_PURPOSES)),
            models.CheckConstraint(name="signed_link_expires_later", condition=Q(expires_at__gt=F("made_at"))),
        ]
        indexes = [
            models.Index(fields=["about"], name="signed_link_about"),
            models.Index(fields=["purpose", "expires_at"], name="signed_link_ending"),
        ]

    @property
    def subject(self) -> str:
        """Where the ledger keeps what was done with it."""
        return f"link/{self.pk}"
