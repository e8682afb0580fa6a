from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0005_attachments"),
    ]

    operations: list[Operation] = []
