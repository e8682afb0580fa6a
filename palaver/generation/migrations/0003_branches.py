import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import palaver.lib.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0002_branches"),
        ("generation", "0002_heartbeat"),
    ]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palaver.lib.uuid7.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("client_id", models.UUIDField()),
                ("text", models.TextField()),
                ("model", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "chat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting",
                        to="chats.chat",
                    ),
                ),
            ],
            options={
                "verbose_name": "waiting message",
                "verbose_name_plural": "waiting messages",
            },
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(
                fields=("chat", "client_id"), name="one_waiting_per_client_id"
            ),
        ),
    ]
