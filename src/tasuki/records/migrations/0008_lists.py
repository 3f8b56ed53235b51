"""The table of the tenants' list, and what people keep about it: looks, saved views, acts on many. Filled by `tasuki init`."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0007_mail'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('act', models.CharField(max_length=40)),
                ('given', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(default='own', max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('query', models.TextField(blank=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.team')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ViewMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pinned', models.BooleanField(default=False)),
                ('opens', models.BooleanField(default=False)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='records.savedview')),
            ],
        ),
        migrations.CreateModel(
            name='BulkResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=10)),
                ('facts', models.PositiveIntegerField(default=0)),
                ('undo', models.JSONField(null=True)),
                ('findings', models.JSONField(default=list)),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.engagement')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='records.bulkrun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'engagement'), name='bulk_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ('done', 'refused', 'undone'))), name='bulk_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=400)),
                ('folded', models.CharField(max_length=800)),
                ('region', models.CharField(blank=True, max_length=50)),
                ('state', models.CharField(max_length=40)),
                ('queue', models.CharField(blank=True, max_length=200)),
                ('next_action', models.DateField(default=datetime.date(9999, 1, 1))),
                ('milestone', models.CharField(blank=True, max_length=10)),
                ('services', models.TextField(blank=True)),
                ('versions', models.TextField(blank=True)),
                ('facts', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('engagement', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='line', to='records.engagement')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.team')),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='records.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'id'], name='line_by_place'), models.Index(fields=['folded'], name='line_words'), models.Index(fields=['state'], name='line_by_state'), models.Index(fields=['next_action', 'id'], name='line_by_next_action'), models.Index(fields=['changed_at', 'id'], name='line_by_change'), models.Index(fields=['owner', 'place', 'id'], name='line_owner_place'), models.Index(fields=['owner', 'state'], name='line_owner_state'), models.Index(fields=['owner', 'next_action', 'id'], name='line_owner_next'), models.Index(fields=['team', 'place', 'id'], name='line_team_place'), models.Index(fields=['team', 'state'], name='line_team_state'), models.Index(fields=['state', 'place', 'id'], name='line_state_place'), models.Index(fields=['state', 'next_action', 'id'], name='line_state_next'), models.Index(fields=['region', 'place', 'id'], name='line_region_place'), models.Index(fields=['milestone', 'place', 'id'], name='line_milestone_place'), models.Index(fields=['queue', 'place', 'id'], name='line_queue_place')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'engagement'), name='line_once'), models.UniqueConstraint(condition=models.Q(('engagement', None)), fields=('tenant',), name='line_without_once')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facts', models.PositiveIntegerField()),
                ('engagement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='records.engagement')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'engagement'), name='look_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='view_name_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ('own', 'team', 'everybody'))), name='view_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'team'), ('team__isnull', False)), models.Q(('audience', 'team'), _negated=True), _connector='OR'), name='view_team_named'),
        ),
        migrations.AddConstraint(
            model_name='viewmark',
            constraint=models.UniqueConstraint(fields=('person', 'view'), name='view_mark_once'),
        ),
        migrations.AddConstraint(
            model_name='viewmark',
            constraint=models.UniqueConstraint(condition=models.Q(('opens', True)), fields=('person',), name='view_opens_once'),
        ),
    ]
