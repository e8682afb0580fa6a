from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0002_heartbeat"),
    ]

    operations: list[Operation] = []
