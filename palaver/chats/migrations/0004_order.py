from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0003_search"),
    ]

    operations: list[Operation] = []
