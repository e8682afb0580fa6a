"""A row of the log: what one tick appended to one answer."""

from django.db import models


class Chunk(models.Model):
    generation = models.ForeignKey(
        "generation.Generation", on_delete=models.CASCADE, related_name="chunks", db_index=False
    )
    epoch = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    reasoning_start = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    reasoning = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "start", "reasoning_start"], name="one_chunk_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.generation_id}, epoch {self.epoch}, from {self.start}"
