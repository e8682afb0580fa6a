from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("broken", "0001_notes")]
    operations = [migrations.RunSQL("INSERT INTO nowhere VALUES (1)")]
