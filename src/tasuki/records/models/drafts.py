"""What somebody was typing."""

from django.db import models

from tasuki.records.models.engagements import Engagement
from tasuki.records.models.people import Person


class Draft(models.Model):
    """One row a person, engagement and form. Nobody else sees it, it proves nothing, and it goes when the act is done."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=60)
    given = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "engagement", "form"], name="draft_once")]
