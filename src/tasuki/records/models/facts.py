"""One table, one timeline, one export: the ledger's rows. Only `records.ledger` writes them."""

from django.db import models


class Fact(models.Model):
    """A decision taken on a history of n facts may only be recorded as fact n+1: that constraint is the lock.

    `data` is kept as the canonical JSON that was digested. `text` may be emptied by a redaction; its digest stays.
    """

    subject = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    workload = models.CharField(max_length=60, blank=True)
    process = models.CharField(max_length=100, blank=True)
    data = models.TextField(default="{}")
    text = models.TextField(blank=True)
    text_digest = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="fact_number_once"),
            models.CheckConstraint(name="fact_numbers_from_one", condition=models.Q(number__gte=1)),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="fact_by_time"),
            models.Index(fields=["by", "at", "id"], name="fact_by_whom"),
            models.Index(fields=["kind", "at", "id"], name="fact_by_kind"),
            models.Index(fields=["by", "kind", "at", "id"], name="fact_by_whom_and_kind"),
        ]


class Seal(models.Model):
    """What all heads of the ledger were at the end of a day.

    `heads` lists `[subject, number]` of what changed since the seal before; older heads are covered through `previous`.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    heads = models.TextField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["day"]
