from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chats", "0005_attachments"),
    ]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="parameters",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
