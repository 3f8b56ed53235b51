from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_notice"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="reads_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
