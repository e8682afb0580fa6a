from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL("CREATE TABLE broken_note (text)")]
