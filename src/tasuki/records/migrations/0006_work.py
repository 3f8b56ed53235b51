"""Drafts, regular meetings, and the index of notes by pairs of letters (records/noted.py)."""

import unicodedata
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION tasuki_bigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT substr(f.t, i, 2)), '{}')
        FROM (SELECT lower(normalize($1, NFKC)) AS t) f, generate_series(1, length(f.t) - 1) i
    $$
    """,
    "CREATE INDEX fact_note_bigrams ON records_fact USING gin (tasuki_bigrams(text)) WHERE kind = 'note-recorded'",
)
_SQLITE = "CREATE VIRTUAL TABLE records_noteword USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')"


def make(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        for statement in _POSTGRESQL:
            schema_editor.execute(statement)
        return
    schema_editor.execute(_SQLITE)
    facts = apps.get_model("records", "Fact").objects.filter(kind="note-recorded").exclude(text="")
    with connection.cursor() as cursor:
        for key, text in facts.values_list("pk", "text").iterator():
            cursor.execute("INSERT INTO records_noteword (rowid, grams) VALUES (%s, %s)", [key, _grams(text)])


def _grams(text: str) -> str:
    """As `records.noted` makes them today; a migration keeps its own copy."""
    letters = unicodedata.normalize("NFKC", text).lower()
    return " ".join(sorted({a + b for a, b in zip(letters, letters[1:], strict=False) if a.isalnum() and b.isalnum()}))


class Migration(migrations.Migration):
    dependencies = [("records", '0005_requests')]

    operations = [
        migrations.CreateModel(
            name="Cadence",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="regular_meeting",
                        serialize=False,
                        to="records.tenant",
                    ),
                ),
                ("every", models.CharField(max_length=10)),
                ("weekday", models.PositiveSmallIntegerField()),
                ("nth", models.PositiveSmallIntegerField(default=1)),
                ("at", models.TimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("time_zone", models.CharField(max_length=64)),
                ("starting", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("every__in", ("week", "two-weeks", "month"))), name="cadence_every_known"),
                    models.CheckConstraint(condition=models.Q(("weekday__in", range(7))), name="cadence_weekday_known"),
                    models.CheckConstraint(condition=models.Q(("nth__gte", 1), ("nth__lte", 5)), name="cadence_nth_known"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=60)),
                ("given", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "engagement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.engagement"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "engagement", "form"), name="draft_once")],
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
