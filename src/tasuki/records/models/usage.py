"""What files told us, and what became of it. The readings themselves are in the usage dataset."""

from django.db import models
from django.db.models import F, Q

from tasuki.core.milestones.model import Reached as ReachedMilestone
from tasuki.records.models.tenants import Tenant

IMPORT_KINDS = ("tenants", "contacts", "requests", "usage", "assignments", "history")


class Import(models.Model):
    """One file taken in. `files` are the usage dataset's files it wrote: what stands in no row here was never committed."""

    kind = models.CharField(max_length=20)
    file = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    files = models.JSONField(default=list)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="import_kind_known", condition=Q(kind__in=IMPORT_KINDS))]
        indexes = [models.Index(fields=["kind", "sha256"], name="import_by_content")]


class Reading(models.Model):
    """The newest reading of each service of a tenant, for screens."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="readings", db_index=False)
    service = models.CharField(max_length=60)
    date = models.DateField()
    seats = models.PositiveBigIntegerField()
    active_users = models.PositiveBigIntegerField()
    source = models.CharField(max_length=400, blank=True)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_column="import_id", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "service"], name="reading_newest_once")]


class Reached(models.Model):
    """A milestone known to be reached. `by_hand` was read by a person: the next import of that day confirms or withdraws it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="reached", db_index=False)
    service = models.CharField(max_length=60)
    milestone = models.CharField(max_length=100)
    date = models.DateField()
    seats = models.PositiveBigIntegerField()
    active_users = models.PositiveBigIntegerField()
    required = models.PositiveBigIntegerField()
    seat_basis = models.CharField(max_length=20)
    source = models.CharField(max_length=400, blank=True)
    by_hand = models.BooleanField(default=False)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, related_name="+", db_column="import_id", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "service", "milestone"], name="reached_once"),
            models.CheckConstraint(name="reached_means_enough", condition=Q(seats__gt=0) & Q(active_users__gte=F("required"))),
            models.CheckConstraint(name="reached_by_hand_or_import", condition=Q(by_hand=True) | Q(imported__isnull=False)),
        ]
        indexes = [models.Index(fields=["tenant"], name="reached_by_hand", condition=Q(by_hand=True))]

    @property
    def file_digest(self) -> str:
        """Of the file that showed it; a reading by hand has none. Asks the database unless `imported` is selected too."""
        return self.imported.sha256 if self.imported is not None else ""

    def as_reached(self) -> ReachedMilestone:
        return ReachedMilestone(
            tenant_id=self.tenant_id,
            service=self.service,
            milestone=self.milestone,
            date=self.date,
            seats=self.seats,
            active_users=self.active_users,
            required=self.required,
            seat_basis="tenant" if self.seat_basis == "tenant" else "service",
            source=self.source,
            import_id=self.imported_id,
            by_hand=self.by_hand,
        )
