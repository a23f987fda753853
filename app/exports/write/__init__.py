"""Formats: each module writes a manuscript, or the data of a workshop, as bytes."""
