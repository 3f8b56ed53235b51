"""Mail that must leave."""

from django.db import models

MAIL_STATES = ("queued", "sending", "handed-over", "refused", "uncertain", "failed")


class Outbox(models.Model):
    """Written in the same transaction as its `mail-queued` fact.

    `sending` is written before the conversation with the server begins, so an attempt that nobody saw the end of is
    `uncertain` and never silently repeated. `reason` is the server's last answer.
    """

    fact_subject = models.CharField(max_length=200)
    fact_number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=250, unique=True)
    template = models.CharField(max_length=100, blank=True)
    sender = models.CharField(max_length=400)
    sender_name = models.CharField(max_length=200, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    subject = models.TextField()
    body = models.TextField()
    language = models.CharField(max_length=35, blank=True)
    automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default="queued")
    attempts = models.PositiveIntegerField(default=0)
    due = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact_subject", "fact_number"], name="mail_once_per_fact"),
            models.CheckConstraint(name="mail_state_known", condition=models.Q(state__in=MAIL_STATES)),
            models.CheckConstraint(
                name="mail_sending_is_claimed",
                condition=~models.Q(state="sending") | (models.Q(claimed_at__isnull=False) & ~models.Q(claimed_by="")),
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="mail_due")]
