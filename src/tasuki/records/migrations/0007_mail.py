"""Mail that comes in, threads, notices and wishes, workers' signs of life; a contact knows that its mail came back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_work'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incoming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=250, unique=True)),
                ('received_at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=20)),
                ('sender', models.CharField(blank=True, max_length=400)),
                ('subject', models.CharField(blank=True, max_length=400)),
                ('finding', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='MailboxMark',
            fields=[
                ('mailbox', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('validity', models.PositiveBigIntegerField()),
                ('uid', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('posted_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='wish', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('digest', models.BooleanField(default=True)),
                ('digest_on', models.DateField(blank=True, null=True)),
                ('feed', models.PositiveIntegerField(default=0)),
                ('feed_open', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='WorkerSign',
            fields=[
                ('worker', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='outbox',
            name='mail_state_known',
        ),
        migrations.AddField(
            model_name='contact',
            name='bounce_reason',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name='contact',
            name='bounced_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='outbox',
            name='references',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='outbox',
            name='unsubscribe',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('queued', 'sending', 'handed-over', 'refused', 'uncertain', 'failed', 'bounced', 'taken-back', 'settled'))), name='mail_state_known'),
        ),
        migrations.AddField(
            model_name='incoming',
            name='engagement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.engagement'),
        ),
        migrations.AddField(
            model_name='notice',
            name='engagement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.engagement'),
        ),
        migrations.AddField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='incoming',
            index=models.Index(fields=['outcome', 'received_at'], name='incoming_by_outcome'),
        ),
        migrations.AddConstraint(
            model_name='incoming',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ('reply', 'bounce', 'delayed', 'recorded', 'refused', 'automatic', 'loop', 'unknown', 'unreadable'))), name='incoming_outcome_known'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', 'read_at', 'at'], name='notice_unread'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['posted_at'], name='notice_to_post'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('person', 'engagement', 'number'), name='notice_once'),
        ),
    ]
