import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("generation", "0003_branches"),
    ]

    operations = [
        migrations.AddField(
            model_name="generation",
            name="prompt_estimate",
            field=models.PositiveIntegerField(
                help_text="Tokens of the prompt as they were estimated before it was sent.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="generation",
            name="left_out",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Messages of the path that the prompt lacked.",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="generation",
            field=models.ForeignKey(
                help_text="Whose answer it brought; a title is nobody's.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="provider_calls",
                to="generation.generation",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="cached_tokens",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="call",
            name="cost",
            field=models.DecimalField(
                decimal_places=10,
                help_text="By the price of that time, None where none was known.",
                max_digits=20,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="currency",
            field=models.CharField(blank=True, db_default="", default="", max_length=3),
        ),
    ]
