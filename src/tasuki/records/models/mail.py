"""Mail that must leave, mail that came in, and what people are told without asking."""

from django.db import models

from tasuki.records.models.people import Person

MAIL_STATES = ("queued", "sending", "handed-over", "refused", "uncertain", "failed", "bounced", "taken-back", "settled")
INCOMING_OUTCOMES = ("reply", "bounce", "delayed", "recorded", "refused", "automatic", "loop", "unknown", "unreadable")


class Outbox(models.Model):
    """Written in the same transaction as its `mail-queued` fact.

    `sending` is written before the conversation with the server begins, so an attempt that nobody saw the end of is
    `uncertain` and never silently repeated. `reason` is the server's last answer. `references` are the messages it follows, oldest
    first: only such as its own recipients have got. `unsubscribe` is where a reader stops such mail, for mail that may be stopped.
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
    references = models.JSONField(default=list)
    unsubscribe = models.CharField(max_length=500, blank=True)
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


class Incoming(models.Model):
    """A message that was taken from the mailbox, once: `key` is its Message-ID, or a digest where it has none.

    `engagement` is where it was found to belong; blank where nobody could tell, which opens nothing and is listed. `finding` is why
    it was not put on a timeline, as data.
    """

    key = models.CharField(max_length=250, unique=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    engagement = models.ForeignKey("records.Engagement", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sender = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    finding = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(name="incoming_outcome_known", condition=models.Q(outcome__in=INCOMING_OUTCOMES))]
        indexes = [models.Index(fields=["outcome", "received_at"], name="incoming_by_outcome")]


class MailboxMark(models.Model):
    """How far a mailbox has been read. Moved in the same transaction as what the message became."""

    mailbox = models.CharField(max_length=64, primary_key=True)
    validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField(default=0)


class WorkerSign(models.Model):
    """A worker's sign of life. The row goes when the worker ends as it should."""

    worker = models.CharField(max_length=200, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Notice(models.Model):
    """A fact that somebody should know of, until he has read it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    engagement = models.ForeignKey("records.Engagement", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "engagement", "number"], name="notice_once")]
        indexes = [
            models.Index(fields=["person", "read_at", "at"], name="notice_unread"),
            models.Index(fields=["posted_at"], name="notice_to_post"),
        ]


class Wish(models.Model):
    """How a person wants to be told. `feed` is the number in the address of his calendar: another number ends the old address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="wish")
    digest = models.BooleanField(default=True)
    digest_on = models.DateField(null=True, blank=True)
    feed = models.PositiveIntegerField(default=0)
    feed_open = models.BooleanField(default=False)
