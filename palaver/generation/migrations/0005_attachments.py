from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0004_context"),
    ]

    operations: ClassVar[list[Operation]] = []
