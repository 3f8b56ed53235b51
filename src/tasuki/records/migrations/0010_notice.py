"""Files of history may come in."""

from django.db import migrations, models

KINDS = ('tenants', 'contacts', 'requests', 'usage', 'assignments', 'history')


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0009_speed'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='import', name='import_kind_known'),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', KINDS)), name='import_kind_known'),
        ),
    ]
