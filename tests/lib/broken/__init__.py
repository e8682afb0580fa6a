"""An app whose second migration fails after the first has changed the database."""
