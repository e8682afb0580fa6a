from django.db import migrations

from palaver.chats.search.index import install


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0008_feedback"),
    ]

    atomic = False

    contracts = "0.2: nothing; functions that do the same as before, in less time"

    operations = [
        migrations.RunPython(install),
    ]
