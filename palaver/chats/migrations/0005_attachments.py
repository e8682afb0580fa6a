import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import palaver.chats.storage
import palaver.lib.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0004_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
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
                (
                    "sent_with",
                    models.UUIDField(
                        help_text="The client-made id of the message that it was sent with.",
                        null=True,
                    ),
                ),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.")),
                (
                    "file",
                    models.FileField(
                        storage=palaver.chats.storage.files, upload_to=palaver.chats.storage.place
                    ),
                ),
                (
                    "thumbnail",
                    models.FileField(
                        blank=True,
                        storage=palaver.chats.storage.files,
                        upload_to=palaver.chats.storage.place,
                    ),
                ),
                (
                    "picture",
                    models.FileField(
                        blank=True,
                        help_text="What a model is shown.",
                        storage=palaver.chats.storage.files,
                        upload_to=palaver.chats.storage.place,
                    ),
                ),
                (
                    "reading",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Reading"),
                            ("ready", "Ready"),
                            ("refused", "Refused"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "read_until",
                    models.DateTimeField(help_text="When another reader may take over.", null=True),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=20)),
                (
                    "is_cut",
                    models.BooleanField(default=False, help_text="The text goes on in the file."),
                ),
                ("pages", models.PositiveIntegerField(null=True)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "chat",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="chats.chat",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "indexes": [
                    models.Index(fields=["chat", "sent_with"], name="attachments_of_messages"),
                    models.Index(fields=["file"], name="attachments_by_file"),
                    models.Index(
                        condition=models.Q(("sent_with", None)),
                        fields=["created_at"],
                        name="attachments_unsent",
                    ),
                    models.Index(
                        condition=models.Q(("reading__in", ("waiting", "reading"))),
                        fields=["created_at"],
                        name="attachments_unsettled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "client_id"), name="one_attachment_per_client_id"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="extract",
                        serialize=False,
                        to="chats.attachment",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "text of an attachment",
                "verbose_name_plural": "texts of attachments",
            },
        ),
    ]
