"""Which playbook a request runs, and which versions an engagement runs on: added, and filled from the facts."""

import json
from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """As `core.engagement.plan.pins` reads them; before this migration nothing could be moved."""
    engagement = apps.get_model("records", "Engagement")
    facts = apps.get_model("records", "Fact").objects
    for number in engagement.objects.filter(pins={}).values_list("pk", flat=True).iterator():
        pins: dict[str, int] = {}
        found = facts.filter(subject=f"engagement/{number}", kind__in=("engagement-opened", "workload-added")).order_by("number")
        for data in found.values_list("data", flat=True):
            told = json.loads(data) if isinstance(data, str) else data
            pins |= told.get("playbooks", {})
        engagement.objects.filter(pk=number).update(pins=pins)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_knock")]

    operations = [
        migrations.AddField(model_name="engagement", name="pins", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="request", name="playbook", field=models.CharField(blank=True, max_length=100)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
