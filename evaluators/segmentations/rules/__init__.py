"""Segments by rules: conditions, tables of them, their doctor, and ready-made ways of segmenting."""
