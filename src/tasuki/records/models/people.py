"""Who works with Tasuki."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

ROLES = ("manager", "engineer", "assignment", "lead", "author", "auditor", "admin")


class Team(models.Model):
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]


class People(BaseUserManager["Person"]):
    """Logins are found whatever their letter case; `Ito` and `ito` are one person."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login__iexact=username)


class Person(AbstractBaseUser):
    """The login is the key: facts name their author by it, so it never changes and is never given to another person."""

    login = models.CharField(max_length=150, primary_key=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20)
    teams = models.ManyToManyField(Team, related_name="people", blank=True)
    language = models.CharField(max_length=20, blank=True)
    reads_from = models.DateTimeField(null=True, blank=True)
    """When this person came in for the first time: what was recorded before is no news to him."""
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = People()

    class Meta:
        ordering = ["login"]
        constraints = [
            models.CheckConstraint(name="person_role_known", condition=models.Q(role__in=ROLES)),
            models.UniqueConstraint(Lower("login"), name="person_login_any_case"),
        ]
        indexes = [models.Index(fields=["role"], name="person_role")]


class Cover(models.Model):
    """Somebody stands in for a colleague of the same role, from a day to a day. He sees what the colleague sees, and acts as himself."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="covers")
    begins = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ["begins", "id"]
        constraints = [
            models.CheckConstraint(name="cover_ends_later", condition=models.Q(ends__gte=models.F("begins"))),
            models.CheckConstraint(name="cover_is_another", condition=~models.Q(person=models.F("cover"))),
        ]
        indexes = [models.Index(fields=["cover", "ends"], name="cover_by_cover")]


class SignInLink(models.Model):
    """Opens the door once, for a few days. Only a digest of the token is kept: who reads the table cannot sign in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="link_expires_later", condition=models.Q(expires_at__gt=models.F("made_at")))]


class Knock(models.Model):
    """A wrong password at the door. Kept for minutes only."""

    login = models.CharField(max_length=150)
    address = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "address", "at"], name="knock_by_whom")]
