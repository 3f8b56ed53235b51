"""Published versions of playbooks, kept as they were written."""

from django.db import models
from django.db.models import Q


class PlaybookVersion(models.Model):
    """Stores sources, never parsed trees. `base` names the version this one was laid over."""

    slug = models.SlugField(max_length=100)
    version = models.PositiveIntegerField()
    rules_path = models.CharField(max_length=400)
    rules_text = models.TextField()
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="overlays")
    rules_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug", "version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="playbook_version_once"),
            models.CheckConstraint(name="playbook_versions_from_one", condition=Q(version__gte=1)),
        ]


class PlaybookPage(models.Model):
    playbook = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="pages")
    language = models.CharField(max_length=35)
    path = models.CharField(max_length=400)
    text = models.TextField()

    class Meta:
        ordering = ["playbook", "language"]
        constraints = [models.UniqueConstraint(fields=["playbook", "language"], name="playbook_page_once")]
