"""Indexes that have all a list asks for, so that no filter opens rows that do not fit; and those of the audit's filters."""

from typing import Any

import django.db.models.functions.comparison
from django.db import migrations, models


def make(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL finds beginnings of names only by an index of its own, in most locales."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX fact_subject_begins ON records_fact (subject varchar_pattern_ops, id)")


def unmake(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX fact_subject_begins")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_lists'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='line',
            name='line_by_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_words',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_by_next_action',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_by_change',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_owner_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_owner_state',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_owner_next',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_team_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_state_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_state_next',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_region_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_milestone_place',
        ),
        migrations.RemoveIndex(
            model_name='line',
            name='line_queue_place',
        ),
        migrations.RenameIndex(
            model_name='line',
            new_name='line_states',
            old_name='line_by_state',
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['at', 'id'], name='fact_by_time'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['by', 'at', 'id'], name='fact_by_whom'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['kind', 'at', 'id'], name='fact_by_kind'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['by', 'kind', 'at', 'id'], name='fact_by_whom_and_kind'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['folded', 'team', 'id'], name='line_words'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['place', 'id', 'state', 'region', 'team', 'owner', 'milestone', 'queue', 'next_action', 'services', 'versions'], name='line_by_place'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['team', 'place', 'id', 'state', 'region', 'owner', 'milestone', 'queue', 'next_action', 'services', 'versions'], name='line_team_place'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['next_action', 'id', 'state', 'region', 'team', 'owner', 'milestone', 'queue', 'services', 'versions'], name='line_by_next'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['changed_at', 'id', 'state', 'region', 'team', 'owner', 'milestone', 'queue', 'next_action', 'services', 'versions'], name='line_by_change'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['state', 'id', 'region', 'team', 'owner', 'milestone', 'queue', 'next_action', 'services', 'versions'], name='line_by_state'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['region', 'id', 'state', 'team', 'owner', 'milestone', 'queue', 'next_action', 'services', 'versions'], name='line_by_region'),
        ),
        migrations.AddIndex(
            model_name='line',
            index=models.Index(django.db.models.functions.comparison.Coalesce('owner', models.Value('')), models.F('id'), models.F('state'), models.F('region'), models.F('team'), models.F('owner'), models.F('milestone'), models.F('queue'), models.F('next_action'), models.F('services'), models.F('versions'), name='line_by_owner'),
        ),
        migrations.RunPython(make, unmake),
    ]
