from django.db import migrations

from palaver.chats.search.index import install


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0002_branches"),
    ]

    atomic = False  # the triggers come first, and lock messages no longer than that takes

    contracts = "0.2: nothing; tables, functions and triggers of its own, which old processes bear"

    operations = [
        migrations.RunPython(install),
    ]
