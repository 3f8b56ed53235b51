"""Customers, whom we know there, and what they asked for. Keys are those of the files that bring them."""

from django.db import models
from django.db.models.functions import Lower

from tasuki.core.engagement.cadence import EVERY, LAST, WEEKDAYS
from tasuki.records.models.people import Person, Team

MANAGED = ("yes", "no", "unknown")
CONTACT_KINDS = ("customer", "account-team", "partner")


class Tenant(models.Model):
    """`region` is the one that counts: the file's, else a person's answer, else the country's; blank is asked for, never guessed."""

    tenant_id = models.CharField(max_length=100, primary_key=True)
    name = models.CharField(max_length=300)
    name_kana = models.CharField(max_length=300, blank=True)
    tpid = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=50, blank=True)
    region_imported = models.CharField(max_length=50, blank=True)
    region_override = models.CharField(max_length=50, blank=True)
    language = models.CharField(max_length=35)
    time_zone = models.CharField(max_length=64, blank=True)
    seats = models.PositiveBigIntegerField(null=True, blank=True)
    managed = models.CharField(max_length=10, default="unknown")
    partner_led = models.BooleanField(null=True, blank=True)
    cadence = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="tenants")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tenants")

    class Meta:
        ordering = ["tenant_id"]
        constraints = [
            models.CheckConstraint(name="tenant_id_not_blank", condition=~models.Q(tenant_id="")),
            models.CheckConstraint(name="tenant_managed_known", condition=models.Q(managed__in=MANAGED)),
        ]
        indexes = [
            models.Index(fields=["name", "tenant_id"], name="tenant_by_name"),
            models.Index(fields=["region", "tenant_id"], name="tenant_by_region"),
        ]


class Contact(models.Model):
    """One person at, or around, the customer. One address stands once in each kind. `bounced_at` until somebody puts it right.

    Whoever has asked for deletion is contacted no more, and stays until somebody has deleted him.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    department = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    do_not_contact = models.BooleanField(default=False)
    deletion_asked_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["tenant", "kind", "name", "id"]
        constraints = [
            models.CheckConstraint(name="contact_kind_known", condition=models.Q(kind__in=CONTACT_KINDS)),
            models.UniqueConstraint("tenant", "kind", Lower("email"), name="contact_address_once"),
        ]
        indexes = [
            models.Index(fields=["deletion_asked_at"], name="contact_leaving", condition=models.Q(deletion_asked_at__isnull=False)),
        ]


class Cadence(models.Model):
    """The customer's regular meeting as a rule, where somebody has said it; `Tenant.cadence` is what a file says in words."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True, related_name="regular_meeting")
    every = models.CharField(max_length=10)
    weekday = models.PositiveSmallIntegerField()
    nth = models.PositiveSmallIntegerField(default=1)
    at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=64)
    starting = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cadence_every_known", condition=models.Q(every__in=EVERY)),
            models.CheckConstraint(name="cadence_weekday_known", condition=models.Q(weekday__in=WEEKDAYS)),
            models.CheckConstraint(name="cadence_nth_known", condition=models.Q(nth__gte=1, nth__lte=LAST)),
        ]


class Request(models.Model):
    """An approved request for assistance, as the file told it. What came of it is the engagement's history.

    `playbook` is what its services run, where that is not the site's.
    """

    request_id = models.CharField(max_length=100, primary_key=True)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="requests")
    motion = models.CharField(max_length=50)
    submitted = models.DateField()
    services = models.JSONField(default=list)
    migration_services = models.JSONField(default=list)
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    playbook = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["request_id"]
        constraints = [models.CheckConstraint(name="request_id_not_blank", condition=~models.Q(request_id=""))]
