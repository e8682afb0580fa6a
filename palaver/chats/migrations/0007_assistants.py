import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import palaver.lib.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0006_parameters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assistant",
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
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("icon", models.CharField(blank=True, max_length=8, verbose_name="icon")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                ("system_prompt", models.TextField(blank=True, verbose_name="instructions")),
                ("model", models.CharField(blank=True, max_length=200, verbose_name="model")),
                ("parameters", models.JSONField(blank=True, default=dict)),
                (
                    "starters",
                    models.JSONField(blank=True, default=list, verbose_name="starters"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "assistant",
                "verbose_name_plural": "assistants",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Prompt",
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
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("command", models.CharField(max_length=32, verbose_name="command")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "prompt",
                "verbose_name_plural": "prompts",
                "ordering": ["command"],
            },
        ),
        migrations.AddConstraint(
            model_name="prompt",
            constraint=models.UniqueConstraint(
                fields=("owner", "command"), name="one_prompt_per_command"
            ),
        ),
        migrations.AddField(
            model_name="chat",
            name="assistant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="chats",
                to="chats.assistant",
            ),
        ),
        migrations.AddField(
            model_name="chat",
            name="assistant_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="chat",
            name="system_prompt",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
