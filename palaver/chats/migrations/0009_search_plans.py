from django.db import migrations

from palaver.chats.search.index import define


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0008_feedback"),
    ]

    contracts = "0.2: nothing; functions that do the same as before, in less time"

    operations = [
        migrations.RunPython(define),
    ]
